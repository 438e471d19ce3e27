using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>FlowSchemas.</summary>
internal sealed class FlowSchemaStrategy : BuiltinStrategy
{
    private const int HighestPrecedence = 10000;

    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.flowcontrol.v1.FlowSchemaStatus";

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => false;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        var precedence = spec.Whole("matchingPrecedence");
        if (precedence <= 0)
            spec.Invalid("matchingPrecedence", precedence, "must be a positive value");
        if (precedence > HighestPrecedence)
            spec.Invalid("matchingPrecedence", precedence, $"must not be greater than {HighestPrecedence}");
        if (precedence == 1 && root.Child("metadata").Text("name") != "exempt")
        {
            spec.Invalid(
                "matchingPrecedence",
                precedence,
                "only the schema named 'exempt' may have matchingPrecedence 1"
            );
        }
        if (spec.Has("distinguisherMethod"))
            spec.Child("distinguisherMethod").OneOf("type", "ByNamespace", "ByUser");
        var level = spec.Child("priorityLevelConfiguration");
        level.RequiredText("name", "must reference a priority level");
        level.Form("name", Syntax.DnsSubdomainError);
        foreach (var rule in spec.Items("rules"))
            FlowRuleValidation.Validate(rule);
    }
}
