using System.Net;
using System.Net.Sockets;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Addresses that cannot be an endpoint or a service's outer address.</summary>
internal static class SpecialAddresses
{
    /// <summary>Why an address cannot be used, in the words of the original; nothing when it can.</summary>
    public static IEnumerable<string> Errors(string text)
    {
        if (Formats.ParseIp(text) is not { } ip)
        {
            yield return "must be a valid IP address";
            yield break;
        }
        if (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
            yield return $"may not be unspecified ({text})";
        if (IPAddress.IsLoopback(ip))
            yield return "may not be in the loopback range (127.0.0.0/8, ::1/128)";
        var bytes = ip.GetAddressBytes();
        var v4 = ip.AddressFamily == AddressFamily.InterNetwork;
        if (v4 ? bytes[0] == 169 && bytes[1] == 254 : ip.IsIPv6LinkLocal)
            yield return "may not be in the link-local range (169.254.0.0/16, fe80::/10)";
        if (v4 ? bytes is [224, 0, 0, _] : bytes is [0xff, var scope, ..] && (scope & 0x0f) == 2)
            yield return "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)";
    }
}
