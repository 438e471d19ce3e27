using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.CustomResources;

/// <summary>The conditions of a CustomResourceDefinition.</summary>
internal static class DefinitionConditions
{
    public const string NamesAccepted = "NamesAccepted";
    public const string Established = "Established";
    public const string NonStructuralSchema = "NonStructuralSchema";
    public const string Terminating = "Terminating";
    public const string ApprovalPolicyConformant = "KubernetesAPIApprovalPolicyConformant";

    /// <summary>Whether a condition is true.</summary>
    public static bool IsTrue(MapValue? status, string type) => Find(status, type)?.Text("status") == "True";

    /// <summary>A condition, or null.</summary>
    public static MapValue? Find(MapValue? status, string type)
    {
        foreach (var condition in status?.Maps("conditions") ?? [])
        {
            if (condition.Text("type") == type)
                return condition;
        }
        return null;
    }

    /// <summary>The status with a condition set: in its place, or behind the others. The time changes with the condition's status only.</summary>
    public static MapValue Set(MapValue status, string type, bool state, string reason, string message, string now)
    {
        var word = state ? "True" : "False";
        var old = Find(status, type);
        var made = MapValue.Of(
            ("type", type),
            ("status", word),
            ("reason", reason),
            ("message", message),
            ("lastTransitionTime", old is not null && old.Text("status") == word ? old["lastTransitionTime"] : now)
        );
        if (made.Equals(old))
            return status;
        var list = status.List("conditions") ?? ListValue.Empty;
        for (var i = 0; i < list.Count; i++)
        {
            if (ReferenceEquals(list[i], old))
                return status.With("conditions", list.SetItem(i, made));
        }
        return status.With("conditions", list.Add(made));
    }

    /// <summary>The status without a condition.</summary>
    public static MapValue Remove(MapValue status, string type) =>
        Find(status, type) is null
            ? status
            : status.With(
                "conditions",
                ListValue.From(status.List("conditions")!.Where(c => (c as MapValue)?.Text("type") != type))
            );
}
