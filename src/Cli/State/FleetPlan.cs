using System.Collections.Immutable;

namespace Pangea.Cli;

/// <summary>A cluster of a fleet.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Region">Where it is said to be.</param>
/// <param name="Port">Where its API listens.</param>
internal sealed record ClusterPlan(string Name, string Region, int Port)
{
    /// <summary>The zone of its nodes.</summary>
    public string Zone => Region + "a";

    /// <summary>How many nodes it has.</summary>
    public required int Nodes { get; init; }

    /// <summary>What runs its pods.</summary>
    public required string Runtime { get; init; }
}

/// <summary>
/// What a fleet is made of: decided once, when it is created, and kept in its directory, so that a restart brings the same back at the same
/// addresses.
/// </summary>
internal sealed record FleetPlan
{
    /// <summary>Where the hub's API listens; null for a fleet without one (a cluster started alone).</summary>
    public int? HubPort { get; init; }

    /// <summary>The clusters, in the order they were named.</summary>
    public ImmutableArray<ClusterPlan> Clusters { get; init; } = [];

    /// <summary>The address that all listen at.</summary>
    public string Bind { get; init; } = "127.0.0.1";

    /// <summary>Names that server certificates bear besides this machine's own.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>The roles that serve an API, with their ports.</summary>
    public IEnumerable<(RoleName Role, int Port)> Servers
    {
        get
        {
            if (HubPort is { } port)
                yield return (RoleName.Hub, port);
            foreach (var cluster in Clusters)
                yield return (RoleName.OfCluster(cluster.Name), cluster.Port);
        }
    }

    /// <summary>All roles: servers first; an agent for each cluster when there is a hub.</summary>
    public IEnumerable<RoleName> Roles =>
        HubPort is null
            ? Servers.Select(s => s.Role)
            : [.. Servers.Select(s => s.Role), .. Clusters.Select(c => RoleName.OfAgent(c.Name))];

    /// <summary>The cluster of a name.</summary>
    public ClusterPlan Cluster(string name) =>
        Clusters.FirstOrDefault(c => c.Name == name)
        ?? throw new CommandFailedException($"this fleet has no cluster {name}");

    /// <summary>The address of a server for those on this machine.</summary>
    public string Url(RoleName server) => $"https://{Host}:{Servers.First(s => s.Role == server).Port}";

    private string Host =>
        Bind is "0.0.0.0" ? "127.0.0.1"
        : Bind is "::" ? "[::1]"
        : Bind.Contains(':') ? $"[{Bind}]"
        : Bind;
}
