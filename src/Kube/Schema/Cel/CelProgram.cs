using System.Diagnostics.CodeAnalysis;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema.Cel;

/// <summary>
/// A compiled expression of the Common Expression Language, with the functions that Kubernetes adds. Immutable, and evaluated by as many threads as
/// like.
/// </summary>
public sealed class CelProgram
{
    private readonly CelNode root;

    private CelProgram(string text, CelNode root)
    {
        Text = text;
        this.root = root;
    }

    /// <summary>The expression.</summary>
    public string Text { get; }

    internal CelNode Root => root;

    /// <summary>Compiles an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="variables">The names of its variables with the schema of each as far as there is one: fields that it does not have are errors.</param>
    /// <param name="program">The program.</param>
    /// <param name="error">What is wrong, as cel-go prints it: the place and the line.</param>
    public static bool TryCompile(
        string text,
        IReadOnlyDictionary<string, StructuralSchema?> variables,
        [NotNullWhen(true)] out CelProgram? program,
        out string error
    )
    {
        program = null;
        error = "";
        try
        {
            var root = new CelParser(text, variables.Keys).Parse();
            CelCheck.Check(root, variables);
            program = new(text, root);
            return true;
        }
        catch (CelSyntaxException e)
        {
            error = Print(text, e);
            return false;
        }
    }

    /// <summary>Evaluates: a CEL value, or a <see cref="CelError"/>.</summary>
    /// <param name="variables">The variables; objects as they come from <see cref="ToCel"/>.</param>
    /// <param name="budget">What it may cost.</param>
    public object? Evaluate(IEnumerable<KeyValuePair<string, object?>> variables, CelBudget budget)
    {
        CelScope? scope = null;
        foreach (var (name, value) in variables)
            scope = new(scope, name, value);
        var result = root.Eval(scope, budget);
        return budget.IsExhausted ? CelError.TooExpensive : result;
    }

    /// <summary>A JSON value for an expression, seen by its schema.</summary>
    public static object? ToCel(Value? value, StructuralSchema? schema) => CelJson.Read(value, schema);

    /// <summary>The optional value of a variable that may have none.</summary>
    public static object ToOptional(Value? value, StructuralSchema? schema) =>
        value is null ? CelOptional.None : CelOptional.Of(ToCel(value, schema));

    private static string Print(string text, CelSyntaxException e)
    {
        var at = Math.Min(e.At, text.Length);
        var before = text.AsSpan(0, at);
        var start = before.LastIndexOf('\n') + 1;
        var end = text.IndexOf('\n', at);
        var line = before.Count('\n') + 1;
        var column = at - start;
        return $"ERROR: <input>:{line}:{column + 1}: {e.Message}\n | {(end < 0 ? text[start..] : text[start..end])}\n | "
            + $"{new string('.', column)}^";
    }
}
