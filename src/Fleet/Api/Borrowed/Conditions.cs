using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Lists of conditions as they stand in a status.</summary>
public static class Conditions
{
    /// <summary>The condition of a type, or null.</summary>
    public static MapValue? Find(MapValue status, string type)
    {
        foreach (var condition in status.Maps("conditions"))
        {
            if (condition.Text("type") == type)
                return condition;
        }
        return null;
    }

    /// <summary>Whether the condition of a type is True.</summary>
    public static bool IsTrue(MapValue status, string type) => Find(status, type)?.Text("status") == "True";

    /// <summary>
    /// A list with a condition set: in the place of the one of its type, else at the end. The time is kept while the status stays
    /// the same, and the very list when nothing changes. Source: apimachinery's <c>SetStatusCondition</c>.
    /// </summary>
    public static ListValue Set(ListValue? conditions, Condition condition, DateTimeOffset now)
    {
        var list = conditions ?? ListValue.Empty;
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not MapValue old || old.Text("type") != condition.Type)
                continue;
            var same = old.Text("status") == condition.Status;
            var time = same ? Timestamps.TryParse(old.Text("lastTransitionTime")) ?? now : now;
            var updated = (condition with { LastTransitionTime = time }).ToValue();
            return updated.Equals(old) ? list : list.SetItem(i, updated);
        }
        return list.Add((condition with { LastTransitionTime = condition.LastTransitionTime ?? now }).ToValue());
    }
}
