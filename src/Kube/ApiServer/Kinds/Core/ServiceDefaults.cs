using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Defaults of Services. The cluster IP and node ports are given by an allocator, not here.</summary>
internal static class ServiceDefaults
{
    private static readonly MapValue ClientIp = MapValue.Of(("clientIP", MapValue.Of(("timeoutSeconds", 10800))));
    private static readonly Value ClusterPolicy = "Cluster";
    private static readonly Value VipMode = "VIP";
    private static readonly Value True = true;

    /// <summary>A spec with its defaults.</summary>
    public static MapValue Spec(MapValue spec)
    {
        spec = spec.EditEach("ports", Port);
        if (spec.Text("sessionAffinity") == "None")
            spec = spec.Without("sessionAffinityConfig");
        else if (spec.Text("sessionAffinity") == "ClientIP")
            spec = spec.WithDefaults(MapWithAffinity);
        var type = spec.Text("type");
        if (type is "ClusterIP" or "NodePort" or "LoadBalancer")
            spec = spec.WithDefault("internalTrafficPolicy", ClusterPolicy);
        if (ServiceRules.IsExternallyAccessible(spec))
            spec = spec.WithDefault("externalTrafficPolicy", ClusterPolicy);
        return type == "LoadBalancer" && !spec.Has("allocateLoadBalancerNodePorts")
            ? spec.With("allocateLoadBalancerNodePorts", True)
            : spec;
    }

    private static readonly MapValue MapWithAffinity = MapValue.Of(("sessionAffinityConfig", ClientIp));

    private static MapValue Port(MapValue port)
    {
        var unset =
            port["targetPort"] is null or NullValue or NumberValue { Integer: 0 } or StringValue { Text.Length: 0 };
        return unset && port["port"] is { } number ? port.With("targetPort", number) : port;
    }

    /// <summary>Addresses of a load balancer stand for themselves unless they say otherwise.</summary>
    public static MapValue Status(MapValue status) =>
        status.Edit(
            "loadBalancer",
            static balancer =>
                balancer.EditEach(
                    "ingress",
                    static i => i.Text("ip") is { Length: > 0 } && !i.Has("ipMode") ? i.With("ipMode", VipMode) : i
                )
        );
}
