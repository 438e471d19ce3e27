using Pangea.Fleet.Scheduling;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// The scheduler's snapshot of the clusters, kept up to date from their objects; and the news that a change of a cluster may change placements. A
/// heartbeat is no such change.
/// </summary>
internal sealed class FleetView
{
    private readonly Lock changeLock = new();
    private FleetSnapshot snapshot = FleetSnapshot.Empty;

    public FleetView(IInformer clusters) => clusters.Subscribe(OnChange);

    /// <summary>The clusters as they are now.</summary>
    public FleetSnapshot Snapshot => Volatile.Read(ref snapshot);

    /// <summary>Called when a cluster came, went, or changed in what placements go by.</summary>
    public event Action<FleetChange>? Changed;

    private void OnChange(InformerEvent change)
    {
        lock (changeLock)
        {
            snapshot = change.New is { } now
                ? snapshot.With(SchedulableCluster.From(now))
                : snapshot.Without(change.Object.Name);
        }
        if (change is { Old: { } before, New: { } after })
        {
            if (Matters(before, after))
                Changed?.Invoke(FleetChange.Clusters);
            else if (!Value.Equal(before.Status["resourceSummary"], after.Status["resourceSummary"]))
                Changed?.Invoke(FleetChange.Room);
            return;
        }
        Changed?.Invoke(FleetChange.Clusters);
    }

    private static bool Matters(KubeObject before, KubeObject after) =>
        before.IsDeleting != after.IsDeleting
        || !before.Labels.Equals(after.Labels)
        || !before.Spec.Equals(after.Spec)
        || !Value.Equal(before.Status["apiEnablements"], after.Status["apiEnablements"]);
}

/// <summary>What of the clusters changed.</summary>
internal enum FleetChange
{
    /// <summary>A cluster came or went, or another set of bindings fits it: labels, region, taints, kinds it serves.</summary>
    Clusters,

    /// <summary>How much room there is, which changes with every pod.</summary>
    Room,
}
