using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>A <c>TopologySpreadConstraint</c>. Source: the page "Pod Topology Spread Constraints".</summary>
internal sealed record SpreadConstraint(string TopologyKey, long MaxSkew, LabelSelector Selector)
{
    /// <summary>Whether it must hold, or is a preference (<c>ScheduleAnyway</c>).</summary>
    public bool IsRequired { get; private init; }

    /// <summary>With fewer domains than this the emptiest one counts as empty.</summary>
    public long MinDomains { get; private init; }

    /// <summary>Whether nodes that the pod's node affinity rules out are left out of the count.</summary>
    public bool HonorsAffinity { get; private init; }

    /// <summary>Whether nodes with taints that the pod does not tolerate are left out of the count.</summary>
    public bool HonorsTaints { get; private init; }

    /// <summary>The constraints of a pod.</summary>
    public static ImmutableArray<SpreadConstraint> Of(MapValue spec, MapValue labels) =>
        [
            .. spec.Maps("topologySpreadConstraints")
                .Select(c => new SpreadConstraint(
                    c.Text("topologyKey") ?? "",
                    c.Integer("maxSkew") ?? 1,
                    AffinityTerm.WithLabelKeys(c, labels)
                )
                {
                    IsRequired = c.Text("whenUnsatisfiable") != "ScheduleAnyway",
                    MinDomains = c.Integer("minDomains") ?? 1,
                    HonorsAffinity = c.Text("nodeAffinityPolicy") != "Ignore",
                    HonorsTaints = c.Text("nodeTaintsPolicy") == "Honor",
                }),
        ];
}
