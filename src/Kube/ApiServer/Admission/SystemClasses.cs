using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>The two priority classes that every cluster has.</summary>
internal static class SystemClasses
{
    /// <summary>The value of a class of the system, or null when the name is none.</summary>
    public static long? Find(string name) =>
        name switch
        {
            "system-cluster-critical" => 2000000000,
            "system-node-critical" => 2000001000,
            _ => null,
        };

    /// <summary>The classes as they are created in a new cluster.</summary>
    public static IEnumerable<KubeObject> All =>
        [
            Made(
                "system-node-critical",
                "Used for system critical pods that must not be moved from their current node."
            ),
            Made(
                "system-cluster-critical",
                "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."
            ),
        ];

    private static KubeObject Made(string name, string description) =>
        new(
            MapValue.Of(
                ("apiVersion", "scheduling.k8s.io/v1"),
                ("kind", "PriorityClass"),
                ("metadata", MapValue.Of(("name", name))),
                ("value", Find(name)!.Value),
                ("description", description)
            )
        );
}
