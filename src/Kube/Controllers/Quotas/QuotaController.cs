using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>
/// Keeps the status of resource quotas: the bounds in force, and what is used of them. Admission adds to the usage what is created; this controller
/// takes away what is gone, and counts anew when a quota changes.
/// </summary>
internal sealed class QuotaController
{
    private const string ByNamespace = "namespace";
    private static readonly GroupVersionResource Quotas = new("", "v1", "resourcequotas");

    // Pods often go together; one count is enough for all of them.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // Writes that were under way when a bound came into force were admitted without it.
    private static readonly TimeSpan Recount = TimeSpan.FromSeconds(2);

    private readonly IClusterApi api;
    private readonly ResourceMonitors monitors;
    private readonly TimeProvider clock;
    private readonly IInformer quotas;

    /// <summary>A controller; it does nothing until it runs.</summary>
    public QuotaController(IClusterApi api, ResourceMonitors monitors, IExecutor executor, ILogger logger)
    {
        this.api = api;
        this.monitors = monitors;
        clock = executor.Clock;
        quotas = api.Informer(Quotas, InformerOptions.All);
        quotas.AddIndex(ByNamespace, static quota => [quota.Namespace]);
        Controller = new("resource-quotas", executor, ReconcileAsync, logger, new() { Workers = 2 });
        Controller.Follow(quotas, change => change.New is { } quota && IsNews(change.Old, quota) ? [quota.Key] : []);
        monitors.Listen(OnChange);
        monitors.ListenToDiscovery(() =>
        {
            foreach (var quota in quotas.List())
                Controller.Enqueue(quota.Key);
        });
    }

    /// <summary>Looks after one quota after the other.</summary>
    public Controller<NamespacedName> Controller { get; }

    // Usage alone is changed by admission and by this controller: nothing to do then.
    private static bool IsNews(KubeObject? old, KubeObject quota) =>
        old is null
        || !old.Spec.Equals(quota.Spec)
        || !(quota.Spec.Map("hard") ?? MapValue.Empty).Equals(quota.Status.Map("hard") ?? MapValue.Empty);

    private void OnChange(ResourceMonitor monitor, InformerEvent change)
    {
        if (change.Old is not { } old || quotas.ByIndex(ByNamespace, old.Namespace) is not { Count: > 0 } concerned)
            return;
        var evaluator = QuotaEvaluator.Of(monitor.Served.Resource.GroupResource);
        if (change.New is { } now && !UsageChanged(evaluator, old, now))
            return;
        foreach (var quota in concerned)
        {
            if ((quota.Spec.Map("hard") ?? MapValue.Empty).Keys.Any(evaluator.Counts))
                Controller.EnqueueAfter(quota.Key, Pause);
        }
    }

    private bool UsageChanged(QuotaEvaluator evaluator, KubeObject old, KubeObject now)
    {
        // What is only counted counts until it is gone.
        if (!evaluator.Handles("UPDATE", "") && !evaluator.Handles("UPDATE", "resize"))
            return false;
        var time = clock.GetUtcNow();
        return old.IsDeleting != now.IsDeleting
            || !evaluator.Usage(old.Root, time).ToValue().Equals(evaluator.Usage(now.Root, time).ToValue());
    }

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        // The quota first: what is counted afterwards is never older, and a charge in between makes the write fail.
        if (quotas.Get(key) is not { IsDeleting: false } quota)
            return Reconcile.Done;
        // Discovery, which is awaited, asks for all quotas again.
        if (monitors.All.IsEmpty)
            return Reconcile.Done;
        if (!monitors.HaveSynced)
            return Reconcile.Again(Pause);
        var now = clock.GetUtcNow();
        var hard = quota.Spec.Map("hard") ?? MapValue.Empty;
        var count = new QuotaCount(monitors, quota, now);
        var status = MapValue.Of(("hard", hard), ("used", count.Used.ToValue()));
        if (Same(quota.Status, status))
            return Next(count, now);
        var written = await api.UpdateAsync(
            Quotas,
            quota.With(status, "status"),
            new() { Subresource = "status" },
            cancellationToken
        );
        if (!written.IsSuccess)
            return written.IsNotFound || NamespaceEnd.Explains(written.Error)
                ? Reconcile.Done
                : Reconcile.Retry(written.Error);
        var isNewBound = !hard.Equals(quota.Status.Map("hard") ?? MapValue.Empty);
        return isNewBound ? Reconcile.Again(Recount) : Next(count, now);
    }

    private static Reconcile Next(QuotaCount count, DateTimeOffset now) =>
        count.Due is { } due ? Reconcile.Again(due - now) : Reconcile.Done;

    private static bool Same(MapValue a, MapValue b) => Same(a, b, "hard") && Same(a, b, "used");

    private static bool Same(MapValue a, MapValue b, string key)
    {
        // The same amount may be written in two ways.
        var (left, right) = (ResourceAmounts.From(a.Map(key)), ResourceAmounts.From(b.Map(key)));
        return a.Map(key) is not null
            && left.Count == right.Count
            && left.All(amount => right[amount.Key] == amount.Value);
    }
}
