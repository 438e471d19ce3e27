using System.Collections.Immutable;
using Pangea.Fleet.Api;

namespace Pangea.Fleet.Scheduling;

/// <summary>
/// Finds the best set of regions: within the bounds of the region constraint, with enough clusters for the cluster constraint. Depth first
/// over regions from few clusters to many; a set is closed as soon as it is feasible. Best is the greatest sum of scores, then of
/// clusters, then the first found; of a best set and its own beginning (by score) the beginning is taken when it is feasible too.
/// </summary>
internal static class RegionSearch
{
    // Sets grow exponentially with regions. All are visited up to twelve regions; beyond so many steps the best found so far is
    // taken. The order of visits is fixed, so the same input still gives the same answer.
    private const int MaxSteps = 4096;

    public static ImmutableArray<RegionScore> Best(
        IReadOnlyList<RegionScore> regions,
        SpreadConstraint constraint,
        int minClusters
    )
    {
        var order = regions
            .OrderBy(r => r.Clusters)
            .ThenByDescending(r => r.Score)
            .ThenBy(r => r.Name, StringComparer.Ordinal)
            .ToList();
        var search = new Search(order, constraint.MinGroups, ClusterSelection.MaxGroups(constraint), minClusters);
        search.Visit(0, 0);
        var paths = search
            .Found.OrderByDescending(p => p.Score)
            .ThenByDescending(p => p.Clusters)
            .ThenBy(p => p.Id)
            .ToList();
        if (paths.Count == 0)
            return [];
        var best = paths[0];
        foreach (var path in paths.Skip(1))
        {
            if (best.StartsWith(path))
                best = path;
        }
        return best.Regions;
    }

    private sealed class Search(List<RegionScore> order, int least, int most, int minClusters)
    {
        private readonly List<RegionScore> path = [];
        private int steps;

        public List<Path> Found { get; } = [];

        public void Visit(int begin, int clusters)
        {
            if (steps++ >= MaxSteps)
                return;
            if (clusters >= minClusters && path.Count >= Math.Max(least, 1) && path.Count <= most)
            {
                Found.Add(Path.Of(path, Found.Count));
                return;
            }
            if (path.Count >= most)
                return;
            for (var i = begin; i < order.Count; i++)
            {
                path.Add(order[i]);
                Visit(i + 1, clusters + order[i].Clusters);
                path.RemoveAt(path.Count - 1);
            }
        }
    }

    private sealed record Path(ImmutableArray<RegionScore> Regions, long Score, int Clusters, int Id)
    {
        public static Path Of(List<RegionScore> regions, int id) =>
            new(
                [.. regions.OrderByDescending(r => r.Score).ThenBy(r => r.Name, StringComparer.Ordinal)],
                regions.Sum(r => r.Score),
                regions.Sum(r => r.Clusters),
                id
            );

        public bool StartsWith(Path other)
        {
            if (other.Regions.Length >= Regions.Length)
                return false;
            for (var i = 0; i < other.Regions.Length; i++)
            {
                if (Regions[i].Name != other.Regions[i].Name)
                    return false;
            }
            return true;
        }
    }
}
