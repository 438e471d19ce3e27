using System.Diagnostics.CodeAnalysis;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;
using Pangea.Kube.Schema.Cel;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// A condition of a webhook in CEL (<c>matchConditions</c>): the webhook is asked only when all hold. Variables are the object before and after and the
/// request; <c>authorizer</c> is not there.
/// </summary>
internal sealed class WebhookCondition
{
    /// <summary>What one evaluation may cost: the original's bound for one expression.</summary>
    private const long Limit = 10_000_000 / 4;

    private static readonly Dictionary<string, StructuralSchema?> Variables = new(StringComparer.Ordinal)
    {
        ["object"] = null,
        ["oldObject"] = null,
        ["request"] = null,
    };

    private readonly CelProgram program;

    private WebhookCondition(CelProgram program) => this.program = program;

    /// <summary>Compiles an expression.</summary>
    public static bool TryCompile(string text, [NotNullWhen(true)] out WebhookCondition? condition, out string error)
    {
        condition = CelProgram.TryCompile(text, Variables, out var program, out error) ? new(program) : null;
        return condition is not null;
    }

    /// <summary>Whether the condition holds; null when it cannot be said, with the reason.</summary>
    /// <param name="request">The <c>request</c> of the <c>AdmissionReview</c>.</param>
    /// <param name="error">Why it cannot be said.</param>
    public bool? Holds(MapValue request, out string error)
    {
        error = "";
        var result = program.Evaluate(
            [
                new("object", CelProgram.ToCel(request["object"], null)),
                new("oldObject", CelProgram.ToCel(request["oldObject"], null)),
                new("request", CelProgram.ToCel(request, null)),
            ],
            new(Limit)
        );
        if (result is bool holds)
            return holds;
        var why = result is CelError failed ? failed.Message : "cel expression must evaluate to a bool";
        error = $"expression '{program.Text}' resulted in error: {why}";
        return null;
    }
}
