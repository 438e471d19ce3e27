using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>A taint of a node.</summary>
internal readonly record struct Taint(string Key, string Value, string Effect)
{
    public const string NoSchedule = "NoSchedule";
    public const string PreferNoSchedule = "PreferNoSchedule";
    public const string NoExecute = "NoExecute";

    /// <summary>The taint that stands for <c>spec.unschedulable</c>.</summary>
    public static Taint Unschedulable { get; } = new("node.kubernetes.io/unschedulable", "", NoSchedule);

    /// <summary>The taints of a node.</summary>
    public static ImmutableArray<Taint> Of(MapValue nodeSpec) =>
        [
            .. nodeSpec
                .Maps("taints")
                .Select(t => new Taint(t.Text("key") ?? "", t.Text("value") ?? "", t.Text("effect") ?? "")),
        ];

    /// <summary>Whether one of the tolerations tolerates it.</summary>
    public bool IsTolerated(ImmutableArray<Toleration> tolerations)
    {
        foreach (var toleration in tolerations)
        {
            if (toleration.Tolerates(this))
                return true;
        }
        return false;
    }
}

/// <summary>A toleration of a pod.</summary>
internal readonly record struct Toleration(string Key, bool Exists, string Value, string Effect, long? Seconds)
{
    /// <summary>The tolerations of a pod.</summary>
    public static ImmutableArray<Toleration> Of(MapValue podSpec) =>
        [
            .. podSpec
                .Maps("tolerations")
                .Select(t => new Toleration(
                    t.Text("key") ?? "",
                    t.Text("operator") == "Exists",
                    t.Text("value") ?? "",
                    t.Text("effect") ?? "",
                    t.Integer("tolerationSeconds")
                )),
        ];

    /// <summary>Whether it tolerates a taint: an empty effect stands for all, an empty key with <c>Exists</c> too.</summary>
    public bool Tolerates(Taint taint) =>
        (Effect.Length == 0 || Effect == taint.Effect)
        && (Key == taint.Key || (Key.Length == 0 && Exists))
        && (Exists || Value == taint.Value);
}
