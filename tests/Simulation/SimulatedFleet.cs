using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Fleet.Agent;
using Pangea.Fleet.Hub;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Client.Simulation;
using Pangea.Kube.Cluster;
using Pangea.Kube.Objects;

namespace Pangea.Simulation.Tests;

/// <summary>
/// A whole fleet in one simulation: the hub, members with their controllers, scheduler and nodes, an agent each, and somebody with a client. All are
/// processes of their own with a network between them; only disks outlive them.
/// </summary>
internal sealed class SimulatedFleet
{
    private static readonly UserInfo Admin = UserInfo.Of("admin", "system:masters");

    private readonly Offered<HubServer> hub;
    private readonly Offered<IClusterApi> user;

    public SimulatedFleet(SimulationOptions options, params string[] clusters)
    {
        Simulation = new(options);
        HubProcess = Simulation.AddProcess("hub", RunHubAsync);
        HubDisk.Process = HubProcess;
        hub = new(HubProcess);
        Members = [.. clusters.Select(c => new SimulatedMember(this, c))];
        UserProcess = Simulation.AddProcess("user", RunUserAsync);
        user = new(UserProcess);
        HubProcess.Start();
        foreach (var member in Members)
            member.Start();
        UserProcess.Start();
        Simulation.RunUntil(() => hub.Value is not null && user.Value is not null, TimeSpan.FromMinutes(1));
    }

    public SimulationExecutor Simulation { get; }

    public IReadOnlyList<SimulatedMember> Members { get; }

    public Disk HubDisk { get; } = new();

    public SimulatedProcess HubProcess { get; }

    /// <summary>The network between the user and the hub.</summary>
    public LinkConditions UserLink { get; } = new();

    /// <summary>What the user's client calls, over the network.</summary>
    public IClusterApi User => user.Value!;

    private SimulatedProcess UserProcess { get; }

    /// <summary>The hub's API for checks, past the network; null while it is down.</summary>
    public IClusterApi? Hub => hub.Value?.Server.Client(Admin, "check/1");

    /// <summary>All processes but the user's.</summary>
    public IReadOnlyList<SimulatedProcess> Processes =>
        [HubProcess, .. Members.SelectMany(m => new[] { m.ServerProcess, m.AgentProcess })];

    public IReadOnlyList<Disk> Disks => [HubDisk, .. Members.Select(m => m.Disk)];

    public IReadOnlyList<LinkConditions> Links => [UserLink, .. Members.SelectMany(m => new[] { m.ToHub, m.ToServer })];

    /// <summary>The hub as an agent sees it, with the agent's own rights; null while it is down.</summary>
    public IClusterApi? HubAs(string cluster) => hub.Value?.Server.Client(AgentOf(cluster), "agent/1");

    /// <summary>What tells a member from all others, in its Cluster and in its agent's certificate.</summary>
    public static string IdOf(string cluster) => $"id-{cluster}";

    /// <summary>Reads all objects of a resource, past the network.</summary>
    public IReadOnlyList<KubeObject> List(IClusterApi api, GroupVersionResource resource)
    {
        var listed = Simulation.Run(() => api.ListAsync(resource, "", ListOptions.All, default).AsTask());
        Assert.True(listed.IsSuccess, listed.Error?.ToString());
        return listed.Value!.Items;
    }

    private static UserInfo AgentOf(string cluster)
    {
        var identity = new AgentIdentity(cluster, IdOf(cluster));
        return UserInfo.Of(identity.User, AgentIdentity.Group, AgentIdentity.IdGroupPrefix + identity.ClusterId);
    }

    private async Task RunHubAsync(IExecutor executor, CancellationToken stop)
    {
        hub.Value = await HubServer.StartAsync(
            new()
            {
                Store = HubDisk.Open(),
                Random = Simulation.NewRandom($"hub {HubProcess.Starts}"),
                Identities = new IdentitySource(Simulation.NewRandom($"hub uids {HubProcess.Starts}")),
            },
            executor,
            stop
        );
    }

    private Task RunUserAsync(IExecutor executor, CancellationToken stop)
    {
        user.Value = new SimulatedLink(
            Simulation,
            UserProcess,
            executor,
            HubProcess,
            () => hub.Value?.Server.Client(Admin, "kubectl/1"),
            UserLink,
            NullLogger.Instance
        );
        return Task.CompletedTask;
    }
}

/// <summary>A member of a simulated fleet: an embedded cluster and its agent.</summary>
internal sealed class SimulatedMember
{
    private readonly SimulatedFleet fleet;
    private readonly Offered<ClusterServer> server;

    public SimulatedMember(SimulatedFleet fleet, string name)
    {
        this.fleet = fleet;
        Name = name;
        ServerProcess = fleet.Simulation.AddProcess(name, RunServerAsync);
        AgentProcess = fleet.Simulation.AddProcess(name + "-agent", RunAgentAsync);
        Disk.Process = ServerProcess;
        server = new(ServerProcess);
    }

    public string Name { get; }

    public Disk Disk { get; } = new();

    public SimulatedProcess ServerProcess { get; }

    public SimulatedProcess AgentProcess { get; }

    /// <summary>When the agent dies.</summary>
    public Doom AgentDoom { get; } = new();

    /// <summary>The network between the agent and the hub.</summary>
    public LinkConditions ToHub { get; } = new();

    /// <summary>The network between the agent and its member.</summary>
    public LinkConditions ToServer { get; } = new();

    /// <summary>The member's API for checks, past the network; null while it is down.</summary>
    public IClusterApi? Api => Client("check/1");

    public void Start()
    {
        ServerProcess.Start();
        AgentProcess.Start();
    }

    private IClusterApi? Client(string agent) =>
        server.Value?.Server.Client(UserInfo.Of("agent", "system:masters"), agent);

    private async Task RunServerAsync(IExecutor executor, CancellationToken stop)
    {
        var life = $"{Name} {ServerProcess.Starts}";
        server.Value = await ClusterServer.StartAsync(
            new()
            {
                Name = Name,
                Store = Disk.Open(),
                Random = fleet.Simulation.NewRandom(life),
                Identities = new IdentitySource(fleet.Simulation.NewRandom(life + " uids")),
            },
            executor,
            stop
        );
    }

    private Task RunAgentAsync(IExecutor executor, CancellationToken stop)
    {
        MemberAgent.Start(
            new()
            {
                ClusterName = Name,
                Hub = Link(fleet.HubProcess, () => fleet.HubAs(Name), ToHub),
                Member = Link(ServerProcess, () => Client("pangea-agent/1"), ToServer),
                Random = fleet.Simulation.NewRandom($"{Name} agent {AgentProcess.Starts}"),
            },
            executor,
            stop
        );
        return Task.CompletedTask;

        CrashingApi Link(SimulatedProcess to, Func<IClusterApi?> api, LinkConditions conditions)
        {
            var link = new SimulatedLink(
                fleet.Simulation,
                AgentProcess,
                executor,
                to,
                api,
                conditions,
                NullLogger.Instance
            );
            stop.Register(link.Dispose);
            return new(link, AgentProcess, AgentDoom);
        }
    }
}
