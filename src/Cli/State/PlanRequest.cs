using System.Collections.Immutable;
using System.Net;

namespace Pangea.Cli;

/// <summary>A cluster as a user named it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Region">Its region; empty when none was said.</param>
internal sealed record ClusterRequest(string Name, string Region);

/// <summary>
/// What a user asked for: null where nothing was said, so that an existing fleet goes on as it is and a new one gets the default.
/// </summary>
internal sealed record PlanRequest
{
    /// <summary>Whether there is to be a hub.</summary>
    public required bool WithHub { get; init; }

    /// <summary>The clusters of a new fleet when none are named.</summary>
    public ImmutableArray<ClusterRequest> DefaultClusters { get; init; } = [];

    /// <summary>The clusters.</summary>
    public ImmutableArray<ClusterRequest>? Clusters { get; init; }

    /// <summary>Nodes of each cluster.</summary>
    public int? Nodes { get; init; }

    /// <summary>What runs pods.</summary>
    public string? Runtime { get; init; }

    /// <summary>The port of the first server: the hub, or the cluster when there is no hub.</summary>
    public int? Port { get; init; }

    /// <summary>The address to listen at.</summary>
    public string? Bind { get; init; }

    /// <summary>Names that server certificates bear besides this machine's own.</summary>
    public ImmutableArray<string>? Hosts { get; init; }

    /// <summary>Reads <c>name[=region],…</c>.</summary>
    /// <exception cref="CommandFailedException">A name is bad, or stands twice.</exception>
    public static ImmutableArray<ClusterRequest> ParseClusters(string text)
    {
        var clusters = ImmutableArray.CreateBuilder<ClusterRequest>();
        foreach (var part in text.Split(','))
        {
            var (name, region) = part.Split('=', 2) is [var n, var r] ? (n, r) : (part, "");
            if (ClusterNames.Error(name) is { } error)
                throw new CommandFailedException($"the cluster name \"{name}\" is not valid: {error}");
            if (part.Contains('=') && Kube.Objects.Syntax.LabelValueError(region) is { } wrong)
                throw new CommandFailedException($"the region \"{region}\" of cluster {name} is not valid: {wrong}");
            if (clusters.Any(c => c.Name == name))
                throw new CommandFailedException($"two clusters are named {name}: names must differ");
            clusters.Add(new(name, region));
        }
        return clusters.ToImmutable();
    }

    /// <summary>Checks what can be checked before anything is touched.</summary>
    /// <exception cref="CommandFailedException">A value makes no sense.</exception>
    public void Validate()
    {
        if (Runtime is { } runtime && !PodRuntimes.IsKnown(runtime))
            throw new CommandFailedException(
                $"the runtime \"{runtime}\" is unknown; there is: {PodRuntimes.Simulated}"
            );
        if (Nodes is < 1 or > 1000)
            throw new CommandFailedException($"--nodes {Nodes} is not between 1 and 1000");
        if (Port is < 1 or > IPEndPoint.MaxPort)
            throw new CommandFailedException($"--port {Port} is not between 1 and {IPEndPoint.MaxPort}");
        if (Bind is { } bind && !IPAddress.TryParse(bind, out _))
            throw new CommandFailedException($"--bind {bind} is not an IP address");
        foreach (var host in Hosts ?? [])
        {
            if (!IPAddress.TryParse(host, out _) && Kube.Objects.Syntax.DnsSubdomainError(host) is { } wrong)
                throw new CommandFailedException($"--host {host} is neither a DNS name nor an address: {wrong}");
        }
    }

    /// <summary>Makes the plan of a new fleet; ports that are not given are the next free ones.</summary>
    /// <exception cref="CommandFailedException">The given port is taken.</exception>
    public FleetPlan NewPlan()
    {
        var bind = Bind ?? "127.0.0.1";
        var address = IPAddress.Parse(bind);
        var promised = new SortedSet<int>();
        if (Port is { } given && !Ports.IsFree(new(address, given)))
            throw new CommandFailedException($"port {given} is taken: choose another with --port, or leave it out");
        var next = Port ?? Ports.FirstOfHub;
        int? hub = WithHub ? Take() : null;
        return new()
        {
            HubPort = hub,
            Bind = bind,
            Hosts = Hosts ?? [],
            Clusters =
            [
                .. (Clusters ?? DefaultClusters).Select(c => new ClusterPlan(
                    c.Name,
                    c.Region.Length > 0 ? c.Region : ClusterNames.RegionOf(c.Name),
                    Take()
                )
                {
                    Nodes = Nodes ?? 2,
                    Runtime = Runtime ?? PodRuntimes.Simulated,
                }),
            ],
        };

        int Take()
        {
            next = Ports.NextFree(next, address, promised);
            promised.Add(next);
            return next;
        }
    }

    /// <summary>What of this request an existing fleet does not meet, in a line; null when it meets all.</summary>
    public string? Contradiction(FleetPlan plan)
    {
        if (WithHub != plan.HubPort is not null)
            return plan.HubPort is null ? "it is a cluster without a hub" : "it has a hub";
        if (Clusters is null && plan.Clusters.IsEmpty && !DefaultClusters.IsEmpty)
            return "it is a hub without clusters";
        if (Clusters is { } clusters)
        {
            if (!clusters.Select(c => c.Name).ToHashSet().SetEquals(plan.Clusters.Select(c => c.Name)))
                return $"its clusters are {string.Join(',', plan.Clusters.Select(c => c.Name))}";
            foreach (var c in clusters)
            {
                var there = plan.Cluster(c.Name);
                if (c.Region.Length > 0 && c.Region != there.Region)
                    return $"the region of its cluster {c.Name} is {there.Region}";
            }
        }
        if (Nodes is { } nodes && plan.Clusters.FirstOrDefault(c => c.Nodes != nodes) is { } other)
            return $"its clusters have {other.Nodes} nodes";
        if (Runtime is { } runtime && plan.Clusters.FirstOrDefault(c => c.Runtime != runtime) is { } runs)
            return $"its runtime is {runs.Runtime}";
        if (Port is { } port && plan.Servers.First().Port != port)
            return $"its port is {plan.Servers.First().Port}";
        if (Bind is { } bind && plan.Bind != bind)
            return $"it listens at {plan.Bind}";
        return null;
    }
}
