using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>A cluster that a binding's resource goes to.</summary>
/// <param name="Name">The cluster.</param>
/// <param name="Replicas">Its share of the replicas; null when the resource has none or comes as it is.</param>
internal sealed record BindingTarget(string Name, long? Replicas);

/// <summary>Where a binding's resource goes, and where it is kept for a while though it is on its way out.</summary>
internal sealed class BindingTargets
{
    private readonly SortedSet<string> kept;

    private BindingTargets(ImmutableArray<BindingTarget> clusters, SortedSet<string> kept)
    {
        Clusters = clusters;
        this.kept = kept;
    }

    /// <summary>The clusters that get a Work, sorted by name.</summary>
    public ImmutableArray<BindingTarget> Clusters { get; }

    /// <summary>Whether a Work in this cluster stays.</summary>
    public bool Keeps(string cluster) => kept.Contains(cluster);

    /// <summary>
    /// Reads <c>spec.clusters</c>, <c>spec.requiredBy</c> (clusters that need the resource because of something else) and
    /// <c>spec.gracefulEvictionTasks</c> (clusters it leaves only when its successor runs).
    /// </summary>
    public static BindingTargets Of(KubeObject binding)
    {
        var targets = new SortedDictionary<string, BindingTarget>(StringComparer.Ordinal);
        foreach (var snapshot in binding.Spec.Maps("requiredBy"))
        {
            foreach (var cluster in snapshot.Maps("clusters"))
                targets[cluster.Text("name") ?? ""] = new(cluster.Text("name") ?? "", null);
        }
        var isDivided = (binding.Spec.Integer("replicas") ?? 0) > 0;
        foreach (var cluster in binding.Spec.Maps("clusters"))
        {
            var name = cluster.Text("name") ?? "";
            targets[name] = new(name, isDivided ? cluster.Integer("replicas") ?? 0 : null);
        }
        var kept = new SortedSet<string>(targets.Keys, StringComparer.Ordinal);
        foreach (var task in binding.Spec.Maps("gracefulEvictionTasks"))
        {
            if (task.Text("purgeMode") != "Directly")
                kept.Add(task.Text("fromCluster") ?? "");
        }
        return new([.. targets.Values], kept);
    }
}
