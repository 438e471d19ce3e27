using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks a Service.</summary>
internal static class ServiceValidation
{
    private const string OnlyLoadBalancer = "may only be used when `type` is 'LoadBalancer'";
    private const string NotExternalName = "may not be set for ExternalName services";
    private const int MaxAffinitySeconds = 86400;

    /// <summary>Checks the whole object.</summary>
    public static void Validate(Part root)
    {
        var spec = root.Child("spec");
        var headless = ServiceRules.IsHeadless(spec.Map);
        var type = spec.Text("type");
        if (spec.Count("ports") == 0 && !headless && type != "ExternalName")
            spec.Required("ports");
        if (headless && type is "LoadBalancer" or "NodePort")
            spec.InvalidItem("clusterIPs", 0, "None", $"may not be set to 'None' for {type} services");
        if (type == "ExternalName")
            ExternalName(spec);
        Ports(spec, type);
        spec.Labels("selector");
        SessionAffinity(spec);
        if (type != "ExternalName")
            ServiceAddressValidation.Validate(spec, headless);
        ExternalIps(spec);
        spec.RequiredOneOf("type", "ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        LoadBalancer(root, spec, type);
        TrafficPolicies(spec);
    }

    private static void ExternalName(Part spec)
    {
        if (spec.Count("clusterIPs") > 0)
            spec.Forbidden("clusterIPs", NotExternalName);
        if (spec.Count("ipFamilies") > 0)
            spec.Forbidden("ipFamilies", NotExternalName);
        if (spec.Has("ipFamilyPolicy"))
            spec.Forbidden("ipFamilyPolicy", NotExternalName);
        var name = spec.Text("externalName");
        var host = name.EndsWith('.') ? name[..^1] : name;
        if (host.Length == 0)
            spec.Required("externalName");
        else if (Syntax.DnsSubdomainError(host) is { } error)
            spec.Invalid("externalName", host, error);
    }

    private static void Ports(Part spec, string type)
    {
        var list = spec.Map.List("ports") ?? ListValue.Empty;
        var ports = spec.Items("ports").GetEnumerator();
        while (ports.MoveNext())
            Port(ports.Current, list, ports.Index);
        ports = spec.Items("ports").GetEnumerator();
        while (ports.MoveNext())
        {
            var port = ports.Current;
            var protocol = port.Text("protocol");
            if (port.Whole("nodePort") is var node and not 0)
            {
                if (type == "ClusterIP")
                    port.Forbidden("nodePort", "may not be used when `type` is 'ClusterIP'");
                if (Earlier(list, ports.Index, "nodePort", node, protocol))
                    port.Duplicate("nodePort", node);
            }
            if (Earlier(list, ports.Index, "port", port.Whole("port"), protocol))
                port.Duplicate(Part.Self, MapValue.Of(("port", port["port"]), ("protocol", protocol)));
        }
    }

    private static bool Earlier(ListValue ports, int count, string key, long number, string protocol)
    {
        for (var i = 0; i < count; i++)
        {
            if (ports[i] is MapValue p && (p.Integer(key) ?? 0) == number && (p.Text("protocol") ?? "") == protocol)
                return true;
        }
        return false;
    }

    private static void Port(Part port, ListValue all, int index)
    {
        var name = port.Text("name");
        if (name.Length > 0)
        {
            port.Form("name", Syntax.DnsLabelError);
            for (var i = 0; i < index; i++)
            {
                if (all[i] is not MapValue other || other.Text("name") != name)
                    continue;
                port.Duplicate("name", name);
                break;
            }
        }
        else if (all.Count > 1)
            port.Required("name");
        port.PortNumber("port");
        port.RequiredOneOf("protocol", "SCTP", "TCP", "UDP");
        port.PortNumberOrName("targetPort");
        if (port.Has("appProtocol"))
            NodeSelectors.LabelName(port, "appProtocol");
    }

    private static void SessionAffinity(Part spec)
    {
        const string when = "when session affinity type is ClientIP";
        var affinity = spec.Text("sessionAffinity");
        spec.RequiredOneOf("sessionAffinity", "ClientIP", "None");
        if (affinity == "None" && spec.Has("sessionAffinityConfig"))
            spec.Forbidden("sessionAffinityConfig", "must not be set when session affinity is None");
        if (affinity != "ClientIP")
            return;
        var config = spec.Child("sessionAffinityConfig");
        if (!spec.Has("sessionAffinityConfig"))
            spec.Required("sessionAffinityConfig", when);
        else if (!config.Has("clientIP"))
            config.Required("clientIP", when);
        else if (config.Child("clientIP").Map.Integer("timeoutSeconds") is not { } timeout)
            config.Child("clientIP").Required("timeoutSeconds", when);
        else if (timeout is <= 0 or > MaxAffinitySeconds)
            config
                .Child("clientIP")
                .Invalid("timeoutSeconds", timeout, $"must be greater than 0 and less than {MaxAffinitySeconds}");
    }

    private static void ExternalIps(Part spec)
    {
        var list = spec.Map.List("externalIPs") ?? ListValue.Empty;
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not StringValue { Text: var text })
                continue;
            if (Formats.IpError(text) is { } error)
                spec.InvalidItem("externalIPs", i, text, error);
            else
            {
                foreach (var special in SpecialAddresses.Errors(text))
                    spec.InvalidItem("externalIPs", i, text, special);
            }
        }
    }

    private static void LoadBalancer(Part root, Part spec, string type)
    {
        var balanced = type == "LoadBalancer";
        if (spec.Map.List("loadBalancerSourceRanges") is { Count: > 0 } ranges)
        {
            // The original's path has a capital here.
            if (!balanced)
                spec.Forbidden("LoadBalancerSourceRanges", OnlyLoadBalancer);
            for (var i = 0; i < ranges.Count; i++)
            {
                if (ranges[i] is StringValue { Text: var text } && Formats.CidrError(text.Trim()) is { } error)
                    spec.InvalidItem("LoadBalancerSourceRanges", i, text.Trim(), error);
            }
        }
        if (!balanced && spec.Has("allocateLoadBalancerNodePorts"))
            spec.Forbidden("allocateLoadBalancerNodePorts", OnlyLoadBalancer);
        if (balanced && !spec.Has("allocateLoadBalancerNodePorts"))
            root.Required("allocateLoadBalancerNodePorts");
        if (!spec.Has("loadBalancerClass"))
            return;
        if (balanced)
            NodeSelectors.LabelName(spec, "loadBalancerClass");
        else
            spec.Forbidden("loadBalancerClass", OnlyLoadBalancer);
    }

    private static void TrafficPolicies(Part spec)
    {
        var external = spec.Text("externalTrafficPolicy");
        if (ServiceRules.IsExternallyAccessible(spec.Map))
            spec.RequiredOneOf("externalTrafficPolicy", "Cluster", "Local");
        else if (external.Length > 0)
            spec.Invalid("externalTrafficPolicy", external, "may only be set for externally-accessible services");
        var port = spec.Whole("healthCheckNodePort");
        if (!ServiceRules.NeedsHealthCheck(spec.Map))
        {
            if (port != 0)
                spec.Invalid(
                    "healthCheckNodePort",
                    port,
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
                );
        }
        else if (port == 0)
            spec.Required("healthCheckNodePort");
        else
            spec.PortNumber("healthCheckNodePort");
        if (!spec.Has("internalTrafficPolicy"))
        {
            if (spec.Text("type") is "NodePort" or "LoadBalancer" or "ClusterIP")
                spec.Required("internalTrafficPolicy");
        }
        else
            spec.OneOf("internalTrafficPolicy", "Cluster", "Local");
        spec.OneOf("trafficDistribution", "PreferClose", "PreferSameNode", "PreferSameZone");
    }
}
