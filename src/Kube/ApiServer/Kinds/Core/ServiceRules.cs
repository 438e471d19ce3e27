using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Questions about Services that several rules ask.</summary>
internal static class ServiceRules
{
    /// <summary>Whether something outside of the cluster can reach a service: it has node ports, or external addresses.</summary>
    public static bool IsExternallyAccessible(MapValue spec) =>
        spec.Text("type") is "NodePort" or "LoadBalancer"
        || (spec.Text("type") == "ClusterIP" && spec.List("externalIPs") is { Count: > 0 });

    /// <summary>Whether a load balancer must ask each node whether it has endpoints.</summary>
    public static bool NeedsHealthCheck(MapValue spec) =>
        spec.Text("type") == "LoadBalancer" && spec.Text("externalTrafficPolicy") == "Local";

    /// <summary>Whether a service has no address of its own.</summary>
    public static bool IsHeadless(MapValue spec) =>
        spec.List("clusterIPs") is { Count: 1 } ips && ips[0] is StringValue { Text: "None" };

    /// <summary>Whether a service needs an address of its own.</summary>
    public static bool NeedsClusterIp(MapValue spec) => spec.Text("type") != "ExternalName";

    /// <summary>Whether a service needs ports of the nodes.</summary>
    public static bool NeedsNodePort(MapValue spec) =>
        spec.Text("type") == "NodePort"
        || (spec.Text("type") == "LoadBalancer" && spec.Flag("allocateLoadBalancerNodePorts") != false);
}
