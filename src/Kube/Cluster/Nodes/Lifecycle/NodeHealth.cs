using Pangea.Kube.Cluster.Scheduling;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Nodes;

/// <summary>
/// What a node's conditions mean: which taints it has to have, and how it looks when nobody hears of it. Pure. Source: the pages "Nodes" and "Taints and
/// Tolerations".
/// </summary>
internal static class NodeHealth
{
    private const string NotReady = "node.kubernetes.io/not-ready";
    private const string Unreachable = "node.kubernetes.io/unreachable";

    private static readonly (string Condition, string Taint)[] Pressures =
    [
        ("MemoryPressure", "node.kubernetes.io/memory-pressure"),
        ("DiskPressure", "node.kubernetes.io/disk-pressure"),
        ("PIDPressure", "node.kubernetes.io/pid-pressure"),
        ("NetworkUnavailable", "node.kubernetes.io/network-unavailable"),
    ];

    /// <summary>The status of the Ready condition; empty when there is none.</summary>
    public static string Readiness(KubeObject node) => Status(node, "Ready");

    /// <summary>
    /// The node's taints as they have to be: those of others as they are, and ours. <paramref name="evicts"/> says whether pods may be sent away
    /// from a node that is not well.
    /// </summary>
    public static ListValue Taints(KubeObject node, bool evicts, DateTimeOffset now)
    {
        var wanted = Wanted(node, evicts).ToList();
        var before = node.Spec.Maps("taints").ToList();
        var list = before.Where(t => !IsOurs(t) || wanted.Remove(new(t.Text("key")!, "", t.Text("effect")!))).ToList();
        foreach (var taint in wanted)
        {
            list.Add(MapValue.Of(("key", taint.Key), ("effect", taint.Effect), ("timeAdded", Timestamps.Format(now))));
        }
        return ListValue.From(list);
    }

    /// <summary>The status of a node that nobody has heard of for too long: nothing about it is known.</summary>
    public static MapValue Silent(KubeObject node, DateTimeOffset now)
    {
        var never = node.Status.Maps("conditions").All(c => c.Text("lastHeartbeatTime") is null);
        var list = node.Status.Maps("conditions").Where(c => !IsWatched(c.Text("type"))).ToList();
        foreach (var type in (string[])["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"])
        {
            var before = node.Status.Maps("conditions").FirstOrDefault(c => c.Text("type") == type);
            list.Add(
                MapValue.Of(
                    ("type", type),
                    ("status", "Unknown"),
                    ("lastHeartbeatTime", before?["lastHeartbeatTime"] ?? node.Metadata["creationTimestamp"]),
                    (
                        "lastTransitionTime",
                        before?.Text("status") == "Unknown"
                            ? before["lastTransitionTime"]
                            : (Value)Timestamps.Format(now)
                    ),
                    ("reason", never ? "NodeStatusNeverUpdated" : "NodeStatusUnknown"),
                    ("message", never ? "Kubelet never posted node status." : "Kubelet stopped posting node status.")
                )
            );
        }
        return node.Status.With("conditions", ListValue.From(list));
    }

    private static IEnumerable<Taint> Wanted(KubeObject node, bool evicts)
    {
        var key = Readiness(node) switch
        {
            "True" => null,
            "Unknown" => Unreachable,
            _ => NotReady,
        };
        if (key is not null)
        {
            yield return new(key, "", Taint.NoSchedule);
            if (evicts)
                yield return new(key, "", Taint.NoExecute);
        }
        foreach (var (condition, taint) in Pressures)
        {
            if (Status(node, condition) == "True")
                yield return new(taint, "", Taint.NoSchedule);
        }
        if (node.Spec.Flag("unschedulable") == true)
            yield return Taint.Unschedulable;
    }

    private static bool IsOurs(MapValue taint)
    {
        var key = taint.Text("key");
        return key is NotReady or Unreachable
            || key == Taint.Unschedulable.Key
            || Array.Exists(Pressures, p => p.Taint == key);
    }

    private static bool IsWatched(string? type) =>
        type is "MemoryPressure" or "DiskPressure" or "PIDPressure" or "Ready";

    private static string Status(KubeObject node, string type) =>
        node.Status.Maps("conditions").FirstOrDefault(c => c.Text("type") == type)?.Text("status") ?? "";
}
