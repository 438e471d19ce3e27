using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>A port of the node that a pod takes; an address of <c>0.0.0.0</c> stands for all of the node's.</summary>
internal readonly record struct HostPort(string Address, string Protocol, long Port)
{
    private const string AnyAddress = "0.0.0.0";

    /// <summary>The ports that a pod's containers and sidecars take.</summary>
    public static ImmutableArray<HostPort> Of(MapValue spec) =>
        [
            .. spec.Maps("containers")
                .Concat(spec.Maps("initContainers").Where(c => c.Text("restartPolicy") == "Always"))
                .SelectMany(c => c.Maps("ports"))
                .Where(p => p.Integer("hostPort") > 0)
                .Select(p => new HostPort(
                    p.Text("hostIP") is { Length: > 0 } address ? address : AnyAddress,
                    p.Text("protocol") is { Length: > 0 } protocol ? protocol : "TCP",
                    p.Integer("hostPort") ?? 0
                ))
                .Distinct(),
        ];

    /// <summary>Whether two pods of one node cannot have both.</summary>
    public bool Collides(HostPort other) =>
        Port == other.Port
        && Protocol == other.Protocol
        && (Address == other.Address || Address == AnyAddress || other.Address == AnyAddress);
}
