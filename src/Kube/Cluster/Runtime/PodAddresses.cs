using System.Net;
using System.Net.Sockets;

namespace Pangea.Kube.Cluster.Runtime;

/// <summary>
/// Gives the pods of a node their addresses, of the node's range. The first two and the last are kept free: network, gateway, broadcast.
/// Addresses go round before one is given again, so that whoever remembers a pod that is gone does not reach another soon.
/// </summary>
internal sealed class PodAddresses
{
    private const int First = 2;
    private readonly Lock usedLock = new();
    private readonly uint network;
    private readonly uint size;
    private readonly HashSet<uint> used = [];
    private uint next = First;

    /// <summary>All addresses are free.</summary>
    /// <param name="range">An IPv4 range in CIDR form.</param>
    public PodAddresses(IPNetwork range)
    {
        if (range.BaseAddress.AddressFamily != AddressFamily.InterNetwork || range.PrefixLength > 29)
            throw new ArgumentException($"{range} is no IPv4 range of at least eight addresses", nameof(range));
        network = ToNumber(range.BaseAddress);
        size = 1u << (32 - range.PrefixLength);
    }

    /// <summary>Marks an address as used; false when it is not of this range, or used already.</summary>
    public bool TryTake(string? address)
    {
        if (!IPAddress.TryParse(address, out var ip) || ip.AddressFamily != AddressFamily.InterNetwork)
            return false;
        var offset = ToNumber(ip) - network;
        lock (usedLock)
            return offset >= First && offset < size - 1 && used.Add(offset);
    }

    /// <summary>An address that nobody has, or null when there is none.</summary>
    public string? Take()
    {
        lock (usedLock)
        {
            for (var tries = First; tries < size - 1; tries++)
            {
                var offset = next;
                next = next + 1 < size - 1 ? next + 1 : First;
                if (used.Add(offset))
                    return ToText(network + offset);
            }
            return null;
        }
    }

    /// <summary>Gives an address back.</summary>
    public void Free(string address)
    {
        lock (usedLock)
            used.Remove(ToNumber(IPAddress.Parse(address)) - network);
    }

    /// <summary>An address a number of places into a range.</summary>
    public static string At(IPNetwork range, uint offset) => ToText(ToNumber(range.BaseAddress) + offset);

    private static uint ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private static string ToText(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes).ToString();
    }
}
