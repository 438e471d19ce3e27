using System.Collections.Concurrent;
using Pangea.Fleet.Api;
using Pangea.Fleet.Interpreter;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Brings what the clusters report from the Works to the binding, and from there to the template's status. Source:
/// <c>resource-binding-status-controller</c> of Karmada.
/// </summary>
internal sealed class BindingStatusController
{
    // Reports of several clusters, and the steps of one rollout, come close together: one write says them all.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(25);

    // After a decision the clusters will soon have something to report; should they be away, the binding says so by then.
    private static readonly TimeSpan GatherAfterDecision = TimeSpan.FromMilliseconds(100);

    // Clusters that are on their way to health are waited for: mostly one write then says that all are there.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly HubParts hub;

    // Timestamps, as the time of day may jump.
    private readonly ConcurrentDictionary<NamespacedName, long> settling = new();

    public BindingStatusController(HubParts hub)
    {
        this.hub = hub;
        Controller = hub.NewController<NamespacedName>("binding-status", ReconcileAsync);
        hub.Works.Subscribe(OnWork);
        hub.Bindings.Subscribe(OnBinding);
        hub.ClusterBindings.Subscribe(OnBinding);
        hub.Templates.SubscribeLate(template => Controller.EnqueueAfter(BindingBuilder.Name(template), Gather));
    }

    /// <summary>The work queue of bindings.</summary>
    public Controller<NamespacedName> Controller { get; }

    private void OnWork(InformerEvent change)
    {
        if (change is { Old: { } before, New: { } after } && before.Status.Equals(after.Status))
            return;
        // A Work is made without a status: what its binding decided is looked at anyway.
        if (change is { Old: null, New: { } made } && made.Status.Count == 0)
            return;
        if (BindingIndexes.BindingNameOf(change.Object) is { } binding)
            Controller.EnqueueAfter(binding, Gather);
    }

    private void OnBinding(InformerEvent change)
    {
        if (change.New is not { } now)
            return;
        // Who decides on the binding anew changes its generation; its own writes do not.
        if (change.Old is null || change.Old.Generation != now.Generation)
            Controller.EnqueueAfter(now.Key, GatherAfterDecision);
    }

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        var clusterWide = key.Namespace.Length == 0;
        var binding = (clusterWide ? hub.ClusterBindings : hub.Bindings).Get(key);
        if (
            binding is null
            || binding.IsDeleting
            || binding.Status.Text("lastScheduledTime") is null
            || BindingIndexes.PermanentIdOf(binding) is not { } id
        )
        {
            settling.TryRemove(key, out _);
            return Reconcile.Done;
        }
        var component = clusterWide
            ? "cluster-resource-binding-status-controller"
            : "resource-binding-status-controller";
        var wasFull = IsFullyApplied(binding);
        var works = hub.Works.ByIndex(BindingIndexes.Binding, id);
        var items = BindingStatusUpdate.ItemsOf(binding, works);
        if (!BindingStatusUpdate.IsSettled(binding, items))
        {
            var waited = hub.Clock.GetElapsedTime(settling.GetOrAdd(key, hub.Clock.GetTimestamp()));
            if (waited < Patience)
                return Reconcile.Again(Patience - waited);
        }
        settling.TryRemove(key, out _);
        var updated = BindingStatusUpdate.Apply(binding, items, hub.Clock.GetUtcNow());
        if (!ReferenceEquals(updated, binding))
        {
            var written = await hub.Api.UpdateAsync(
                clusterWide ? FleetResources.ClusterResourceBindings : FleetResources.ResourceBindings,
                updated,
                WriteOptions.Status,
                cancellationToken
            );
            if (!written.IsSuccess)
                return written.IsNotFound ? Reconcile.Done : Reconcile.Retry(written.Error);
            updated = written.Value;
        }
        var isNews = !wasFull && IsFullyApplied(updated);
        if (isNews)
        {
            var kind = clusterWide ? "ClusterResourceBinding" : "ResourceBinding";
            hub.Events.Normal(
                updated,
                component,
                EventReasons.AggregateStatusSucceed,
                $"Update {kind}({binding.Key}) with AggregatedStatus successfully."
            );
        }
        return await ReportAsync(updated, items, component, isNews, cancellationToken);
    }

    private static bool IsFullyApplied(KubeObject binding) =>
        binding
            .Status.Maps("conditions")
            .Any(c => c.Text("type") == ConditionTypes.FullyApplied && c.Text("status") == "True");

    private async ValueTask<Reconcile> ReportAsync(
        KubeObject binding,
        IReadOnlyList<AggregatedStatusItem> items,
        string component,
        bool isNews,
        CancellationToken cancellationToken
    )
    {
        if (BindingIndexes.TemplateOf(binding, hub) is not { } key || hub.Template(key) is not { } template)
            return Reconcile.Done;
        if (template.IsDeleting || template.Uid != binding.Spec.Map("resource")?.Text("uid"))
            return Reconcile.Done;
        var aggregated = await hub.Interpreter.AggregateStatusAsync(template, items, cancellationToken);
        if (!aggregated.IsSuccess)
        {
            hub.Events.Warning(template, component, EventReasons.AggregateStatusFailed, aggregated.Error);
            return Reconcile.Retry(aggregated.Error);
        }
        if (!ReferenceEquals(aggregated.Value, template))
        {
            var written = await hub.Api.UpdateAsync(
                key.Resource,
                aggregated.Value!,
                WriteOptions.Status,
                cancellationToken
            );
            if (!written.IsSuccess)
            {
                if (written.IsNotFound)
                    return Reconcile.Done;
                if (!written.Is(StatusReason.Conflict))
                {
                    hub.Events.Warning(template, component, EventReasons.AggregateStatusFailed, written.Error.Message);
                }
                return Reconcile.Retry(written.Error);
            }
            template = written.Value;
        }
        if (isNews)
        {
            hub.Events.Normal(
                template,
                component,
                EventReasons.AggregateStatusSucceed,
                "Update Resource with AggregatedStatus successfully."
            );
        }
        return Reconcile.Done;
    }
}
