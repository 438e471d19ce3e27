using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>Conditions of a status.</summary>
internal static class Conditions
{
    public static MapValue? Find(MapValue status, string type)
    {
        foreach (var condition in status.Maps("conditions"))
        {
            if (condition.Text("type") == type)
                return condition;
        }
        return null;
    }

    public static bool IsTrue(MapValue status, string type) => Find(status, type)?.Text("status") == "True";

    /// <summary>A status without a condition.</summary>
    public static MapValue Without(MapValue status, string type)
    {
        if (Find(status, type) is null)
            return status;
        var left = status.Maps("conditions").Where(c => c.Text("type") != type).ToList();
        return status.With("conditions", left.Count == 0 ? null : ListValue.From(left));
    }

    /// <summary>A status with a condition at the end, in place of the one of its type.</summary>
    public static MapValue Append(MapValue status, MapValue condition)
    {
        var others = status.Maps("conditions").Where(c => c.Text("type") != condition.Text("type"));
        return status.With("conditions", ListValue.From([.. others, condition]));
    }

    /// <summary>
    /// Sets a condition as kube-controller-manager's controllers do: one with the same status and reason stays as it is, and the time of the transition
    /// is kept while the status is.
    /// </summary>
    public static MapValue Set(MapValue status, MapValue condition)
    {
        var current = Find(status, condition.Text("type")!);
        if (current?.Text("status") == condition.Text("status"))
        {
            if (current!.Text("reason") == condition.Text("reason"))
                return status;
            condition = condition.With("lastTransitionTime", current["lastTransitionTime"]);
        }
        return Append(status, condition);
    }

    /// <summary>A condition that begins now.</summary>
    public static MapValue New(string type, string status, string reason, string message, DateTimeOffset now) =>
        MapValue.Of(
            ("type", type),
            ("status", status),
            ("reason", reason.Length == 0 ? null : (Value)reason),
            ("message", message.Length == 0 ? null : (Value)message),
            ("lastTransitionTime", Timestamps.Format(now))
        );
}
