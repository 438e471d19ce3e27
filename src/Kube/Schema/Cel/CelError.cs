namespace Pangea.Kube.Schema.Cel;

/// <summary>Why an expression has no value. Errors are values: <c>&amp;&amp;</c> and <c>||</c> overlook the one of a side that does not matter.</summary>
/// <param name="Message">In the words of the original's evaluator, where clients see it.</param>
public sealed record CelError(string Message)
{
    /// <summary>A field or key that is not there.</summary>
    internal static CelError NoSuchKey(object? key) => new($"no such key: {CelText.Of(key)}");

    /// <summary>Values that an operator or function does not take.</summary>
    internal static CelError NoSuchOverload { get; } = new("no such overload");

    /// <summary>An index outside of a list.</summary>
    internal static CelError OutOfBounds(object? index) => new($"index out of bounds: {CelText.Of(index)}");

    /// <summary>A result that does not fit its type.</summary>
    internal static CelError Overflow { get; } = new("integer overflow");

    /// <summary>The evaluation cost more than it may.</summary>
    internal static CelError TooExpensive { get; } = new("operation cancelled: actual cost limit exceeded");
}
