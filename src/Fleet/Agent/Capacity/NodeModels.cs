using Pangea.Fleet.Api;

namespace Pangea.Fleet.Agent;

/// <summary>
/// Counts nodes by what they have left. A node is of the highest grade whose least amounts it has; one that has no place for a pod is of none. Pure.
/// (The original stops counting at the first node without a place.)
/// </summary>
internal static class NodeModels
{
    /// <summary>How many nodes are of each grade, in the order of the models; nothing without models.</summary>
    public static IReadOnlyList<AllocatableModeling> Count(
        IReadOnlyList<ResourceModel> models,
        IEnumerable<(ResourceList Offers, ResourceSums Used)> nodes
    )
    {
        if (models.Count == 0)
            return [];
        var counts = new int[models.Count];
        foreach (var (offers, used) in nodes)
        {
            if (offers[ResourceList.Pods] is { } places && (places - used[ResourceList.Pods]).Sign <= 0)
                continue;
            var grade = models.Count - 1;
            while (grade >= 0 && !Fits(models[grade], offers, used))
                grade--;
            if (grade >= 0)
                counts[grade]++;
        }
        return [.. models.Select((m, i) => new AllocatableModeling { Grade = m.Grade, Count = counts[i] })];
    }

    private static bool Fits(ResourceModel model, ResourceList offers, ResourceSums used)
    {
        foreach (var range in model.Ranges)
        {
            if ((offers[range.Name] ?? default) - used[range.Name] < range.Min)
                return false;
        }
        return true;
    }
}
