using Pangea.Fleet.Api;
using Pangea.Fleet.Scheduling;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Places bindings: takes a snapshot of the clusters, asks <c>Fleet.Scheduling</c>, and writes clusters and status in one transaction. A binding that
/// fits nowhere waits for a change of the clusters or of itself; nothing is polled. Source: <c>karmada-scheduler</c>.
/// </summary>
internal sealed class SchedulerLoop
{
    private readonly HubParts hub;
    private readonly IClusterApi api;
    private readonly FleetView fleet;
    private readonly string name;

    public SchedulerLoop(HubParts hub, FleetView fleet, string schedulerName)
    {
        this.hub = hub;
        this.fleet = fleet;
        name = schedulerName;
        api = hub.ApiAs("karmada-scheduler");
        Controller = hub.NewController<NamespacedName>("scheduler", ReconcileAsync);
        Controller.Follow(hub.Bindings, OnBinding);
        Controller.Follow(hub.ClusterBindings, OnBinding);
        fleet.Changed += OnFleet;
    }

    /// <summary>The work queue of bindings.</summary>
    public Controller<NamespacedName> Controller { get; }

    private static IEnumerable<NamespacedName> OnBinding(InformerEvent change)
    {
        if (change.New is not { } now)
            return [];
        // Its own results and everybody's status are no news; a new generation, claim or request is.
        var same =
            change.Old is { } before
            && (before.Generation == now.Generation || IsObserved(now))
            && before.Labels.Equals(now.Labels)
            && before.IsDeleting == now.IsDeleting;
        return same ? [] : [now.Key];
    }

    private static bool IsObserved(KubeObject binding) =>
        binding.Status.Integer("schedulerObservedGeneration") == binding.Generation;

    /// <summary>Which clusters fit may have changed for any binding; room in them matters to those alone that found none.</summary>
    private void OnFleet(FleetChange change)
    {
        foreach (var bindings in new[] { hub.Bindings, hub.ClusterBindings })
        {
            var concerned =
                change == FleetChange.Room
                    ? bindings.ByIndex(BindingIndexes.Placed, BindingIndexes.NotPlaced)
                    : bindings.List();
            foreach (var binding in concerned)
                Controller.Enqueue(binding.Key);
        }
    }

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        var clusterWide = key.Namespace.Length == 0;
        var binding = (clusterWide ? hub.ClusterBindings : hub.Bindings).Get(key);
        if (
            binding is null
            || !ScheduleDecision.IsSchedulable(binding, name)
            || (Claim.Read(binding) is null && binding.Labels.Text(FleetLabels.BindingManagedBy) is null)
        )
            return Reconcile.Done;
        var begun = hub.Metrics.Begin();
        var snapshot = fleet.Snapshot;
        var request = PlacementRequest.Of(binding);
        var applied = binding.Annotations.Text(FleetAnnotations.AppliedPlacement) ?? "";
        PlacementOutcome? outcome = null;
        var updated = binding;
        if (ScheduleDecision.Decide(request, applied, snapshot) == ScheduleCause.None)
            updated = BindingUpdate.MarkObserved(binding);
        else
        {
            outcome = Scheduler.Place(request, snapshot);
            updated = BindingUpdate.Apply(binding, outcome, hub.Clock.GetUtcNow());
        }
        if (ReferenceEquals(updated, binding))
            return Reconcile.Done;
        var written = await api.UpdateAsync(
            clusterWide ? FleetResources.ClusterResourceBindings : FleetResources.ResourceBindings,
            updated,
            WriteOptions.Whole,
            cancellationToken
        );
        if (!written.IsSuccess)
            return written.IsNotFound ? Reconcile.Done : Reconcile.Retry(written.Error);
        if (outcome is not null)
        {
            hub.Metrics.Scheduled(begun, outcome.Failure is null);
            Announce(binding, written.Value, outcome);
        }
        return Reconcile.Done;
    }

    /// <summary>Says what was decided, on the binding and on its template, when it is not what was there before.</summary>
    private void Announce(KubeObject before, KubeObject after, PlacementOutcome outcome)
    {
        var isNews =
            !Value.Equal(before.Spec["clusters"], after.Spec["clusters"]) || Condition(before) != Condition(after);
        if (!isNews)
            return;
        var message = BindingUpdate.EventMessage(outcome, before.Namespace.Length == 0);
        var reason = outcome.Failure is null ? EventReasons.ScheduleBindingSucceed : EventReasons.ScheduleBindingFailed;
        var type = outcome.Failure is null ? EventType.Normal : EventType.Warning;
        hub.Events.Record(after, name, type, reason, message);
        if (hub.TemplateOf(after) is { } template)
            hub.Events.Record(template, name, type, reason, message);
    }

    private static string Condition(KubeObject binding) =>
        binding
            .Status.Maps("conditions")
            .Where(c => c.Text("type") == ConditionTypes.Scheduled)
            .Select(c => $"{c.Text("status")} {c.Text("reason")} {c.Text("message")}")
            .FirstOrDefault("");
}
