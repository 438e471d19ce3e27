using System.Globalization;
using System.Net;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// What of all Services only one may have: its addresses and its ports on the nodes, as names of claims (see <see cref="ResourceStrategy.Claims"/>).
/// </summary>
internal static class ServiceClaims
{
    /// <summary>The claim on an address.</summary>
    public static string Address(IPAddress address) => $"serviceips/{address}";

    /// <summary>The claim on a port of the nodes, whatever its protocol.</summary>
    public static string NodePort(long port) => string.Create(CultureInfo.InvariantCulture, $"nodeports/{port}");

    /// <summary>The claims of a Service.</summary>
    public static IReadOnlyList<string> Of(MapValue service)
    {
        var spec = service.Map("spec");
        if (spec is null || spec.Text("type") == "ExternalName")
            return [];
        var claims = new List<string>(2);
        foreach (var text in spec.Texts("clusterIPs"))
        {
            if (IPAddress.TryParse(text, out var address))
                claims.Add(Address(address));
        }
        if (spec.Text("type") is not ("NodePort" or "LoadBalancer"))
            return claims;
        foreach (var port in spec.Maps("ports"))
        {
            if (port.Integer("nodePort") is > 0 and var node && !claims.Contains(NodePort(node)))
                claims.Add(NodePort(node));
        }
        if (spec.Integer("healthCheckNodePort") is > 0 and var health && !claims.Contains(NodePort(health)))
            claims.Add(NodePort(health));
        return claims;
    }
}
