using System.Net;
using Pangea.Kube.Cluster.Runtime;

namespace Pangea.Kube.Cluster.Nodes;

/// <summary>The nodes of an embedded cluster, from its options: names, zones in turn, addresses and ranges in order.</summary>
internal static class LocalNodes
{
    public static IEnumerable<LocalNode> Of(ClusterOptions options, TimeProvider clock)
    {
        var addresses = IPNetwork.Parse(options.NodeCidr);
        var pods = IPNetwork.Parse(options.PodCidr);
        var size = 1u << (32 - options.NodePrefix);
        for (var i = 0; i < options.Nodes; i++)
        {
            var range = new IPNetwork(IPAddress.Parse(PodAddresses.At(pods, (uint)i * size)), options.NodePrefix);
            yield return new()
            {
                Name = $"{options.Name}-{i + 1}",
                Address = PodAddresses.At(addresses, (uint)i + 1),
                PodRange = range,
                Runtime = new SimulatedRuntime(range, clock),
                Region = options.Region,
                Zone = options.Zones.IsEmpty ? "" : options.Zones[i % options.Zones.Length],
                Capacity = options.Capacity,
            };
        }
    }
}
