using System.Diagnostics.CodeAnalysis;

namespace Pangea.Fleet.Interpreter;

/// <summary>What an interpreter answered: a value, or why it could not (a script that failed, a service that did not answer).</summary>
public readonly struct Interpreted<T>
{
    private Interpreted(T? value, string? error)
    {
        Value = value;
        Error = error;
    }

    /// <summary>The value; the default on failure.</summary>
    public T? Value { get; }

    /// <summary>Why there is no value; null on success.</summary>
    public string? Error { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    /// <summary>An answer.</summary>
    public static Interpreted<T> Of(T value) => new(value, null);

    /// <summary>A failure.</summary>
    public static Interpreted<T> Failed(string error) => new(default, error);
}
