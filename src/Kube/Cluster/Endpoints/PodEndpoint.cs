using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>A pod as an endpoint of a Service. Source: <c>k8s.io/endpointslice</c>.</summary>
internal static class PodEndpoint
{
    private const string Zone = "topology.kubernetes.io/zone";

    /// <summary>Whether a pod is an endpoint at all: it has an address and has not finished.</summary>
    public static bool IsEndpoint(KubeObject pod) =>
        !PodFacts.IsFinished(pod) && (pod.Status.Text("podIP") is { Length: > 0 } || pod.Status.Maps("podIPs").Any());

    /// <summary>A pod's addresses of a type.</summary>
    public static IEnumerable<string> Addresses(KubeObject pod, string type)
    {
        var all = pod.Status.Maps("podIPs").Select(static a => a.Text("ip") ?? "").ToList();
        if (all.Count == 0 && pod.Status.Text("podIP") is { } only)
            all.Add(only);
        return all.Where(a => a.Length > 0 && a.Contains(':', StringComparison.Ordinal) == (type == "IPv6"));
    }

    /// <summary>The endpoint as a slice holds it.</summary>
    public static MapValue ForSlice(KubeObject service, KubeObject pod, IEnumerable<string> addresses, IInformer nodes)
    {
        bool serving = PodFacts.IsReady(pod),
            terminating = pod.IsDeleting;
        var ready = ServiceFacts.PublishesNotReady(service) || serving && !terminating;
        var node = PodFacts.NodeName(pod);
        var zone = node.Length == 0 ? null : nodes.Get(new("", node))?.Labels.Text(Zone);
        return MapValue.Of(
            ("addresses", ListValue.OfTexts(addresses)),
            ("conditions", MapValue.Of(("ready", ready), ("serving", serving), ("terminating", terminating))),
            ("hints", Hints(service, node, zone)),
            ("hostname", Hostname(service, pod) is { } hostname ? (Value)hostname : null),
            ("nodeName", node.Length == 0 ? null : (Value)node),
            ("targetRef", Reference(pod)),
            ("zone", zone is null ? null : (Value)zone)
        );
    }

    private static MapValue? Hints(KubeObject service, string node, string? zone)
    {
        var distribution = service.Spec.Text("trafficDistribution");
        if (zone is null || distribution is null)
            return null;
        var zones = ListValue.Create([MapValue.Of(("name", zone))]);
        return distribution == "PreferSameNode"
            ? MapValue.Of(("forNodes", ListValue.Create([MapValue.Of(("name", node))])), ("forZones", zones))
            : MapValue.Of(("forZones", zones));
    }

    /// <summary>The name under which a headless Service's pod is found by DNS, or null.</summary>
    public static string? Hostname(KubeObject service, KubeObject pod) =>
        pod.Spec.Text("hostname") is { Length: > 0 } hostname && pod.Spec.Text("subdomain") == service.Name
            ? hostname
            : null;

    public static MapValue Reference(KubeObject pod) =>
        MapValue.Of(("kind", "Pod"), ("name", pod.Name), ("namespace", pod.Namespace), ("uid", pod.Uid));

    /// <summary>The Service's ports as they are on this pod: a named target port may be another number on another pod.</summary>
    public static ListValue Ports(KubeObject service, KubeObject pod)
    {
        var ports = new List<Value>();
        foreach (var port in service.Spec.Maps("ports"))
        {
            var protocol = port.Text("protocol") ?? "TCP";
            var target = port["targetPort"] ?? port["port"];
            var number = target is StringValue { Text: { Length: > 0 } name }
                ? NamedPort(pod, name, protocol)
                : (target as NumberValue)?.Integer;
            if (number is null)
                continue;
            ports.Add(
                MapValue.Of(
                    ("name", port.Text("name") ?? ""),
                    ("port", number),
                    ("protocol", protocol),
                    ("appProtocol", port["appProtocol"])
                )
            );
        }
        return ListValue.From(ports);
    }

    private static long? NamedPort(KubeObject pod, string name, string protocol)
    {
        var sidecars = pod.Spec.Maps("initContainers").Where(static c => c.Text("restartPolicy") == "Always");
        foreach (var container in pod.Spec.Maps("containers").Concat(sidecars))
        {
            foreach (var port in container.Maps("ports"))
            {
                if (port.Text("name") == name && (port.Text("protocol") ?? "TCP") == protocol)
                    return port.Integer("containerPort");
            }
        }
        return null;
    }
}
