using System.Collections.Immutable;
using Pangea.Fleet.Api;

namespace Pangea.Fleet.Scheduling;

/// <summary>
/// Selects regions, then clusters in them. Source: the region spread constraint of Karmada's scheduler. As there, the room of the result is
/// not checked again.
/// </summary>
internal static class RegionSelection
{
    // To make room count before score, which is 0 or 100.
    private const long RoomUnit = 1000;

    public static SelectionResult Select(
        ImmutableArray<Candidate> candidates,
        SpreadConstraint region,
        SpreadConstraint cluster,
        long? needed,
        int replicas
    )
    {
        var groups = new SortedDictionary<string, List<Candidate>>(StringComparer.Ordinal);
        foreach (var candidate in candidates)
        {
            var name = candidate.Cluster.Traits.Region;
            if (name.Length == 0)
                continue;
            if (!groups.TryGetValue(name, out var members))
                groups[name] = members = [];
            members.Add(candidate);
        }
        if (groups.Count < region.MinGroups)
            return SelectionResult.Failed("the number of feasible region is less than spreadConstraint.MinGroups");
        var scored = groups
            .Select(g => new RegionScore(
                g.Key,
                needed is null
                    ? DuplicatedScore(g.Value, replicas)
                    : DividedScore(g.Value, replicas, region.MinGroups, cluster.MinGroups),
                g.Value.Count
            ))
            .ToList();
        var chosen = RegionSearch.Best(scored, region, cluster.MinGroups);
        if (chosen.IsEmpty)
        {
            return SelectionResult.Failed(
                "the number of clusters is less than the cluster spreadConstraint.MinGroups"
            ) with
            {
                Regions = [.. scored],
            };
        }
        return new(
            Clusters([.. chosen.Select(r => groups[r.Name])], ClusterSelection.MaxGroups(cluster)),
            $"regions {string.Join(", ", chosen.Select(r => r.Name))}: the best cluster of each, then the best of the rest",
            null
        )
        {
            Regions = [.. scored],
        };
    }

    private static ImmutableArray<Candidate> Clusters(ImmutableArray<List<Candidate>> regions, int most)
    {
        var selected = regions.Select(r => r[0]).ToList();
        var rest = regions.SelectMany(r => r.Skip(1)).ToList();
        rest.Sort(Candidate.CompareForSelection);
        selected.AddRange(rest.Take(Math.Max(0, most - selected.Count)));
        return ClusterSelection.Sorted(selected);
    }

    /// <summary>How many clusters could run all replicas, then their mean score.</summary>
    private static long DuplicatedScore(List<Candidate> clusters, int replicas)
    {
        var able = clusters.Where(c => c.Available >= replicas).ToList();
        return able.Count == 0 ? 0 : (able.Count * RoomUnit) + (able.Sum(c => c.Score) / able.Count);
    }

    /// <summary>How much of its share of the replicas the region has room for, then the mean score of the clusters that it takes.</summary>
    private static long DividedScore(List<Candidate> clusters, int replicas, int minRegions, int minClusters)
    {
        long target = (replicas + Math.Max(minRegions, 1) - 1L) / Math.Max(minRegions, 1);
        var least = Math.Max(minClusters, minRegions);
        long room = 0;
        long score = 0;
        var count = 0;
        foreach (var cluster in clusters)
        {
            room += cluster.Available;
            score += cluster.Score;
            count++;
            if (count >= least && room >= target)
                break;
        }
        return (Math.Min(room, target) * RoomUnit) + (score / count);
    }
}

/// <summary>A region as selection sees it.</summary>
/// <param name="Name">The region.</param>
/// <param name="Score">Greater is better.</param>
/// <param name="Clusters">How many of its clusters fit.</param>
public sealed record RegionScore(string Name, long Score, int Clusters);
