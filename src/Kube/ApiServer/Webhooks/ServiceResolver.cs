using System.Net;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Finds what answers for a Service of this server: the name it stands for, a ready endpoint, or, when nobody keeps endpoints for it, its cluster
/// address.
/// </summary>
internal sealed class ServiceResolver(ObjectCache cache)
{
    private const string ServiceLabel = "kubernetes.io/service-name";
    private static readonly GroupResource Slices = new("discovery.k8s.io", "endpointslices");

    /// <summary>An address of a service's port, or why there is none.</summary>
    public (EndPoint? Address, string Error) Resolve(NamespacedName name, int port)
    {
        if (cache.Resource(ServerParts.ServiceResource).Get(name) is not { } service)
            return (null, $"service \"{name.Name}\" not found");
        if (service.Spec.Text("type") == "ExternalName")
            return (new DnsEndPoint(service.Spec.Text("externalName") ?? "", port), "");
        if (service.Spec.Maps("ports").FirstOrDefault(p => p.Integer("port") == port) is not { } wanted)
            return (null, $"no service port {port} found for service \"{name.Name}\"");
        var found = false;
        foreach (var slice in cache.Resource(Slices).Snapshot.Read(name.Namespace))
        {
            if (slice.Labels.Text(ServiceLabel) != name.Name)
                continue;
            found = true;
            if (Ready(slice, wanted.Text("name") ?? "") is { } endpoint)
                return (endpoint, "");
        }
        return !found && IPAddress.TryParse(service.Spec.Text("clusterIP"), out var address)
            ? (new IPEndPoint(address, port), "")
            : (null, $"no endpoints available for service \"{name.Name}\"");
    }

    private static IPEndPoint? Ready(KubeObject slice, string portName)
    {
        var port = slice.Root.Maps("ports").FirstOrDefault(p => (p.Text("name") ?? "") == portName)?.Integer("port");
        if (port is null)
            return null;
        foreach (var endpoint in slice.Root.Maps("endpoints"))
        {
            if (endpoint.Map("conditions")?.Flag("ready") == false)
                continue;
            foreach (var text in endpoint.Texts("addresses"))
            {
                if (IPAddress.TryParse(text, out var address))
                    return new(address, (int)port.Value);
            }
        }
        return null;
    }
}
