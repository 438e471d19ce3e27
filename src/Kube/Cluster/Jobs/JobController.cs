using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// Runs the pods of Jobs to their end and counts each once. Source: <c>pkg/controller/job</c> of Kubernetes; a reconcile is <see cref="JobSync"/>.
/// </summary>
internal sealed class JobController
{
    private const string Name = "job-controller";

    private readonly WorkloadParts parts;
    private readonly IClusterApi api;
    private readonly Expectations expectations;
    private readonly ObjectClaims claims;
    private readonly EventRecorder events;
    private readonly PodControl control;

    public JobController(WorkloadParts parts)
    {
        this.parts = parts;
        api = parts.Api(Name);
        events = parts.Broadcaster.Recorder(Name);
        expectations = new(parts.Clock);
        claims = new(api, WorkloadResources.Jobs, WorkloadResources.Pods);
        control = new(api, events, expectations, parts.Identities);
        Controller = parts.NewController(Name, ReconcileAsync);
        Orphans = parts.NewController("job-orphan-pods", ReleaseAsync);
        Controller.Follow(parts.Jobs, OnJob);
        Controller.Follow(parts.Pods, OnPod);
        Orphans.Follow(parts.Jobs, OnJobGone);
        Orphans.Follow(parts.Pods, OnOrphan);
    }

    /// <summary>The work queue of Jobs.</summary>
    public Controller<NamespacedName> Controller { get; }

    /// <summary>Pods that are tracked for a Job that is gone.</summary>
    public Controller<NamespacedName> Orphans { get; }

    private IEnumerable<NamespacedName> OnJob(InformerEvent change)
    {
        if (change.New is not { } now)
        {
            expectations.Forget(change.Old!.Uid);
            return [];
        }
        // Its own status is no news: whoever wrote it knew.
        var same = change.Old is { } old && old.Generation == now.Generation && old.IsDeleting == now.IsDeleting;
        return same ? [] : [now.Key];
    }

    private IEnumerable<NamespacedName> OnPod(InformerEvent change)
    {
        var pod = change.Object;
        if (pod.Controller is { Kind: "Job" } owner)
        {
            expectations.Observe(owner.Uid, pod, isGone: change.New is null);
            Controller.EnqueueAfter(new(pod.Namespace, owner.Name), parts.Gather);
        }
        else if (pod.Controller is null && change.New is not null)
        {
            // Which Job could want it is in its labels; only a manual selector may say something else.
            var name = pod.Labels.Text("batch.kubernetes.io/job-name") ?? pod.Labels.Text("job-name");
            if (name is not null)
                Controller.EnqueueAfter(new(pod.Namespace, name), parts.Gather);
        }
        return [];
    }

    private IEnumerable<NamespacedName> OnJobGone(InformerEvent change) =>
        change.New is null ? WorkloadIndexes.Owned(parts.Pods, change.Old!.Uid).Select(static p => p.Key) : [];

    private IEnumerable<NamespacedName> OnOrphan(InformerEvent change) =>
        change.New is { } pod && JobPods.IsTracked(pod) && IsOrphan(pod) ? [pod.Key] : [];

    private bool IsOrphan(KubeObject pod) =>
        pod.Controller is not { Kind: "Job" } owner || parts.Jobs.Get(new(pod.Namespace, owner.Name))?.Uid != owner.Uid;

    private async ValueTask<Reconcile> ReleaseAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (parts.Pods.Get(key) is not { } pod || !JobPods.IsTracked(pod) || !IsOrphan(pod))
            return Reconcile.Done;
        if (pod.Controller is { Kind: "Job" } owner)
        {
            // The view may not show the Job yet.
            var live = await api.GetAsync(WorkloadResources.Jobs, new(key.Namespace, owner.Name), cancellationToken);
            if (live.IsSuccess && live.Value.Uid == owner.Uid)
                return Reconcile.Done;
            if (!live.IsSuccess && !live.IsNotFound)
                return Reconcile.Retry(live.Error);
        }
        return await UntrackAsync(api, pod, cancellationToken) is { } failed ? Reconcile.Retry(failed) : Reconcile.Done;
    }

    /// <summary>Lets a pod go that is counted, or that nobody counts.</summary>
    public static async ValueTask<Status?> UntrackAsync(
        IClusterApi api,
        KubeObject pod,
        CancellationToken cancellationToken
    )
    {
        var patch = MapValue.Of(
            (
                "metadata",
                MapValue.Of(
                    ("uid", pod.Uid),
                    ("$deleteFromPrimitiveList/finalizers", ListValue.OfTexts([JobPods.Finalizer]))
                )
            )
        );
        var released = await api.PatchAsync(
            WorkloadResources.Pods,
            pod.Key,
            new(PatchType.StrategicMerge, patch),
            WriteOptions.None,
            cancellationToken
        );
        return released.IsSuccess || released.IsNotFound ? null : released.Error;
    }

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (parts.Jobs.Get(key) is not { } job)
            return Reconcile.Done;
        if (job.Spec.Text("managedBy") is { } manager and not "kubernetes.io/job-controller")
            return Reconcile.Done;
        var mayAct = expectations.AreMet(job.Uid);
        var selector = LabelSelector.FromValue(job.Spec.Map("selector"));
        var pods = await claims.ClaimAsync(
            job,
            p => selector.Matches(p.Labels),
            WorkloadIndexes.OwnedOrOrphaned(parts.Pods, job),
            cancellationToken
        );
        if (!pods.IsSuccess)
            return pods.IsNotFound ? Reconcile.Done : Reconcile.Retry(pods.Error);
        var sync = new JobSync(parts, api, events, control, job, pods.Value);
        var result = await sync.RunAsync(mayAct, cancellationToken);
        return result is { Why: null, After: null } && expectations.Left(job.Uid) is { } left
            ? Reconcile.Again(left)
            : result;
    }
}
