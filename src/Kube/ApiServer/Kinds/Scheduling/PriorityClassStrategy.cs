using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>PriorityClasses. Names that begin with <c>system-</c> belong to the cluster.</summary>
internal sealed class PriorityClassStrategy : BuiltinStrategy
{
    private const long HighestForUsers = 1_000_000_000;

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <summary>The generation stays 1: the original never counts.</summary>
    public override bool BumpsGeneration(MapValue root, MapValue old) => false;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var metadata = root.Child("metadata");
        if (metadata.Text("name").StartsWith("system-", StringComparison.Ordinal))
        {
            if (SystemError(root, metadata.Text("name")) is { } error)
            {
                metadata.Forbidden(
                    "name",
                    $"priority class names with 'system-' prefix are reserved for system use only. error: {error}"
                );
            }
        }
        else if (root.Whole("value") > HighestForUsers)
            root.Forbidden("value", $"maximum allowed value of a user defined priority is {HighestForUsers}");
        root.OneOf("preemptionPolicy", "PreemptLowerPriority", "Never");
    }

    private static string? SystemError(Part root, string name)
    {
        long? value = name switch
        {
            "system-node-critical" => 2_000_001_000,
            "system-cluster-critical" => 2_000_000_000,
            _ => null,
        };
        return value is null ? $"{name} is not a known system priority class"
            : value != root.Whole("value") ? $"value of {name} PriorityClass must be {value}"
            : root.Flag("globalDefault") ? $"globalDefault of {name} PriorityClass must be false"
            : null;
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        if (root.Whole("value") != (old.Integer("value") ?? 0))
            root.Forbidden("value", "may not be changed in an update.");
        root.Unchanged("preemptionPolicy", old);
    }
}
