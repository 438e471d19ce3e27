using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>
/// Ends namespaces: empties one that is being deleted, says in its status what holds it up, and when nothing is left takes the finalizer
/// <c>kubernetes</c> off. What is left wakes it by going.
/// </summary>
internal sealed class NamespaceController
{
    private const string Finalizer = "kubernetes";
    private static readonly GroupVersionResource Namespaces = new("", "v1", "namespaces");
    private static readonly TimeSpan UnheardPause = TimeSpan.FromSeconds(5);

    private readonly IClusterApi api;
    private readonly TimeProvider clock;
    private readonly IInformer namespaces;
    private readonly NamespaceContent content;

    /// <summary>A controller over what is monitored; it does nothing until it runs.</summary>
    public NamespaceController(IClusterApi api, ResourceMonitors monitors, IExecutor executor, ILogger logger)
    {
        this.api = api;
        clock = executor.Clock;
        content = new(api, monitors);
        namespaces = api.Informer(Namespaces, InformerOptions.All);
        Controller = new("namespaces", executor, ReconcileAsync, logger, new() { Workers = 10 });
        Controller.Follow(namespaces, change => change.New is { IsDeleting: true } going ? [going.Name] : []);
        monitors.Listen(OnChange);
        monitors.ListenToDiscovery(() =>
        {
            foreach (var going in namespaces.List().Where(n => n.IsDeleting))
                Controller.Enqueue(going.Name);
        });
    }

    /// <summary>Ends one namespace after the other.</summary>
    public Controller<string> Controller { get; }

    private void OnChange(ResourceMonitor monitor, InformerEvent change)
    {
        var name = change.Object.Namespace;
        // New objects count too: one that was admitted just before the namespace was marked.
        if (
            name.Length > 0
            && (change.New is null || change.Old is null)
            && namespaces.Get(new("", name)) is { IsDeleting: true }
        )
            Controller.Enqueue(name);
    }

    private async ValueTask<Reconcile> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (
            namespaces.Get(new("", name)) is not { IsDeleting: true } going
            || !going.Spec.Texts("finalizers").Contains(Finalizer)
        )
            return Reconcile.Done;
        var report = await content.DeleteAsync(name, cancellationToken);
        return report.IsEmpty
            ? await FinalizeAsync(going, cancellationToken)
            : await ReportAsync(going, report, cancellationToken);
    }

    private async ValueTask<Reconcile> FinalizeAsync(KubeObject going, CancellationToken cancellationToken)
    {
        var left = going.Spec.Texts("finalizers").Where(f => f != Finalizer);
        var finalized = await api.UpdateAsync(
            Namespaces,
            going.With(ListValue.OfTexts(left), "spec", "finalizers"),
            new() { Subresource = "finalize" },
            cancellationToken
        );
        return finalized.IsSuccess || finalized.IsNotFound ? Reconcile.Done : Reconcile.Retry(finalized.Error);
    }

    private async ValueTask<Reconcile> ReportAsync(
        KubeObject going,
        ContentReport report,
        CancellationToken cancellationToken
    )
    {
        var status = NamespaceConditions.Of(going.Status, report, clock.GetUtcNow());
        if (!status.Equals(going.Status))
        {
            var written = await api.UpdateAsync(
                Namespaces,
                going.WithStatus(status),
                WriteOptions.Status,
                cancellationToken
            );
            if (!written.IsSuccess)
                return written.IsNotFound ? Reconcile.Done : Reconcile.Retry(written.Error);
        }
        if (report.Failures.Count > 0)
            return Reconcile.Retry(report.Failures[0]);
        if (report.DiscoveryFailure.Length > 0)
            return Reconcile.Retry(report.DiscoveryFailure);
        return report.HasUnheard ? Reconcile.Again(UnheardPause) : Reconcile.Done;
    }
}
