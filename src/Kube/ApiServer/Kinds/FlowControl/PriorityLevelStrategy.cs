namespace Pangea.Kube.ApiServer.Kinds;

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
            spec.Invalid("type", type, "must be 'Exempt' if and only if `name` is 'exempt'");
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
