using Pangea.Fleet.Api;

namespace Pangea.Cli;

/// <summary>Names of clusters, and where a cluster of a well-known name is said to be.</summary>
internal static class ClusterNames
{
    /// <summary>The clusters of a fleet when none are named.</summary>
    public const string Default = "eu,ap,us";

    /// <summary>What is wrong with a name; null when it is one. The hub's own rule for Cluster objects.</summary>
    public static string? Error(string name) => FleetNames.ClusterNameError(name);

    /// <summary>The region of a cluster when none is named.</summary>
    public static string RegionOf(string name) =>
        name switch
        {
            "eu" => "eu-west-1",
            "ap" => "ap-southeast-1",
            "us" => "us-east-1",
            "sa" => "sa-east-1",
            "af" => "af-south-1",
            "me" => "me-south-1",
            _ => name,
        };
}
