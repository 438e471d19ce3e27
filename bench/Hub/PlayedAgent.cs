using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Fleet.Api;
using Pangea.Fleet.Interpreter;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Bench.Hub;

/// <summary>Plays a member's agent: says of every new Work that it is applied and all its replicas run, in one write.</summary>
internal sealed class PlayedAgent
{
    private static readonly GroupVersionResource Works = new("work.karmada.io", "v1alpha1", "works");
    private static readonly GroupVersionResource Leases = new("coordination.k8s.io", "v1", "leases");
    private readonly string cluster;
    private readonly IClusterApi api;
    private readonly IInformer works;
    private readonly TimeProvider clock;

    public PlayedAgent(ApiServer server, string cluster, IExecutor executor)
    {
        this.cluster = cluster;
        clock = executor.Clock;
        api = server.Client(UserInfo.Of($"system:karmada:agent:{cluster}", "system:masters"), "karmada-agent");
        works = api.Informer(Works, new() { Namespace = FleetNamespaces.Execution(cluster) });
        Controller = new Controller<NamespacedName>(
            $"agent-{cluster}",
            executor,
            ReconcileAsync,
            NullLogger.Instance
        ).Follow(works, c => c.Old is { } old && c.New?.Generation == old.Generation ? [] : [c.Object.Key]);
    }

    public Controller<NamespacedName> Controller { get; }

    /// <summary>Renews the member's Lease every ten seconds, until cancelled.</summary>
    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        for (var beat = 0; ; beat++)
        {
            var lease = new KubeObject(
                MapValue.Of(
                    ("apiVersion", "coordination.k8s.io/v1"),
                    ("kind", "Lease"),
                    ("metadata", MapValue.Of(("name", cluster), ("namespace", FleetNamespaces.Cluster))),
                    ("spec", MapValue.Of(("holderIdentity", $"{cluster}-{beat}")))
                )
            );
            var made = await api.CreateAsync(Leases, lease, WriteOptions.None, cancellationToken);
            if (made.Is(StatusReason.AlreadyExists))
            {
                var patch = new PatchBody(PatchType.Merge, lease.Root);
                await api.PatchAsync(Leases, lease.Key, patch, WriteOptions.None, cancellationToken);
            }
            await Task.Delay(TimeSpan.FromSeconds(10), clock, cancellationToken);
        }
    }

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (works.Get(key) is not { IsDeleting: false } work)
            return Reconcile.Done;
        var manifest = work.Spec.Map("workload")!.Maps("manifests").First();
        var replicas = manifest.Map("spec")?.Integer("replicas");
        var now = clock.GetUtcNow();
        var updated = WorkStatusUpdate.WithApplied(WorkStatusUpdate.WithDispatching(work, false, now), null, now);
        var generation = manifest.At("metadata", "annotations") is MapValue annotations
            ? annotations.Text(FleetAnnotations.ResourceTemplateGeneration)
            : null;
        var status = replicas is null
            ? null
            : MapValue.Of(
                ("availableReplicas", replicas.Value),
                ("generation", work.Generation),
                ("observedGeneration", work.Generation),
                ("readyReplicas", replicas.Value),
                ("replicas", replicas.Value),
                (
                    "resourceTemplateGeneration",
                    long.Parse(generation ?? "0", System.Globalization.CultureInfo.InvariantCulture)
                ),
                ("updatedReplicas", replicas.Value)
            );
        updated = WorkStatusUpdate.WithManifestStatus(updated, 0, status, ResourceHealths.Healthy);
        if (ReferenceEquals(updated, work))
            return Reconcile.Done;
        var written = await api.UpdateAsync(Works, updated, WriteOptions.Status, cancellationToken);
        return written.IsSuccess || written.IsNotFound ? Reconcile.Done : Reconcile.Retry(written.Error);
    }
}
