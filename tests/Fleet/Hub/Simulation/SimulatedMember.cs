using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Fleet.Api;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub.Tests.Simulation;

/// <summary>A member and its agent, played: what its Works say runs at once, what they take back is gone at once.</summary>
internal sealed class SimulatedMember
{
    private readonly string name;
    private readonly IClusterApi api;
    private readonly IInformer works;
    private readonly TimeProvider clock;
    private readonly Action<KubeObject> onRemoved;

    public SimulatedMember(string name, IClusterApi api, IExecutor executor, Action<KubeObject> onRemoved)
    {
        this.name = name;
        this.api = api;
        this.onRemoved = onRemoved;
        clock = executor.Clock;
        works = api.Informer(FleetResources.Works, new() { Namespace = FleetNamespaces.Execution(name) });
        Controller = new Controller<NamespacedName>(
            $"agent-{name}",
            executor,
            ReconcileAsync,
            NullLogger.Instance
        ).Follow(works, c => c.Object.Key);
    }

    public Controller<NamespacedName> Controller { get; }

    /// <summary>Says that it is there, every ten seconds, until cancelled.</summary>
    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        for (var beat = 0; ; beat++)
        {
            var lease = new KubeObject(
                MapValue.Of(
                    ("apiVersion", "coordination.k8s.io/v1"),
                    ("kind", "Lease"),
                    ("metadata", MapValue.Of(("name", name), ("namespace", FleetNamespaces.Cluster))),
                    ("spec", MapValue.Of(("holderIdentity", $"{name}-{beat}")))
                )
            );
            var made = await api.CreateAsync(FleetResources.Leases, lease, WriteOptions.None, cancellationToken);
            if (made.Is(StatusReason.AlreadyExists))
                await api.PatchAsync(
                    FleetResources.Leases,
                    lease.Key,
                    new(PatchType.Merge, lease.Root),
                    WriteOptions.None,
                    cancellationToken
                );
            await api.PatchAsync(
                FleetResources.Clusters,
                new("", name),
                new(
                    PatchType.Merge,
                    JsonText.Parse(
                        """
                        {"status":{"conditions":[{"type":"Ready","status":"True","reason":"ClusterReady","message":"ready","lastTransitionTime":"2030-01-01T00:00:00Z"}],
                         "apiEnablements":[{"groupVersion":"apps/v1","resources":[{"kind":"Deployment","name":"deployments"}]}]}}
                        """
                    )
                ),
                WriteOptions.Status,
                cancellationToken
            );
            await Task.Delay(TimeSpan.FromSeconds(10), clock, cancellationToken);
        }
    }

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (works.Get(key) is not { } work)
            return Reconcile.Done;
        if (work.IsDeleting)
        {
            if (!work.Finalizers.Contains(FleetFinalizers.Execution))
                return Reconcile.Done;
            onRemoved(work);
            return After(
                await api.UpdateAsync(
                    FleetResources.Works,
                    work.WithoutFinalizer(FleetFinalizers.Execution),
                    WriteOptions.None,
                    cancellationToken
                )
            );
        }
        var answer = TestHub.Answer(work, (int)work.Generation, clock.GetUtcNow());
        return ReferenceEquals(answer, work)
            ? Reconcile.Done
            : After(await api.UpdateAsync(FleetResources.Works, answer, WriteOptions.Status, cancellationToken));
    }

    private static Reconcile After(ApiResult<KubeObject> written) =>
        written.IsSuccess || written.IsNotFound ? Reconcile.Done : Reconcile.Retry(written.Error);
}
