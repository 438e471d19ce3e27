using System.Net;
using System.Net.Sockets;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The Service <c>kubernetes</c> in <c>default</c>: the API server as its own cluster sees it, at the first address of the range and port 443. With an
/// address that others can reach also its endpoints.
/// </summary>
internal static class KubernetesService
{
    private const string PortName = "https";
    private static readonly GroupVersionResource Services = new("", "v1", "services");
    private static readonly GroupVersionResource Endpoints = new("", "v1", "endpoints");
    private static readonly GroupVersionResource Slices = new("discovery.k8s.io", "v1", "endpointslices");

    private static readonly MapValue Labels = MapValue.Of(("component", "apiserver"), ("provider", "kubernetes"));

    /// <summary>Creates what is absent and corrects what says something else. Running it again changes nothing.</summary>
    /// <returns>The first failure, or null.</returns>
    public static async ValueTask<Status?> PublishAsync(
        IClusterApi api,
        ServiceRange range,
        int port,
        IPAddress? address,
        CancellationToken cancellationToken
    )
    {
        var failed = await EnsureAsync(api, Services, Service(range, port), ["spec"], cancellationToken);
        // Endpoints are for others than this machine: an address of the loopback is none, and validation says so.
        if (failed is not null || address is null || IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any))
            return failed;
        return await EnsureAsync(api, Endpoints, EndpointsOf(address, port), ["subsets"], cancellationToken)
            ?? await EnsureAsync(api, Slices, Slice(address, port), ["endpoints", "ports"], cancellationToken);
    }

    private static async ValueTask<Status?> EnsureAsync(
        IClusterApi api,
        GroupVersionResource resource,
        KubeObject wanted,
        string[] fields,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var found = await api.GetAsync(resource, wanted.Key, cancellationToken);
            if (found.IsNotFound)
            {
                var made = await api.CreateAsync(resource, wanted, WriteOptions.None, cancellationToken);
                if (!made.Is(StatusReason.AlreadyExists))
                    return made.Error;
                continue;
            }
            if (!found.IsSuccess)
                return found.Error;
            var root = found.Value.Root;
            foreach (var field in fields)
            {
                var value = wanted.Root[field]!;
                // The server's own defaults and addresses in a spec stay.
                root = root.With(
                    field,
                    value is MapValue map && root.Map(field) is { } present ? map.WithDefaults(present) : value
                );
            }
            if (root.Equals(found.Value.Root))
                return null;
            var written = await api.UpdateAsync(resource, new(root), WriteOptions.None, cancellationToken);
            if (!written.Is(StatusReason.Conflict))
                return written.Error;
        }
    }

    private static KubeObject Service(ServiceRange range, int port) =>
        Made(
            "v1",
            "Service",
            Labels,
            (
                "spec",
                MapValue.Of(
                    ("type", "ClusterIP"),
                    ("clusterIP", range.At(1).ToString()),
                    ("clusterIPs", ListValue.OfTexts([range.At(1).ToString()])),
                    ("sessionAffinity", "None"),
                    (
                        "ports",
                        ListValue.Create([
                            MapValue.Of(("name", PortName), ("port", 443), ("protocol", "TCP"), ("targetPort", port)),
                        ])
                    )
                )
            )
        );

    private static KubeObject EndpointsOf(IPAddress address, int port) =>
        Made(
            "v1",
            "Endpoints",
            MapValue.Of(("endpointslice.kubernetes.io/skip-mirror", "true")),
            (
                "subsets",
                ListValue.Create([
                    MapValue.Of(
                        ("addresses", ListValue.Create([MapValue.Of(("ip", address.ToString()))])),
                        ("ports", ListValue.Create([Port(port)]))
                    ),
                ])
            )
        );

    private static KubeObject Slice(IPAddress address, int port) =>
        Made(
            "discovery.k8s.io/v1",
            "EndpointSlice",
            MapValue.Of(("kubernetes.io/service-name", ServiceAllocator.Kubernetes.Name)),
            ("addressType", address.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4"),
            (
                "endpoints",
                ListValue.Create([
                    MapValue.Of(
                        ("addresses", ListValue.OfTexts([address.ToString()])),
                        ("conditions", MapValue.Of(("ready", true)))
                    ),
                ])
            ),
            ("ports", ListValue.Create([Port(port)]))
        );

    private static MapValue Port(int port) => MapValue.Of(("name", PortName), ("port", port), ("protocol", "TCP"));

    private static KubeObject Made(
        string apiVersion,
        string kind,
        MapValue labels,
        params ReadOnlySpan<(string, Value?)> content
    ) =>
        new(
            MapValue.Of([
                ("apiVersion", apiVersion),
                ("kind", kind),
                (
                    "metadata",
                    MapValue.Of(
                        ("name", ServiceAllocator.Kubernetes.Name),
                        ("namespace", ServiceAllocator.Kubernetes.Namespace),
                        ("labels", labels)
                    )
                ),
                .. content,
            ])
        );
}
