using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Client.Simulation;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage.Memory;

namespace Pangea.Fleet.Hub.Tests.Simulation;

/// <summary>
/// A hub that dies at random writes and moments, over a state that users and agents reach by a server that does not. All from one seed.
/// </summary>
internal sealed class SimulatedFleet
{
    public static readonly string[] Members = ["ap", "eu", "us"];
    private static readonly UserInfo Admin = UserInfo.Of("admin", "system:masters");

    private readonly SimulationExecutor simulation;

    private readonly Random random;
    private readonly SimulatedProcess hub;
    private readonly List<SimulatedProcess> members = [];
    private double chanceOfDeath;
    private IClusterApi? api;

    public SimulatedFleet(ulong seed, Action<KubeObject> onRemoved)
    {
        simulation = new(new() { Seed = seed });
        random = simulation.NewRandom("world");
        var front = simulation.AddProcess(
            "front",
            async (executor, stop) =>
            {
                var identities = new IdentitySource(simulation.NewRandom("front"));
                var server = await ApiServer.StartAsync(
                    new()
                    {
                        Store = State.Reopen(),
                        Catalog = ResourceCatalog.Of(
                            [.. BuiltinDefinitions.All, .. FleetDefinitions.Of(identities, executor.Clock)],
                            BuiltinDefinitions.Virtuals
                        ),
                        Identities = identities,
                        Random = simulation.NewRandom("front-random"),
                    },
                    executor,
                    stop
                );
                api = server.Client(Admin, "kubectl");
            }
        );
        front.Start();
        simulation.RunUntil(() => api is not null, TimeSpan.FromMinutes(1));
        hub = simulation.AddProcess("hub", StartHubAsync);
        hub.Start();
        simulation.RunFor(TimeSpan.FromSeconds(5));
        foreach (var member in Members)
        {
            Create(
                FleetResources.Clusters,
                $$$"""
                {"apiVersion":"cluster.karmada.io/v1alpha1","kind":"Cluster","metadata":{"name":"{{{member}}}"},
                 "spec":{"syncMode":"Pull","apiEndpoint":"https://{{{member}}}.example:6443","id":"id-{{{member}}}"}}
                """
            );
            var process = simulation.AddProcess(
                member,
                (executor, stop) =>
                {
                    var agent = new SimulatedMember(member, api!, executor, onRemoved);
                    _ = executor.RunAsync("agent", agent.Controller.RunAsync, stop);
                    _ = executor.RunAsync("beat", agent.BeatAsync, stop);
                    return Task.CompletedTask;
                }
            );
            members.Add(process);
            process.Start();
        }
        simulation.RunFor(TimeSpan.FromSeconds(15));
    }

    private MemoryStore State { get; } = new();

    /// <summary>How often the hub was started.</summary>
    public int Starts => hub.Starts;

    /// <summary>From now on the hub dies at so many of its writes, and now and then between them; dead, it comes back.</summary>
    public void Trouble(double deaths) => chanceOfDeath = deaths;

    /// <summary>Lets some time pass, in which the hub may die and a member may be away.</summary>
    public void Pass()
    {
        var away = random.Next(10) == 0 ? members[random.Next(members.Count)] : null;
        away?.Freeze();
        var steps = random.Next(1, away is null ? 8 : 40);
        for (var i = 0; i < steps; i++)
        {
            if (chanceOfDeath > 0 && random.Next(12) == 0)
                hub.Crash();
            simulation.RunFor(TimeSpan.FromMilliseconds(random.Next(1, away is null ? 300 : 4000)));
            if (!hub.IsRunning && random.Next(2) == 0)
                hub.Start();
        }
        away?.Thaw();
    }

    /// <summary>Ends all trouble and waits until nothing changes any more.</summary>
    public void Calm()
    {
        chanceOfDeath = 0;
        hub.Start();
        simulation.RunFor(TimeSpan.FromMinutes(2));
    }

    public void Create(GroupVersionResource resource, string json) =>
        simulation.Run(() =>
            api!
                .CreateAsync(
                    resource,
                    KubeObject.FromJson(System.Text.Encoding.UTF8.GetBytes(json)),
                    WriteOptions.None,
                    default
                )
                .AsTask()
        );

    public void Patch(GroupVersionResource resource, NamespacedName key, string merge) =>
        simulation.Run(() =>
            api!
                .PatchAsync(resource, key, new(PatchType.Merge, JsonText.Parse(merge)), WriteOptions.None, default)
                .AsTask()
        );

    public void Delete(GroupVersionResource resource, NamespacedName key) =>
        simulation.Run(() => api!.DeleteAsync(resource, key, DeleteOptions.Background, default).AsTask());

    public IReadOnlyList<KubeObject> List(GroupVersionResource resource) =>
        simulation.Run(() => api!.ListAsync(resource, "", ListOptions.All, default).AsTask()).Value!.Items;

    private async Task StartHubAsync(IExecutor executor, CancellationToken stop) =>
        await HubServer.StartAsync(
            new()
            {
                Store = new CrashingStore(
                    State.Reopen(),
                    simulation.NewRandom($"deaths{hub.Starts}"),
                    () => chanceOfDeath,
                    hub.CrashHereAsync
                ),
                Random = simulation.NewRandom($"hub{hub.Starts}"),
                Identities = new IdentitySource(simulation.NewRandom($"ids{hub.Starts}")),
            },
            executor,
            stop
        );
}
