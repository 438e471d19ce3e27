using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>Services and what stands behind them.</summary>
internal static class ServicePrinters
{
    /// <summary>The table of Services.</summary>
    public static TablePrinter Services { get; } =
        new(
            [
                Cell.NameColumn,
                new("Type"),
                new("Cluster-IP"),
                new("External-IP"),
                new("Port(s)"),
                Cell.AgeColumn,
                new("Selector", Priority: 1),
            ],
            static (service, now) =>
            {
                var spec = service.Spec;
                return
                [
                    Cell.Name(service),
                    Cell.Text(spec, "type"),
                    ClusterIp(spec),
                    ExternalIp(spec, service.Status),
                    Ports(spec),
                    Cell.Age(service, now),
                    Cell.Labels(spec.Map("selector")),
                ];
            }
        );

    /// <summary>The table of Endpoints.</summary>
    public static TablePrinter Endpoints { get; } =
        new(
            [Cell.NameColumn, new("Endpoints"), Cell.AgeColumn],
            static (endpoints, now) => [Cell.Name(endpoints), Subsets(endpoints.Root), Cell.Age(endpoints, now)]
        );

    /// <summary>The table of EndpointSlices.</summary>
    public static TablePrinter EndpointSlices { get; } =
        new(
            [Cell.NameColumn, new("AddressType"), new("Ports"), new("Endpoints"), Cell.AgeColumn],
            static (slice, now) =>
                [
                    Cell.Name(slice),
                    Cell.Text(slice.Root, "addressType"),
                    Cell.Or(Cell.FirstOf([.. slice.Root.Maps("ports").Select(SlicePort)], 3), Cell.Unset),
                    Cell.Or(
                        Cell.FirstOf([.. slice.Root.Maps("endpoints").SelectMany(e => e.Texts("addresses"))], 3),
                        Cell.Unset
                    ),
                    Cell.Age(slice, now),
                ]
        );

    private static Value ClusterIp(MapValue spec) => spec.List("clusterIPs") is { Count: > 0 } ips ? ips[0] : Cell.None;

    private static Value ExternalIp(MapValue spec, MapValue status)
    {
        var external = string.Join(',', spec.Texts("externalIPs"));
        switch (spec.Text("type"))
        {
            case "ClusterIP" or "NodePort":
                return Cell.Or(external, Cell.None);
            case "LoadBalancer":
                var balancer = LoadBalancer(status);
                return external.Length == 0 ? Cell.Or(balancer, "<pending>")
                    : balancer.Length == 0 ? external
                    : $"{balancer},{external}";
            case "ExternalName":
                return Cell.Text(spec, "externalName");
            default:
                return "<unknown>";
        }
    }

    /// <summary>The addresses of a load balancer, sorted.</summary>
    public static string LoadBalancer(MapValue status)
    {
        var addresses = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var ingress in status.Map("loadBalancer")?.Maps("ingress") ?? [])
        {
            if (ingress.Text("ip") is { Length: > 0 } ip)
                addresses.Add(ip);
            else if (ingress.Text("hostname") is { Length: > 0 } host)
                addresses.Add(host);
        }
        return string.Join(',', addresses);
    }

    private static Value Ports(MapValue spec) => Cell.Or(string.Join(',', spec.Maps("ports").Select(Port)), Cell.None);

    private static string Port(MapValue port)
    {
        var number = port.Integer("port") ?? 0;
        return port.Integer("nodePort") is { } node and > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{number}:{node}/{port.Text("protocol")}")
            : string.Create(CultureInfo.InvariantCulture, $"{number}/{port.Text("protocol")}");
    }

    private static Value Subsets(MapValue root)
    {
        if (root.List("subsets") is not { Count: > 0 } subsets)
            return Cell.None;
        var all = new List<string>();
        foreach (var subset in subsets.Maps)
        {
            var addresses = subset.Maps("addresses").Select(a => a.Text("ip") ?? "").ToList();
            if (subset.List("ports") is not { Count: > 0 } ports)
                all.AddRange(addresses);
            else
                all.AddRange(ports.Maps.SelectMany(p => addresses.Select(a => HostPort(a, p.Integer("port") ?? 0))));
        }
        return Cell.FirstOf(all, 3);
    }

    private static string HostPort(string host, long port) =>
        host.Contains(':', StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"[{host}]:{port}")
            : string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");

    private static string SlicePort(MapValue port) =>
        port.Integer("port")?.ToString(CultureInfo.InvariantCulture) ?? port.Text("name") ?? "*";
}
