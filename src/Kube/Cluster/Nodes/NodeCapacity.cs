using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>What a node has for its pods. Simulated nodes have what they are said to have.</summary>
public sealed record NodeCapacity
{
    /// <summary>Processors, as a quantity.</summary>
    public string Cpu { get; init; } = "64";

    /// <summary>Memory, as a quantity.</summary>
    public string Memory { get; init; } = "256Gi";

    /// <summary>Local storage, as a quantity.</summary>
    public string EphemeralStorage { get; init; } = "1Ti";

    /// <summary>How many pods it takes. A thousand Deployments of a few replicas fit two such nodes.</summary>
    public int Pods { get; init; } = 4096;

    internal MapValue ToValue() =>
        MapValue.Of(
            ("cpu", Quantity.Parse(Cpu).ToString()),
            ("memory", Quantity.Parse(Memory).ToString()),
            ("ephemeral-storage", Quantity.Parse(EphemeralStorage).ToString()),
            ("hugepages-1Gi", "0"),
            ("hugepages-2Mi", "0"),
            ("pods", Quantity.Of(Pods).ToString())
        );
}
