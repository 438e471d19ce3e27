namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>What kept a pod from a node: tells which later change may help.</summary>
[Flags]
internal enum Causes
{
    None = 0,

    /// <summary>There was no node at all.</summary>
    NoNodes = 1,
    Unschedulable = 2,
    Name = 4,
    Taints = 8,
    NodeLabels = 16,
    Ports = 32,
    Resources = 64,
    Spread = 128,
    Affinity = 256,
    AntiAffinity = 512,

    /// <summary>All that a new node may help with.</summary>
    Any = 1023,
}
