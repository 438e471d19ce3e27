using System.Net;
using Pangea.Kube.Cluster.Runtime;

namespace Pangea.Kube.Cluster.Nodes;

/// <summary>A node that an agent in this process plays.</summary>
internal sealed record LocalNode
{
    /// <summary>The node's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its address.</summary>
    public required string Address { get; init; }

    /// <summary>The range of its pods' addresses.</summary>
    public required IPNetwork PodRange { get; init; }

    /// <summary>What runs its pods.</summary>
    public required IPodRuntime Runtime { get; init; }

    /// <summary><c>topology.kubernetes.io/region</c>; empty for none.</summary>
    public string Region { get; init; } = "";

    /// <summary><c>topology.kubernetes.io/zone</c>; empty for none.</summary>
    public string Zone { get; init; } = "";

    /// <summary>What it has.</summary>
    public NodeCapacity Capacity { get; init; } = new();
}
