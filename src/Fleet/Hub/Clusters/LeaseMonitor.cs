using Pangea.Fleet.Api;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Marks a cluster Unknown when its agent has been silent: no renewal of its Lease and no new status for the grace period. Time is counted from when
/// this process saw them, so that clocks of members do not matter and a hub that comes back gives everybody a full period. Source: Karmada's cluster
/// controller (<c>--cluster-monitor-grace-period</c>, <c>--cluster-startup-grace-period</c>).
/// </summary>
internal sealed class LeaseMonitor
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan StartupGrace = TimeSpan.FromSeconds(60);

    private readonly HubParts hub;
    private readonly Lock seenLock = new();
    private readonly SortedDictionary<string, DateTimeOffset> seen = new(StringComparer.Ordinal);

    public LeaseMonitor(HubParts hub)
    {
        this.hub = hub;
        var leases = hub.Api.Informer(FleetResources.Leases, new() { Namespace = FleetNamespaces.Cluster });
        Controller = hub.NewController<string>("cluster-lease-monitor", ReconcileAsync);
        Controller.Follow(hub.Clusters, OnCluster);
        Controller.Follow(leases, c => c.New is null ? [] : Seen(c.Object.Name));
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
        DateTimeOffset since;
        lock (seenLock)
        {
            if (!seen.TryGetValue(name, out since))
                seen[name] = since = now;
        }
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

    /// <summary>A status is a sign of life, but for our own mark of silence; the rest of a Cluster the hub writes too.</summary>
    private IEnumerable<string> OnCluster(InformerEvent change)
    {
        if (change.New is not { } cluster)
            return [change.Object.Name];
        var isSign =
            change.Old is null
            || (ClusterTaints.Readiness(cluster) != "Unknown" && !cluster.Status.Equals(change.Old.Status));
        return isSign ? Seen(cluster.Name) : [];
    }

    /// <summary>It counts from when it is seen, whenever the controller comes to look.</summary>
    private IEnumerable<string> Seen(string name)
    {
        lock (seenLock)
            seen[name] = hub.Clock.GetUtcNow();
        return [name];
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
}
