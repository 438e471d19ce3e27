using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// One reconcile of a StatefulSet: the steps that are due for its pods, in order, then its status. Names are given and deletions are of one uid, so a view that
/// is behind makes nothing twice.
/// </summary>
internal sealed class StatefulSetSync
{
    private readonly WorkloadParts parts;
    private readonly IClusterApi api;
    private readonly EventRecorder events;
    private readonly KubeObject set;
    private readonly KubeObject current;
    private readonly KubeObject update;
    private readonly bool ordered;
    private readonly int start;
    private readonly int minReady;
    private readonly DateTimeOffset now;
    private readonly KubeObject?[] slots;
    private readonly List<KubeObject> condemned = [];
    private readonly List<KubeObject> pods;

    public StatefulSetSync(
        WorkloadParts parts,
        IClusterApi api,
        EventRecorder events,
        KubeObject set,
        List<KubeObject> pods,
        KubeObject current,
        KubeObject update
    )
    {
        this.parts = parts;
        this.api = api;
        this.events = events;
        this.set = set;
        this.pods = pods;
        this.current = current;
        this.update = update;
        ordered = set.Spec.Text("podManagementPolicy") != "Parallel";
        start = set.Spec.Map("ordinals")?.Count("start") ?? 0;
        minReady = set.Spec.Count("minReadySeconds");
        now = parts.Clock.GetUtcNow();
        slots = new KubeObject?[(int)(set.Spec.Integer("replicas") ?? 1)];
        pods.Sort((x, y) => OrdinalOf(x).CompareTo(OrdinalOf(y)));
        foreach (var pod in pods)
        {
            var slot = OrdinalOf(pod) - start;
            if (slot >= 0 && slot < slots.Length)
                slots[slot] = pod;
            else
                condemned.Add(pod);
        }
    }

    private MapValue? Rolling => set.Spec.Map("updateStrategy")?.Map("rollingUpdate");

    private bool Rolls => set.Spec.Map("updateStrategy")?.Text("type") != "OnDelete";

    private int Partition => Rolling?.Count("partition") ?? 0;

    /// <summary>Takes the steps that are due and says what is.</summary>
    public async ValueTask<Reconcile> RunAsync(int collisions, CancellationToken cancellationToken)
    {
        var failed = set.IsDeleting ? null : await StepAsync(cancellationToken);
        var status = StatusOf(collisions);
        if (!status.Equals(set.Status))
        {
            var written = await api.UpdateAsync(
                WorkloadResources.StatefulSets,
                set.WithStatus(status),
                WriteOptions.Status,
                cancellationToken
            );
            if (!written.IsSuccess && !written.IsNotFound)
                return Reconcile.Retry(written.Error);
        }
        if (failed is not null)
            return PodControl.IsNamespaceEnding(failed) ? Reconcile.Done : Reconcile.Retry(failed);
        return NextAvailable() is { } soon ? Reconcile.Again(soon) : Reconcile.Done;
    }

    private int OrdinalOf(KubeObject pod) => StatefulPod.OrdinalOf(set, pod) ?? 0;

    private bool IsAvailable(KubeObject pod) =>
        StatefulPod.IsRunningAndReady(pod) && PodFacts.IsAvailable(pod, minReady, now);

    private async ValueTask<Status?> StepAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < slots.Length; i++)
        {
            var (failed, wait) = await FillAsync(i, cancellationToken);
            if (failed is not null || wait)
                return failed;
        }
        var firstUnhealthy =
            Array.Find(slots, static p => p is not null && !StatefulPod.IsHealthy(p))
            ?? condemned.Find(static p => !StatefulPod.IsHealthy(p));
        // From the highest down; one after the other, and only while the others are well, when order is asked for.
        for (var i = condemned.Count - 1; i >= 0; i--)
        {
            var pod = condemned[i];
            if (pod.IsDeleting)
            {
                if (ordered)
                    return null;
                continue;
            }
            if (ordered && !IsAvailable(pod) && pod != firstUnhealthy)
                return null;
            var failed = await DeleteAsync(pod, cancellationToken);
            if (failed is not null || ordered)
                return failed;
        }
        return Rolls ? await RollAsync(cancellationToken) : null;
    }

    /// <summary>Brings the pod of a slot about; says whether the next ones must wait for it.</summary>
    private async ValueTask<(Status? Failed, bool Wait)> FillAsync(int slot, CancellationToken cancellationToken)
    {
        if (slots[slot] is not { } pod)
        {
            var failed = await CreateAsync(start + slot, cancellationToken);
            return (failed, failed is not null || ordered);
        }
        if (PodFacts.IsFinished(pod))
        {
            if (pod.IsDeleting)
                return (null, ordered);
            events.Warning(
                set,
                PodFacts.Phase(pod) == "Failed" ? "RecreatingFailedPod" : "RecreatingTerminatedPod",
                $"StatefulSet {set.Namespace}/{set.Name} is recreating {(PodFacts.Phase(pod) == "Failed" ? "failed" : "terminated")} Pod {pod.Name}"
            );
            return (await DeleteAsync(pod, cancellationToken), ordered);
        }
        return (null, ordered && (pod.IsDeleting || !IsAvailable(pod)));
    }

    /// <summary>Deletes pods of old revisions from the highest ordinal down, as many as may be missing at once.</summary>
    private async ValueTask<Status?> RollAsync(CancellationToken cancellationToken)
    {
        var most = Rolling is null ? 1 : Counts.Scaled(Rolling["maxUnavailable"], slots.Length, roundUp: true);
        var budget = Math.Max(1, most);
        for (var i = slots.Length - 1; i >= Math.Max(0, Partition - start) && budget > 0; i--)
        {
            if (slots[i] is not { } pod || pod.IsDeleting)
                budget--;
            else if (StatefulPod.RevisionOf(pod) != update.Name)
            {
                if (await DeleteAsync(pod, cancellationToken) is { } failed)
                    return failed;
                budget--;
            }
            else if (!IsAvailable(pod))
                budget--;
        }
        return null;
    }

    private async ValueTask<Status?> CreateAsync(int ordinal, CancellationToken cancellationToken)
    {
        var revision = Rolls && ordinal < Partition ? current : update;
        var pod = StatefulPod.New(set, revision, ordinal);
        foreach (var claim in StatefulPod.Claims(set, ordinal))
        {
            if (parts.Claims.Get(claim.Key) is not null)
                continue;
            var claimed = await api.CreateAsync(WorkloadResources.Claims, claim, WriteOptions.None, cancellationToken);
            if (claimed.IsSuccess)
                events.Normal(
                    set,
                    "SuccessfulCreate",
                    $"create Claim {claim.Name} Pod {pod.Name} in StatefulSet {set.Name} success"
                );
            else if (!claimed.Is(StatusReason.AlreadyExists))
            {
                events.Warning(
                    set,
                    "FailedCreate",
                    $"create Claim {claim.Name} for Pod {pod.Name} in StatefulSet {set.Name} failed error: {claimed.Error.Message}"
                );
                return claimed.Error;
            }
        }
        var created = await api.CreateAsync(WorkloadResources.Pods, pod, WriteOptions.None, cancellationToken);
        if (created.IsSuccess)
        {
            events.Normal(set, "SuccessfulCreate", $"create Pod {pod.Name} in StatefulSet {set.Name} successful");
            return null;
        }
        // One that the view does not show yet may be ours.
        if (!created.Is(StatusReason.AlreadyExists) && !PodControl.IsNamespaceEnding(created.Error))
            events.Warning(
                set,
                "FailedCreate",
                $"create Pod {pod.Name} in StatefulSet {set.Name} failed error: {created.Error.Message}"
            );
        return created.Error;
    }

    private async ValueTask<Status?> DeleteAsync(KubeObject pod, CancellationToken cancellationToken)
    {
        var deleted = await api.DeleteAsync(
            WorkloadResources.Pods,
            pod.Key,
            new() { PreconditionUid = pod.Uid },
            cancellationToken
        );
        if (deleted.IsSuccess)
        {
            events.Normal(set, "SuccessfulDelete", $"delete Pod {pod.Name} in StatefulSet {set.Name} successful");
            return null;
        }
        if (deleted.IsNotFound || deleted.Is(StatusReason.Conflict))
            return null;
        events.Warning(
            set,
            "FailedDelete",
            $"delete Pod {pod.Name} in StatefulSet {set.Name} failed error: {deleted.Error.Message}"
        );
        return deleted.Error;
    }

    private MapValue StatusOf(int collisions)
    {
        int ready = 0,
            available = 0,
            ofCurrent = 0,
            ofUpdate = 0;
        foreach (var pod in pods)
        {
            if (StatefulPod.IsRunningAndReady(pod))
                ready++;
            if (IsAvailable(pod))
                available++;
            if (pod.IsDeleting)
                continue;
            if (StatefulPod.RevisionOf(pod) == current.Name)
                ofCurrent++;
            if (StatefulPod.RevisionOf(pod) == update.Name)
                ofUpdate++;
        }
        var name = current.Name;
        if (Rolls && ofUpdate == slots.Length && ready == slots.Length && pods.Count == slots.Length)
        {
            name = update.Name;
            ofCurrent = ofUpdate;
        }
        return set
            .Status.WithCount("observedGeneration", set.Generation)
            .With("replicas", pods.Count)
            .WithCount("readyReplicas", ready)
            .With("availableReplicas", available)
            .WithCount("currentReplicas", ofCurrent)
            .WithCount("updatedReplicas", ofUpdate)
            .With("currentRevision", name)
            .With("updateRevision", update.Name)
            .With("collisionCount", collisions);
    }

    private TimeSpan? NextAvailable()
    {
        TimeSpan? next = null;
        foreach (var pod in pods)
        {
            if (
                minReady > 0
                && PodFacts.UntilAvailable(pod, minReady, now) is { } wait
                && (next is null || wait < next)
            )
                next = wait;
        }
        return next;
    }
}
