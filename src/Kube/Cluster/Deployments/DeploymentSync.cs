using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// One reconcile of a Deployment: one step of a rollout at most, then its status, written once. What it did is seen by the ReplicaSets' changes, which
/// bring the next step.
/// </summary>
internal sealed class DeploymentSync
{
    private readonly WorkloadParts parts;
    private readonly IClusterApi api;
    private readonly KubeObject deployment;
    private readonly DeploymentSpec spec;
    private readonly ReplicaSetWriter writer;
    private readonly EventRecorder events;
    private List<OwnedReplicaSet> all = [];
    private List<OwnedReplicaSet> old = [];
    private OwnedReplicaSet? fresh;
    private MapValue status;

    public DeploymentSync(WorkloadParts parts, IClusterApi api, EventRecorder events, KubeObject deployment)
    {
        this.parts = parts;
        this.api = api;
        this.events = events;
        this.deployment = deployment;
        spec = new(deployment);
        status = deployment.Status;
        writer = new(api, events, deployment, spec);
    }

    private DateTimeOffset Now => parts.Clock.GetUtcNow();

    /// <summary>A Deployment that selects everything would take every pod of its namespace: it is left alone, and told so.</summary>
    public async ValueTask<Reconcile> RefuseAsync(CancellationToken cancellationToken)
    {
        events.Warning(
            deployment,
            "SelectingAll",
            "This deployment is selecting all pods. A non-empty selector is required."
        );
        status = status.WithCount("observedGeneration", deployment.Generation);
        return await WriteStatusAsync(cancellationToken) ?? Reconcile.Done;
    }

    /// <summary>Takes the step that is next.</summary>
    public async ValueTask<Reconcile> RunAsync(List<KubeObject> sets, CancellationToken cancellationToken)
    {
        all = [.. sets.Select(static s => new OwnedReplicaSet(s))];
        all.Sort(OwnedReplicaSet.ByAge);
        fresh = all.Find(s => TemplateHash.SameTemplate(s.Template, spec.Template));
        old = all.FindAll(s => s != fresh);
        if (deployment.IsDeleting)
            return await EndAsync(isRollout: false, cancellationToken);
        SayWhetherPaused();
        if (fresh is not null && await AdvanceRevisionAsync(cancellationToken) is { } failed)
            return Reconcile.Retry(failed);
        if (spec.Paused || IsScaled())
            return await ScaleAsync(cancellationToken);
        return await (spec.Rolls ? RollAsync(cancellationToken) : RecreateAsync(cancellationToken));
    }

    private void SayWhetherPaused()
    {
        if (spec.ProgressDeadline is null)
            return;
        var reason = Conditions.Find(status, DeploymentStatus.Progressing)?.Text("reason");
        if (reason == DeploymentStatus.TimedOut || spec.Paused == (reason == DeploymentStatus.Paused))
            return;
        status = spec.Paused
            ? Say("Unknown", DeploymentStatus.Paused, "Deployment is paused")
            : Say("Unknown", "DeploymentResumed", "Deployment is resumed");
    }

    private MapValue Say(string value, string reason, string message) =>
        DeploymentStatus.Set(status, DeploymentStatus.Progressing, value, reason, message, Now);

    /// <summary>The new ReplicaSet gets the highest revision; that is also how a rollback numbers it anew.</summary>
    private async ValueTask<Status?> AdvanceRevisionAsync(CancellationToken cancellationToken)
    {
        if (await writer.AdvanceAsync(fresh!, NextRevision(), cancellationToken) is { } failed)
            return failed;
        if (spec.ProgressDeadline is not null && Conditions.Find(status, DeploymentStatus.Progressing) is null)
            status = Say("True", "FoundNewReplicaSet", $"Found new replica set \"{fresh!.Name}\"");
        return null;
    }

    private long NextRevision() =>
        old.Count == 0 ? 1 : old.Max(static s => DeploymentAnnotations.RevisionOf(s.Object)) + 1;

    /// <summary>Whether the Deployment was scaled since its sets were sized.</summary>
    private bool IsScaled() =>
        all.Exists(s =>
            s.IsActive
            && DeploymentAnnotations.NumberOf(s.Object, DeploymentAnnotations.DesiredReplicas) is { } desired
            && desired != spec.Replicas
        );

    private async ValueTask<Reconcile> ScaleAsync(CancellationToken cancellationToken)
    {
        if (await ScaleSetsAsync(cancellationToken) is { } failed)
            return Reconcile.Retry(failed);
        if (spec.Paused && await CleanUpAsync(cancellationToken) is { } left)
            return Reconcile.Retry(left);
        return await EndAsync(isRollout: false, cancellationToken);
    }

    private async ValueTask<Status?> ScaleSetsAsync(CancellationToken cancellationToken)
    {
        if (ActiveOrLatest() is { } only)
            return (await writer.ResizeAsync(only, spec.Replicas, cancellationToken)).Failed;
        var active = all.FindAll(static s => s.IsActive);
        if (IsSaturated())
        {
            foreach (var set in old.Where(static s => s.IsActive))
            {
                if ((await writer.ResizeAsync(set, 0, cancellationToken)).Failed is { } failed)
                    return failed;
            }
            return null;
        }
        if (!spec.Rolls)
            return null;
        var grows = spec.Replicas + spec.MaxSurge > active.Sum(static s => s.Replicas);
        active.Sort(grows ? OwnedReplicaSet.BySizeNewer : OwnedReplicaSet.BySizeOlder);
        var before = active.ConvertAll(s =>
            DeploymentAnnotations.NumberOf(s.Object, DeploymentAnnotations.MaxReplicas) is { } most and not 0
                ? most
                : deployment.Status.Count("replicas")
        );
        var sizes = RolloutSize.Proportional(spec, active, before);
        for (var i = 0; i < sizes.Length; i++)
        {
            if ((await writer.ResizeAsync(active[i], sizes[i], cancellationToken)).Failed is { } failed)
                return failed;
        }
        return null;
    }

    /// <summary>The one set that has pods, or if none has the newest; null when several have.</summary>
    private OwnedReplicaSet? ActiveOrLatest()
    {
        var active = all.FindAll(static s => s.IsActive);
        if (active.Count > 1)
            return null;
        return active.Count == 1 ? active[0] : fresh ?? old.LastOrDefault();
    }

    private bool IsSaturated() =>
        fresh is not null
        && fresh.Replicas == spec.Replicas
        && fresh.Available == spec.Replicas
        && DeploymentAnnotations.NumberOf(fresh.Object, DeploymentAnnotations.DesiredReplicas) == spec.Replicas;

    private async ValueTask<Reconcile> RollAsync(CancellationToken cancellationToken)
    {
        if (fresh is null && await CreateNewAsync(cancellationToken) is { } end)
            return end;
        var size =
            fresh!.Replicas > spec.Replicas ? spec.Replicas : RolloutSize.OfNew(spec, fresh.Replicas, Occupied());
        if (size != fresh.Replicas)
        {
            return (await writer.ResizeAsync(fresh, size, cancellationToken)).Failed is { } failed
                ? Reconcile.Retry(failed)
                : await EndAsync(isRollout: true, cancellationToken);
        }
        var sizes = RolloutSize.OfOld(spec, fresh, old);
        for (var i = 0; i < sizes.Length; i++)
        {
            if (
                sizes[i] != old[i].Replicas
                && (await writer.ResizeAsync(old[i], sizes[i], cancellationToken)).Failed is { } failed
            )
                return Reconcile.Retry(failed);
        }
        return await EndAsync(isRollout: true, cancellationToken);
    }

    /// <summary>
    /// How many pods there may be at this moment, which leave no room for new ones. A set that was sized and has not answered yet may have any number.
    /// </summary>
    private int Occupied() => all.TrueForAll(static s => s.IsObserved) ? all.Sum(static s => s.Occupied) : int.MaxValue;

    private async ValueTask<Reconcile> RecreateAsync(CancellationToken cancellationToken)
    {
        var shrunk = false;
        foreach (var set in old.Where(static s => s.IsActive))
        {
            var (failed, written) = await writer.ResizeAsync(set, 0, cancellationToken);
            if (failed is not null)
                return Reconcile.Retry(failed);
            shrunk |= written;
        }
        if (shrunk || old.Exists(HasPods))
            return await EndAsync(isRollout: true, cancellationToken);
        if (fresh is null && await CreateNewAsync(cancellationToken) is { } end)
            return end;
        if (
            fresh!.Replicas != spec.Replicas
            && (await writer.ResizeAsync(fresh, spec.Replicas, cancellationToken)).Failed is { } why
        )
            return Reconcile.Retry(why);
        return await EndAsync(isRollout: true, cancellationToken);
    }

    private bool HasPods(OwnedReplicaSet set) =>
        set.Existing > 0 || WorkloadIndexes.Owned(parts.Pods, set.Object.Uid).Any(static p => !PodFacts.IsFinished(p));

    /// <summary>Creates the ReplicaSet of the present template.</summary>
    /// <returns>Null when it is there; else how the reconcile ends.</returns>
    private async ValueTask<Reconcile?> CreateNewAsync(CancellationToken cancellationToken)
    {
        var size = RolloutSize.OfNew(spec, 0, Occupied());
        var made = await writer.CreateAsync(size, NextRevision(), status, cancellationToken);
        if (made.Set is { } set)
        {
            fresh = new(set);
            all.Add(fresh);
            if (made.IsNew && spec.ProgressDeadline is not null)
                status = Say("True", "NewReplicaSetCreated", $"Created new replica set \"{set.Name}\"");
            return null;
        }
        if (made.Collided)
            status = status.With("collisionCount", status.Count("collisionCount") + 1);
        else if (PodControl.IsNamespaceEnding(made.Failed!))
            return Reconcile.Done;
        else if (spec.ProgressDeadline is not null)
            status = Say("False", "ReplicaSetCreateError", made.FailureMessage);
        return await WriteStatusAsync(cancellationToken) ?? Reconcile.Retry(made.Failed!);
    }

    private async ValueTask<Status?> CleanUpAsync(CancellationToken cancellationToken)
    {
        if (spec.HistoryLimit is not { } limit)
            return null;
        var alive = old.FindAll(static s => !s.Object.IsDeleting);
        var surplus = alive.Count - limit;
        if (surplus <= 0)
            return null;
        foreach (var set in alive.OrderBy(static s => DeploymentAnnotations.RevisionOf(s.Object)).Take(surplus))
        {
            var unused =
                set is { Existing: 0, Replicas: 0 }
                && set.Object.Generation <= (set.Object.Status.Integer("observedGeneration") ?? 0);
            if (unused && await writer.DeleteAsync(set, cancellationToken) is { } failed)
                return failed;
        }
        return null;
    }

    /// <summary>Computes the status and writes what changed.</summary>
    private async ValueTask<Reconcile> EndAsync(bool isRollout, CancellationToken cancellationToken)
    {
        var now = Now;
        status = DeploymentStatus.Count(deployment, spec, status, all, fresh, now);
        if (isRollout)
        {
            status = DeploymentStatus.Progress(deployment, spec, deployment.Status, status, fresh, now);
            status = DeploymentStatus.Failures(status, all, fresh);
        }
        if (await WriteStatusAsync(cancellationToken) is { } failed)
            return failed;
        if (
            isRollout
            && DeploymentStatus.IsComplete(deployment, spec, status)
            && await CleanUpAsync(cancellationToken) is { } why
        )
            return Reconcile.Retry(why);
        return isRollout && DeploymentStatus.NextLook(deployment, spec, status, now) is { } wait
            ? Reconcile.Again(wait)
            : Reconcile.Done;
    }

    /// <summary>Writes status and revision, when they changed.</summary>
    /// <returns>Null, or how the reconcile ends because it could not.</returns>
    private async ValueTask<Reconcile?> WriteStatusAsync(CancellationToken cancellationToken)
    {
        var changed = status.Equals(deployment.Status) ? deployment : deployment.WithStatus(status);
        // The status endpoint lets annotations pass: one write says both.
        if (
            fresh?.Object.Annotations.Text(DeploymentAnnotations.Revision) is { } revision
            && revision != deployment.Annotations.Text(DeploymentAnnotations.Revision)
            && !deployment.IsDeleting
        )
            changed = changed.WithAnnotation(DeploymentAnnotations.Revision, revision);
        if (ReferenceEquals(changed, deployment))
            return null;
        var written = await api.UpdateAsync(
            WorkloadResources.Deployments,
            changed,
            WriteOptions.Status,
            cancellationToken
        );
        if (written.IsSuccess)
            return null;
        return written.IsNotFound ? Reconcile.Done : Reconcile.Retry(written.Error);
    }
}
