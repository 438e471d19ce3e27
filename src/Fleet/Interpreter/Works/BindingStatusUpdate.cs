using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>Brings the states in all clusters, as Works report them, together in a binding.</summary>
public static class BindingStatusUpdate
{
    /// <summary>The states in the clusters, sorted by cluster; Works that are being deleted do not count.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="works">Its Works.</param>
    public static IReadOnlyList<AggregatedStatusItem> ItemsOf(KubeObject binding, IEnumerable<KubeObject> works)
    {
        var resource = ObjectReference.From(binding.Spec.Map("resource") ?? MapValue.Empty);
        var items = new SortedDictionary<string, AggregatedStatusItem>(StringComparer.Ordinal);
        foreach (var work in works)
        {
            if (!work.IsDeleting && FleetNamespaces.ClusterOf(work.Namespace) is { } cluster)
                items[cluster] = ItemOf(cluster, work, resource);
        }
        return [.. items.Values];
    }

    /// <summary>
    /// The binding with the states in its clusters and the condition <c>FullyApplied</c>; the same object when nothing changes.
    /// </summary>
    /// <param name="binding">The binding.</param>
    /// <param name="items">The states.</param>
    /// <param name="now">The time.</param>
    public static KubeObject Apply(KubeObject binding, IReadOnlyList<AggregatedStatusItem> items, DateTimeOffset now)
    {
        var status = binding.Status.With("aggregatedStatus", items.Count == 0 ? null : items.ToValue());
        status = status.With(
            "conditions",
            Conditions.Set(status.List("conditions"), FullyApplied(binding, items), now)
        );
        return status.Equals(binding.Status) ? binding : binding.WithStatus(status);
    }

    /// <summary>Whether every cluster that is to have the resource has it in health, or has said why it does not have it.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="items">The states.</param>
    public static bool IsSettled(KubeObject binding, IReadOnlyList<AggregatedStatusItem> items) =>
        ExpectedClusters(ResourceBindingSpec.From(binding.Spec)).Count <= items.Count
        && items.All(i => i.Applied ? i.Health != ResourceHealths.Unhealthy : i.AppliedMessage.Length > 0);

    /// <summary>
    /// The clusters that are to have a binding's resource: its targets, those of bindings that need it, and those that it leaves only
    /// when its replacement is healthy. Sorted.
    /// </summary>
    public static IReadOnlyCollection<string> ExpectedClusters(ResourceBindingSpec spec)
    {
        var clusters = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var target in spec.Clusters)
            clusters.Add(target.Name);
        foreach (var target in spec.RequiredBy.SelectMany(r => r.Clusters))
            clusters.Add(target.Name);
        foreach (var task in spec.GracefulEvictionTasks)
        {
            if (task.PurgeMode != PurgeModes.Directly)
                clusters.Add(task.FromCluster);
        }
        return clusters;
    }

    private static AggregatedStatusItem ItemOf(string cluster, KubeObject work, ObjectReference resource)
    {
        var applied = Conditions.Find(work.Status, ConditionTypes.Applied);
        var isApplied = applied?.Text("status") == "True";
        var item = new AggregatedStatusItem
        {
            ClusterName = cluster,
            Applied = isApplied,
            AppliedMessage = isApplied ? "" : applied?.Text("message") ?? "",
            Health = ResourceHealths.Unknown,
        };
        foreach (var manifest in WorkStatus.From(work.Status).ManifestStatuses)
        {
            if (IsOf(manifest.Identifier, resource))
                return item with { Status = manifest.Status, Health = manifest.Health };
        }
        return item;
    }

    private static bool IsOf(ResourceIdentifier identifier, ObjectReference resource)
    {
        var version = GroupVersion.Parse(resource.ApiVersion);
        return identifier.Name == resource.Name
            && identifier.Namespace == resource.Namespace
            && identifier.Kind == resource.Kind
            && identifier.Group == version.Group
            && identifier.Version == version.Version;
    }

    private static Condition FullyApplied(KubeObject binding, IReadOnlyList<AggregatedStatusItem> items)
    {
        var expected = ExpectedClusters(ResourceBindingSpec.From(binding.Spec));
        var isFull =
            expected.Count > 0
            && expected.Count == items.Count
            && items.All(i => i.Applied && expected.Contains(i.ClusterName));
        return new()
        {
            Type = ConditionTypes.FullyApplied,
            Status = isFull ? "True" : "False",
            Reason = isFull ? ConditionReasons.FullyAppliedSuccess : ConditionReasons.FullyAppliedFailed,
            Message = isFull ? ConditionReasons.FullyAppliedSuccessMessage : ConditionReasons.FullyAppliedFailedMessage,
        };
    }
}
