using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// The taints that a cluster's readiness puts on it: not ready keeps new work away, and so does silence. Pure. Source: Karmada's cluster
/// controller.
/// </summary>
internal static class ClusterTaints
{
    private const string NoSchedule = "NoSchedule";

    /// <summary>The cluster with the taints of its Ready condition; the same object when it has them.</summary>
    public static KubeObject Apply(KubeObject cluster)
    {
        var wanted = Wanted(cluster);
        var kept = new List<Value>();
        var found = false;
        foreach (var taint in cluster.Spec.Maps("taints"))
        {
            var own =
                taint.Text("key") is FleetTaints.NotReady or FleetTaints.Unreachable
                && taint.Text("effect") == NoSchedule;
            if (own && taint.Text("key") != wanted)
                continue;
            found |= own;
            kept.Add(taint);
        }
        if (wanted is not null && !found)
            kept.Add(MapValue.Of(("effect", NoSchedule), ("key", wanted)));
        var before = cluster.Spec.List("taints") ?? ListValue.Empty;
        var after = ListValue.From(kept);
        return after.Equals(before) ? cluster : cluster.With(after.Count == 0 ? null : after, "spec", "taints");
    }

    /// <summary>What the event says of the taints that a cluster has now.</summary>
    public static string Describe(KubeObject cluster)
    {
        var taints = cluster.Spec.Maps("taints").ToList();
        if (taints.Count == 0)
            return "Taint cluster succeed: cluster now does not have taints.";
        // The original leaves out a taint's value when it is empty.
        var list = taints.Select(t =>
            t.Text("value") is { Length: > 0 } value
                ? $"{{Key:{t.Text("key")},Value:{value},Effect:{t.Text("effect")}}}"
                : $"{{Key:{t.Text("key")},Effect:{t.Text("effect")}}}"
        );
        return $"Taint cluster succeed: cluster now has taints([{string.Join(' ', list)}]).";
    }

    private static string? Wanted(KubeObject cluster) =>
        Readiness(cluster) switch
        {
            "True" => null,
            "Unknown" => FleetTaints.Unreachable,
            _ => FleetTaints.NotReady,
        };

    /// <summary>The status of the Ready condition, or null when there is none.</summary>
    public static string? Readiness(KubeObject cluster) =>
        cluster.Status.Maps("conditions").FirstOrDefault(c => c.Text("type") == ConditionTypes.Ready)?.Text("status");
}
