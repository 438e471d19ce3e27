using System.Collections.Frozen;
using System.Globalization;
using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>What of a member object's status is reported to the hub.</summary>
public static class StatusReflection
{
    private const string Generation = "generation";
    private const string TemplateGeneration = "resourceTemplateGeneration";

    private static readonly FrozenDictionary<GroupVersionKind, Func<KubeObject, MapValue?>> Rules = new Dictionary<
        GroupVersionKind,
        Func<KubeObject, MapValue?>
    >
    {
        [BuiltInKinds.Deployment] = obj =>
            WithGenerations(
                obj,
                Pick(
                    obj,
                    [],
                    [
                        "availableReplicas",
                        "observedGeneration",
                        "readyReplicas",
                        "replicas",
                        "unavailableReplicas",
                        "updatedReplicas",
                    ]
                )
            ),
        [BuiltInKinds.ReplicaSet] = obj =>
            WithGenerations(obj, Pick(obj, ["replicas"], ["availableReplicas", "observedGeneration", "readyReplicas"])),
        // The original leaves observedGeneration out, and the aggregate never gets on (docs/decisions/0202).
        [BuiltInKinds.StatefulSet] = obj =>
            WithGenerations(
                obj,
                Pick(
                    obj,
                    ["availableReplicas", "replicas"],
                    ["currentReplicas", "observedGeneration", "readyReplicas", "updatedReplicas"]
                )
            ),
        [BuiltInKinds.DaemonSet] = obj =>
            WithGenerations(
                obj,
                Pick(
                    obj,
                    ["currentNumberScheduled", "desiredNumberScheduled", "numberMisscheduled", "numberReady"],
                    ["numberAvailable", "numberUnavailable", "observedGeneration", "updatedNumberScheduled"]
                )
            ),
        [BuiltInKinds.Job] = obj =>
            Pick(obj, [], ["active", "completionTime", "conditions", "failed", "startTime", "succeeded"]),
        [BuiltInKinds.Service] = obj =>
            obj.Spec.Text("type") == "LoadBalancer"
                ? MapValue.Of(("loadBalancer", obj.Status.Map("loadBalancer") ?? MapValue.Empty))
                : null,
        [BuiltInKinds.PodDisruptionBudget] = obj =>
            Pick(obj, ["currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods"], ["disruptedPods"]),
        [BuiltInKinds.HorizontalPodAutoscaler] = obj => Pick(obj, ["desiredReplicas"], ["currentReplicas"]),
    }.ToFrozenDictionary();

    /// <summary>Whether only a part of a kind's status is reported.</summary>
    public static bool Handles(GroupVersionKind kind) => Rules.ContainsKey(kind);

    /// <summary>The part that is reported; null for nothing.</summary>
    public static MapValue? Reflect(KubeObject observed) =>
        Rules.TryGetValue(observed.GroupVersionKind, out var rule) ? rule(observed) : Whole(observed);

    /// <summary>The whole status; null when there is none.</summary>
    public static MapValue? Whole(KubeObject observed) => observed.Root.Map("status");

    // Numbers that Go would leave out when zero are left out; the first ones it writes always.
    private static MapValue Pick(KubeObject obj, string[] always, string[] other)
    {
        var result = MapValue.Empty;
        foreach (var name in always)
            result = result.With(name, obj.Status[name] ?? NumberValue.Of(0));
        foreach (var name in other)
        {
            if (obj.Status[name] is { } value && value is not (NumberValue { Integer: 0 } or NullValue))
                result = result.With(name, value);
        }
        return result;
    }

    /// <summary>
    /// With the generations of the member's object and of the template that it was made from, the hub can tell whether the
    /// counts already speak of the newest template.
    /// </summary>
    private static MapValue WithGenerations(KubeObject obj, MapValue status)
    {
        if (obj.Generation > 0)
            status = status.With(Generation, obj.Generation);
        return
            long.TryParse(
                obj.Annotations.Text(FleetAnnotations.ResourceTemplateGeneration),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var generation
            )
            && generation > 0
            ? status.With(TemplateGeneration, generation)
            : status;
    }
}
