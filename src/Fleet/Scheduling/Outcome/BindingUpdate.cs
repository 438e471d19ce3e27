using System.Collections.Immutable;
using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Scheduling;

/// <summary>
/// Writes an outcome into a binding: clusters, the placement that they rest on, and the status that says so, in one object and so in one
/// storage transaction. Fields that the scheduler does not own stay as they are.
/// </summary>
public static class BindingUpdate
{
    /// <summary>
    /// The binding after an outcome; the same object when that says what the binding says already. After a failure the
    /// generation is not marked as seen, as in the original: the binding still waits to be placed.
    /// </summary>
    /// <param name="binding">The binding as it was read.</param>
    /// <param name="outcome">The outcome for it.</param>
    /// <param name="now">The time.</param>
    public static KubeObject Apply(KubeObject binding, PlacementOutcome outcome, DateTimeOffset now)
    {
        var updated = binding;
        if (outcome.Failure is null || outcome.ClearsResult)
        {
            var placement = Placement.From(binding.Spec.Map("placement") ?? MapValue.Empty);
            updated = WithClusters(binding, outcome.Clusters)
                .WithAnnotation(FleetAnnotations.AppliedPlacement, placement.ToGoJson());
        }
        var status = WithCondition(binding.Status, Scheduled(outcome), now);
        if (outcome.Failure is null)
        {
            status = status
                .With("schedulerObservedGeneration", GenerationAfter(binding, updated))
                .With(
                    "schedulerObservingAffinityName",
                    outcome.AffinityName.Length == 0 ? null : (Value)outcome.AffinityName
                );
        }
        updated = updated.WithStatus(status);
        if (updated.Root.Equals(binding.Root) && !PlacementRequest.Of(binding).IsFresh)
            return binding;
        return outcome.Failure is null
            ? updated.WithStatus(status.With("lastScheduledTime", Timestamps.Format(now)))
            : updated;
    }

    /// <summary>
    /// The binding when there is nothing to place anew: its generation is marked as seen. The same object when it is already.
    /// </summary>
    public static KubeObject MarkObserved(KubeObject binding) =>
        binding.Status.Integer("schedulerObservedGeneration") == binding.Generation
            ? binding
            : binding.WithStatus(binding.Status.With("schedulerObservedGeneration", binding.Generation));

    /// <summary>The text of the event <c>ScheduleBindingSucceed</c> or <c>ScheduleBindingFailed</c>.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="clusterScoped">Whether it is of a ClusterResourceBinding, whose text lacks a colon in the original.</param>
    public static string EventMessage(PlacementOutcome outcome, bool clusterScoped) =>
        outcome.Failure is { } failure
            ? failure.Message
            : $"{ConditionReasons.ScheduleSuccessMessage} Result{(clusterScoped ? "" : ":")} {outcome.ResultText}";

    private static KubeObject WithClusters(KubeObject binding, ImmutableArray<TargetCluster> clusters)
    {
        var list = clusters.IsEmpty ? null : clusters.ToValue();
        return Value.Equal(binding.Spec["clusters"], list) ? binding : binding.With(list, "spec", "clusters");
    }

    // The store raises the generation when the spec changes; the status written with it speaks of the raised one.
    private static long GenerationAfter(KubeObject before, KubeObject after) =>
        Value.Equal(before.Spec, after.Spec) ? before.Generation : before.Generation + 1;

    private static Condition Scheduled(PlacementOutcome outcome) =>
        new()
        {
            Type = ConditionTypes.Scheduled,
            Status = outcome.Failure is null ? "True" : "False",
            Reason = outcome.Failure?.Reason ?? ConditionReasons.ScheduleSuccess,
            Message = outcome.Failure?.Message ?? ConditionReasons.ScheduleSuccessMessage,
        };

    private static MapValue WithCondition(MapValue status, Condition condition, DateTimeOffset now) =>
        status.With("conditions", Conditions.Set(status.List("conditions"), condition, now));
}
