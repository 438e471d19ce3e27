using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>What the clusters say of themselves, as gauges under the original's names.</summary>
internal static class ClusterMetrics
{
    public static void Print(MetricsText text, IReadOnlyList<KubeObject> clusters)
    {
        Each("cluster_ready_state", c => ClusterTaints.Readiness(c) == "True" ? 1 : 0);
        Each("cluster_node_number", c => Count(c, "totalNum"));
        Each("cluster_ready_node_number", c => Count(c, "readyNum"));
        foreach (var part in new[] { "allocatable", "allocated" })
        {
            Each($"cluster_memory_{part}_bytes", c => Amount(c, part, "memory").Value);
            Each($"cluster_cpu_{part}_number", c => Amount(c, part, "cpu").MilliValue / 1000.0);
            Each($"cluster_pod_{part}_number", c => Amount(c, part, "pods").Value);
        }

        void Each(string name, Func<KubeObject, double> value)
        {
            text.Type(name, "gauge");
            foreach (var cluster in clusters)
                text.Value(name, $"member_cluster=\"{cluster.Name}\"", value(cluster));
        }
    }

    private static double Count(KubeObject cluster, string field) =>
        cluster.Status.Map("nodeSummary")?.Integer(field) ?? 0;

    private static Quantity Amount(KubeObject cluster, string part, string resource) =>
        Quantity.FromValue(cluster.Status.At("resourceSummary", part, resource)) ?? Quantity.Zero;
}
