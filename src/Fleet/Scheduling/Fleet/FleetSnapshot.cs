using System.Collections.Immutable;

namespace Pangea.Fleet.Scheduling;

/// <summary>All clusters at one moment, sorted by name. Immutable: a change makes a new snapshot.</summary>
public sealed class FleetSnapshot
{
    private FleetSnapshot(ImmutableArray<SchedulableCluster> clusters) => Clusters = clusters;

    /// <summary>No clusters.</summary>
    public static FleetSnapshot Empty { get; } = new([]);

    /// <summary>The clusters, sorted by name (ordinal).</summary>
    public ImmutableArray<SchedulableCluster> Clusters { get; }

    /// <summary>A snapshot of these clusters; of a repeated name the last counts.</summary>
    public static FleetSnapshot Of(IEnumerable<SchedulableCluster> clusters)
    {
        var byName = new SortedDictionary<string, SchedulableCluster>(StringComparer.Ordinal);
        foreach (var cluster in clusters)
            byName[cluster.Name] = cluster;
        return byName.Count == 0 ? Empty : new([.. byName.Values]);
    }

    /// <summary>The cluster of a name, or null.</summary>
    public SchedulableCluster? Find(string name)
    {
        var at = IndexOf(name);
        return at >= 0 ? Clusters[at] : null;
    }

    /// <summary>A snapshot in which a cluster is new or replaced.</summary>
    public FleetSnapshot With(SchedulableCluster cluster)
    {
        var at = IndexOf(cluster.Name);
        return new(at >= 0 ? Clusters.SetItem(at, cluster) : Clusters.Insert(~at, cluster));
    }

    /// <summary>A snapshot without a cluster.</summary>
    public FleetSnapshot Without(string name)
    {
        var at = IndexOf(name);
        return at < 0 ? this : new(Clusters.RemoveAt(at));
    }

    private int IndexOf(string name)
    {
        int low = 0,
            high = Clusters.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = string.CompareOrdinal(Clusters[middle].Name, name);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
    }
}
