using System.Diagnostics.CodeAnalysis;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema.Cel;

namespace Pangea.Kube.Schema;

/// <summary>One compiled rule of <c>x-kubernetes-validations</c>.</summary>
internal sealed class ValidationRule
{
    private const string Self = "self";
    private const string OldSelf = "oldSelf";
    private readonly CelProgram program;
    private readonly CelProgram? messageProgram;
    private readonly StructuralSchema schema;
    private readonly string text;
    private readonly string message;
    private readonly bool optionalOldSelf;

    private ValidationRule(MapValue rule, StructuralSchema schema, CelProgram program, CelProgram? messageProgram)
    {
        this.schema = schema;
        this.program = program;
        this.messageProgram = messageProgram;
        text = (rule.Text("rule") ?? "").Trim();
        message = (rule.Text("message") ?? "").Trim();
        Reason = rule.Text("reason") ?? "";
        FieldPath = (rule.Text("fieldPath") ?? "").Trim();
        optionalOldSelf = rule.Flag("optionalOldSelf") ?? false;
    }

    /// <summary>The reason of its error; empty for an invalid value.</summary>
    public string Reason { get; }

    /// <summary>Where its error stands below the rule's own place, as <c>.a.b</c>; empty for there.</summary>
    public string FieldPath { get; }

    /// <summary>Whether it compares with what was before: a transition rule.</summary>
    public bool IsTransition { get; private init; }

    /// <summary>Compiles a rule.</summary>
    /// <param name="rule">As it stands in the schema.</param>
    /// <param name="schema">What it stands on.</param>
    /// <param name="made">The rule.</param>
    /// <param name="field">Which field is wrong: <c>rule</c> or <c>messageExpression</c>.</param>
    /// <param name="error">What is wrong with it.</param>
    public static bool TryCompile(
        MapValue rule,
        StructuralSchema schema,
        [NotNullWhen(true)] out ValidationRule? made,
        out string field,
        out string error
    )
    {
        made = null;
        field = "rule";
        var optional = rule.Flag("optionalOldSelf") ?? false;
        var now = new Dictionary<string, StructuralSchema?> { [Self] = schema };
        // Of an optional value nothing is known by the check; its fields are seen when it is there.
        var both = new Dictionary<string, StructuralSchema?>(now) { [OldSelf] = schema };
        var text = rule.Text("rule") ?? "";
        var isTransition = !CelProgram.TryCompile(text, now, out var program, out error);
        if (isTransition && !CelProgram.TryCompile(text, both, out program, out var second))
        {
            error = second;
            return false;
        }
        error = "";
        CelProgram? messageProgram = null;
        if (
            rule.Text("messageExpression") is { Length: > 0 } expression
            && !CelProgram.TryCompile(expression, both, out messageProgram, out error)
        )
        {
            field = "messageExpression";
            return false;
        }
        made = new(rule, schema, program!, messageProgram) { IsTransition = isTransition || optional };
        return true;
    }

    /// <summary>Whether it can be asked: a transition rule needs something before, unless it says otherwise.</summary>
    public bool Applies(Value? old) => !IsTransition || optionalOldSelf || old is not null;

    /// <summary>What is wrong, or null; <paramref name="broken"/> when that is the rule itself.</summary>
    public string? Check(Value value, Value? old, CelBudget budget, out bool broken)
    {
        var variables = Variables(value, old);
        var result = program.Evaluate(variables, budget);
        broken = result is CelError;
        if (result is true)
            return null;
        if (result is not CelError error)
            return Message(variables);
        if (budget.IsExhausted)
            return $"'{error.Message}': no further validation rules will be run due to call cost exceeds limit for rule: {Name}";
        return error == CelError.NoSuchOverload
            ? $"'{error.Message}': call arguments did not match a supported operator, function or macro signature for rule: {Name}"
            : $"{error.Message} evaluating rule: {Name}";
    }

    private string Name => message.Length > 0 ? message : text;

    private string Message(List<KeyValuePair<string, object?>> variables)
    {
        var fallback = message.Length > 0 ? message : $"failed rule: {text}";
        if (messageProgram is null)
            return fallback;
        var made = messageProgram.Evaluate(variables, new CelBudget(ValidationRules.CostOfRule));
        return
            made is string own
            && own.Trim() is { Length: > 0 and <= 5120 } line
            && !line.Contains('\n', StringComparison.Ordinal)
            ? line
            : fallback;
    }

    private List<KeyValuePair<string, object?>> Variables(Value value, Value? old)
    {
        var variables = new List<KeyValuePair<string, object?>> { new(Self, CelProgram.ToCel(value, schema)) };
        if (optionalOldSelf)
            variables.Add(new(OldSelf, CelProgram.ToOptional(old, schema)));
        else if (old is not null)
            variables.Add(new(OldSelf, CelProgram.ToCel(old, schema)));
        return variables;
    }
}
