using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>Deletes Jobs <c>spec.ttlSecondsAfterFinished</c> after they completed or failed, their pods first.</summary>
internal sealed class TtlAfterFinished
{
    private static readonly GroupVersionResource Jobs = new("batch", "v1", "jobs");

    private readonly IClusterApi api;
    private readonly TimeProvider clock;
    private readonly IInformer jobs;

    /// <summary>A controller; it does nothing until it runs.</summary>
    public TtlAfterFinished(IClusterApi api, IExecutor executor, ILogger logger)
    {
        this.api = api;
        clock = executor.Clock;
        jobs = api.Informer(Jobs, InformerOptions.All);
        Controller = new("ttl-after-finished", executor, ReconcileAsync, logger);
        Controller.Follow(jobs, change => change.New is { IsDeleting: false } job ? [job.Key] : []);
    }

    /// <summary>Looks after one Job after the other.</summary>
    public Controller<NamespacedName> Controller { get; }

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (
            jobs.Get(key) is not { IsDeleting: false } job
            || job.Spec.Integer("ttlSecondsAfterFinished") is not { } seconds
            || FinishedAt(job) is not { } finished
        )
            return Reconcile.Done;
        var left = finished + TimeSpan.FromSeconds(seconds) - clock.GetUtcNow();
        if (left > TimeSpan.Zero)
            return Reconcile.Again(left);
        var deleted = await api.DeleteAsync(
            Jobs,
            key,
            new()
            {
                PropagationPolicy = "Foreground",
                PreconditionUid = job.Uid,
                // Its time may have been made longer meanwhile.
                PreconditionResourceVersion = job.ResourceVersion,
            },
            cancellationToken
        );
        return deleted.IsSuccess || deleted.IsNotFound ? Reconcile.Done : Reconcile.Retry(deleted.Error);
    }

    private static DateTimeOffset? FinishedAt(KubeObject job) =>
        job
            .Status.Maps("conditions")
            .Where(c => c.Text("type") is "Complete" or "Failed" && c.Text("status") == "True")
            .Select(c => Timestamps.TryParse(c.Text("lastTransitionTime")))
            .FirstOrDefault();
}
