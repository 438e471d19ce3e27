using Pangea.Fleet.Api;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Marks a cluster Unknown when its agent has been silent: no renewal of its Lease and no new status for the grace period. Time is counted from what
/// this process saw, so that clocks of members do not matter and a hub that comes back gives everybody a full period. Source: Karmada's cluster
/// controller (<c>--cluster-monitor-grace-period</c>, <c>--cluster-startup-grace-period</c>).
/// </summary>
internal sealed class LeaseMonitor
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan StartupGrace = TimeSpan.FromSeconds(60);

    private readonly HubParts hub;
    private readonly IInformer leases;
    private readonly Lock seenLock = new();
    private readonly SortedDictionary<string, Sign> seen = new(StringComparer.Ordinal);

    public LeaseMonitor(HubParts hub)
    {
        this.hub = hub;
        leases = hub.Api.Informer(FleetResources.Leases, new() { Namespace = FleetNamespaces.Cluster });
        Controller = hub.NewController<string>("cluster-lease-monitor", ReconcileAsync);
        Controller.Follow(hub.Clusters, c => c.Old is null || c.New is null ? [c.Object.Name] : []);
        // Seen when it comes, a sign of life counts from then, and silence is noticed when the grace period is over.
        Controller.Follow(leases, c => c.New is null ? [] : [c.Object.Name]);
    }

    /// <summary>The work queue of clusters.</summary>
    public Controller<string> Controller { get; }

    private async ValueTask<Reconcile> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (hub.Clusters.Get(new("", name)) is not { } cluster)
        {
            lock (seenLock)
                seen.Remove(name);
            return Reconcile.Done;
        }
        if (cluster.Spec.Text("syncMode") != "Pull" || cluster.IsDeleting)
            return Reconcile.Done;
        var now = hub.Clock.GetUtcNow();
        var since = LastSign(cluster, now);
        var grace =
            cluster.Status.Map("conditions") is null && ClusterTaints.Readiness(cluster) is null ? StartupGrace : Grace;
        var left = since + grace - now;
        if (left > TimeSpan.Zero)
            return Reconcile.Again(left);
        if (ClusterTaints.Readiness(cluster) != "Unknown")
        {
            var written = await hub.Api.UpdateAsync(
                FleetResources.Clusters,
                Silence(cluster, now),
                WriteOptions.Status,
                cancellationToken
            );
            if (!written.IsSuccess && !written.IsNotFound)
                return Reconcile.Retry(written.Error);
        }
        return Reconcile.Again(Grace);
    }

    /// <summary>When this process last saw the cluster's agent do something.</summary>
    private DateTimeOffset LastSign(KubeObject cluster, DateTimeOffset now)
    {
        var lease = leases.Get(new(FleetNamespaces.Cluster, cluster.Name))?.ResourceVersion ?? "";
        var ready = cluster.Status.Maps("conditions").FirstOrDefault(c => c.Text("type") == ConditionTypes.Ready);
        // Our own mark of silence is no sign of life.
        var status = ready?.Text("status") == "Unknown" ? "" : cluster.ResourceVersion;
        lock (seenLock)
        {
            if (
                !seen.TryGetValue(cluster.Name, out var sign)
                || sign.Lease != lease
                || (status.Length > 0 && sign.Status != status)
            )
                seen[cluster.Name] = sign = new(lease, status.Length > 0 ? status : sign.Status ?? "", now);
            return sign.At;
        }
    }

    private static KubeObject Silence(KubeObject cluster, DateTimeOffset now)
    {
        var never = ClusterTaints.Readiness(cluster) is null;
        var condition = MapValue.Of(
            ("lastTransitionTime", Timestamps.Format(now)),
            ("message", never ? "Cluster status is never updated." : "Cluster stopped posting cluster status."),
            ("reason", never ? ConditionReasons.ClusterStatusNeverUpdated : ConditionReasons.ClusterStatusUnknown),
            ("status", "Unknown"),
            ("type", ConditionTypes.Ready)
        );
        var others = cluster.Status.Maps("conditions").Where(c => c.Text("type") != ConditionTypes.Ready);
        return cluster.WithStatus(cluster.Status.With("conditions", ListValue.From([.. others, condition])));
    }

    private readonly record struct Sign(string Lease, string Status, DateTimeOffset At);
}
