using System.Net;
using System.Net.Sockets;

namespace Pangea.Kube.ApiServer;

/// <summary>The network that addresses of Services are given from. Immutable.</summary>
internal sealed class ServiceRange
{
    private readonly UInt128 start;
    private readonly int width;

    private ServiceRange(IPNetwork network)
    {
        Network = network;
        width = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        start = ToNumber(network.BaseAddress);
        var size = width - network.PrefixLength >= 63 ? long.MaxValue : 1L << (width - network.PrefixLength);
        // The network's own address is no host's; neither is the last one of IPv4, where broadcasts go.
        Last = width == 32 ? size - 2 : size - 1;
    }

    /// <summary>The network.</summary>
    public IPNetwork Network { get; }

    /// <summary>The number of the last address that can be given; the first is 1.</summary>
    public long Last { get; }

    /// <summary><c>IPv4</c> or <c>IPv6</c>.</summary>
    public string Family => width == 32 ? "IPv4" : "IPv6";

    /// <summary>
    /// The number of the last address that is kept for who asks for it; others are given from those behind. Source: "Avoiding Collisions when
    /// Assigning ClusterIP to Services" in the Kubernetes documentation.
    /// </summary>
    public long LastStatic => Math.Min(Math.Min(Math.Max(16, Last / 16), 256), Last);

    /// <summary>Reads a range, for instance <c>10.96.0.0/12</c>.</summary>
    /// <exception cref="ArgumentException">It is none, or has no room for three addresses.</exception>
    public static ServiceRange Parse(string cidr)
    {
        if (!IPNetwork.TryParse(cidr, out var network))
            throw new ArgumentException(
                $"\"{cidr}\" is no network that service addresses can be given from",
                nameof(cidr)
            );
        var range = new ServiceRange(network);
        return range.Last >= 3
            ? range
            : throw new ArgumentException($"the network {cidr} is too small for service addresses", nameof(cidr));
    }

    /// <summary>The address of a number between 1 and <see cref="Last"/>.</summary>
    public IPAddress At(long number)
    {
        var value = start + (UInt128)number;
        Span<byte> bytes = stackalloc byte[width / 8];
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            bytes[i] = (byte)value;
            value >>= 8;
        }
        return new(bytes);
    }

    /// <summary>Whether an address can be given: it is in the range, and a host's.</summary>
    public bool Contains(IPAddress address)
    {
        if (!Network.Contains(address))
            return false;
        var number = ToNumber(address) - start;
        return number >= 1 && number <= (UInt128)Last;
    }

    private static UInt128 ToNumber(IPAddress address)
    {
        UInt128 value = 0;
        foreach (var b in address.GetAddressBytes())
            value = (value << 8) | b;
        return value;
    }
}
