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
            Rule(rule);
    }

    private static void Rule(Part rule)
    {
        if (rule.Count("subjects") == 0)
            rule.Required("subjects", "subjects must contain at least one value");
        foreach (var subject in rule.Items("subjects"))
            Subject(subject);
        if (rule.Count("resourceRules") + rule.Count("nonResourceRules") == 0)
        {
            rule.Required(Part.Self, "at least one of resourceRules and nonResourceRules has to be non-empty");
        }
        foreach (var inner in rule.Items("resourceRules"))
        {
            foreach (var key in (string[])["verbs", "apiGroups", "resources"])
            {
                if (inner.Count(key) == 0)
                    inner.Required(key, $"resource rules must have at least one {key[..^1]}");
            }
            if (inner.Count("namespaces") == 0 && !inner.Flag("clusterScope"))
                inner.Required(
                    "namespaces",
                    "resource rules that are not cluster scoped must supply at least one namespace"
                );
        }
        foreach (var inner in rule.Items("nonResourceRules"))
        {
            if (inner.Count("verbs") == 0)
                inner.Required("verbs", "verbs must contain at least one value");
            if (inner.Count("nonResourceURLs") == 0)
                inner.Required("nonResourceURLs", "nonResourceURLs must contain at least one value");
        }
    }

    private static void Subject(Part subject)
    {
        var (field, kind) = subject.Text("kind") switch
        {
            "ServiceAccount" => ("serviceAccount", "ServiceAccount"),
            "User" => ("user", "User"),
            "Group" => ("group", "Group"),
            _ => ("", ""),
        };
        if (field.Length == 0)
        {
            subject.NotSupported("kind", subject.Text("kind"), "Group", "ServiceAccount", "User");
            return;
        }
        if (!subject.Has(field))
        {
            subject.Required(field, $"{field} is required when subject kind is '{kind}'");
            return;
        }
        subject.Child(field).RequiredText("name");
        if (field == "serviceAccount")
            subject.Child(field).RequiredText("namespace", "must specify namespace for service account");
    }
}

/// <summary>PriorityLevelConfigurations.</summary>
internal sealed class PriorityLevelStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationStatus";

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => false;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        var type = spec.Text("type");
        if (root.Child("metadata").Text("name") == "exempt" != (type == "Exempt"))
            spec.Invalid("type", type, "type must be 'Exempt' if and only if `name` is 'exempt'");
        switch (type)
        {
            case "Exempt":
                if (spec.Has("limited"))
                    spec.Forbidden("limited", "must be nil if the type is not Limited");
                break;
            case "Limited":
                if (spec.Has("exempt"))
                    spec.Forbidden("exempt", "must be nil if the type is Limited");
                if (spec.Has("limited"))
                    Limited(spec.Child("limited"));
                else
                    spec.Required("limited", "must not be empty when type is Limited");
                break;
            default:
                spec.NotSupported("type", type, "Exempt", "Limited");
                break;
        }
    }

    private static void Limited(Part limited)
    {
        if (limited.Map.Integer("nominalConcurrencyShares") is { } shares and < 0)
            limited.Invalid("nominalConcurrencyShares", shares, "must be a non-negative integer");
        if (limited.Map.Integer("lendablePercent") is { } lent and (< 0 or > 100))
            limited.Invalid("lendablePercent", lent, "must be between 0 and 100, inclusive");
        if (limited.Map.Integer("borrowingLimitPercent") is { } borrowed and < 0)
            limited.Invalid("borrowingLimitPercent", borrowed, "if specified, must be a non-negative integer");
        var response = limited.Child("limitResponse");
        switch (response.Text("type"))
        {
            case "Reject":
                if (response.Has("queuing"))
                    response.Forbidden("queuing", "must be nil if limited.limitResponse.type is not Limited");
                break;
            case "Queue":
                if (response.Has("queuing"))
                    Queuing(response.Child("queuing"));
                else
                    response.Required("queuing", "must not be empty if limited.limitResponse.type is Limited");
                break;
            case var other:
                response.NotSupported("type", other, "Queue", "Reject");
                break;
        }
    }

    private static void Queuing(Part queuing)
    {
        foreach (var key in (string[])["queueLengthLimit", "queues", "handSize"])
        {
            if (queuing.Whole(key) <= 0)
                queuing.Invalid(key, queuing.Whole(key), "must be positive");
        }
        if (queuing.Whole("handSize") > queuing.Whole("queues"))
        {
            queuing.Invalid(
                "handSize",
                queuing.Whole("handSize"),
                $"should not be greater than queues ({queuing.Whole("queues")})"
            );
        }
    }
}
