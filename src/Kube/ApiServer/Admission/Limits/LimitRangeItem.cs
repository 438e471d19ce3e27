using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>The bounds of one type of things in a limit range.</summary>
/// <param name="Type">Pod, Container or PersistentVolumeClaim.</param>
/// <param name="Min">At least.</param>
/// <param name="Max">At most.</param>
/// <param name="Ratio">How many times a limit may be its request.</param>
/// <param name="Limits">The limits of a container that names none.</param>
/// <param name="Requests">The requests of a container that names none.</param>
internal sealed record LimitRangeItem(
    string Type,
    ResourceAmounts Min,
    ResourceAmounts Max,
    ResourceAmounts Ratio,
    MapValue Limits,
    MapValue Requests
)
{
    /// <summary>The items of a limit range; none of one that is going away.</summary>
    public static ImmutableArray<LimitRangeItem> Of(KubeObject range) =>
        range.IsDeleting
            ? []
            :
            [
                .. range
                    .Spec.Maps("limits")
                    .Select(limit => new LimitRangeItem(
                        limit.Text("type") ?? "",
                        ResourceAmounts.From(limit.Map("min")),
                        ResourceAmounts.From(limit.Map("max")),
                        ResourceAmounts.From(limit.Map("maxLimitRequestRatio")),
                        limit.Map("default") ?? MapValue.Empty,
                        limit.Map("defaultRequest") ?? MapValue.Empty
                    )),
            ];
}
