using Pangea.Fleet.Api;
using Pangea.Fleet.Interpreter;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>
/// Brings Works to the member and their state back, in one go a Work: write what differs, read what became of it, write the Work's status if that differs.
/// Woken by changes of Works and of the objects it manages in the member. Source: <c>execution-controller</c> and <c>work-status-controller</c> of Karmada.
/// </summary>
internal sealed class ExecutionController
{
    // A namespace that is on its way is there by then.
    private static readonly TimeSpan PassingFailure = TimeSpan.FromSeconds(2);

    private readonly AgentContext agent;
    private readonly string space;
    private readonly IInformer works;
    private readonly WorkMemory memory = new();
    private readonly MemberViews views;
    private readonly ManifestSync sync;
    private readonly WorkRemoval removal;
    private readonly WorkReport report;

    public ExecutionController(AgentContext agent)
    {
        this.agent = agent;
        space = FleetNamespaces.Execution(agent.Cluster);
        views = new(agent.Member, OnMember);
        sync = new(agent, views);
        removal = new(agent);
        report = new(agent);
        works = agent.Hub.Informer(AgentResources.Works, new() { Namespace = space });
        Controller = new(
            $"execution {agent.Cluster}",
            agent.Executor,
            ReconcileAsync,
            agent.Logger,
            new() { Workers = agent.Options.ConcurrentWorkSyncs }
        );
        Controller.Follow(works, OnWork);
        agent.Kinds.Changed += OnKinds;
    }

    /// <summary>The work queue of Works.</summary>
    public Controller<NamespacedName> Controller { get; }

    /// <summary>Tries again at once what could not be brought to the member: what it waited for may be there.</summary>
    public void RetryFailing()
    {
        foreach (var waiting in memory.Failing())
            Controller.Enqueue(waiting);
    }

    /// <summary>Reads objects of a resource anew, and looks at the Works of those it had.</summary>
    public void LookAnew(GroupResource resource) => views.Drop(r => r.GroupResource == resource);

    private void OnKinds(MemberDiscovery _, MemberDiscovery after)
    {
        // What is not listed because its server does not answer is not gone.
        if (after.IsComplete)
        {
            var served = after.Kinds.Values.Select(k => k.Resource).ToHashSet();
            views.Drop(r => !served.Contains(r));
        }
        RetryFailing();
    }

    private IEnumerable<NamespacedName> OnWork(InformerEvent change)
    {
        var work = change.Object.Key;
        if (change.New is not { } now)
            return [work];
        if (memory.Find(work) is { Written: { } written } entry && written.Revision <= now.Revision)
        {
            entry.Written = null;
            // What we wrote ourselves is no news.
            if (written.ResourceVersion == now.ResourceVersion)
                return [];
        }
        return [work];
    }

    private void OnMember(InformerEvent change)
    {
        if (change is { Old: null, New.Kind: "Namespace" })
            RetryFailing();
        if (WorkOf(change.Old) is { } before && before != WorkOf(change.New))
            Controller.Enqueue(before);
        if (change.New is not { } now || WorkOf(now) is not { } work)
            return;
        if (memory.Find(work)?.Seen == now.ResourceVersion)
            return;
        // Somebody's change of what we applied is answered at once; states are gathered.
        if (change.Old is { } old && old.Generation != now.Generation)
            Controller.Enqueue(work);
        else
            Controller.EnqueueAfter(work, agent.Options.StatusGathering);
    }

    private NamespacedName? WorkOf(KubeObject? observed) =>
        observed?.Annotations.Text(FleetAnnotations.WorkNamespace) == space
        && observed.Annotations.Text(FleetAnnotations.WorkName) is { Length: > 0 } name
            ? new(space, name)
            : null;

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (works.Get(key) is not { } seen)
        {
            memory.Forget(key);
            return Reconcile.Done;
        }
        var entry = memory.Of(key);
        if (entry.Written is { } newer && newer.Uid == seen.Uid && newer.Revision > seen.Revision)
            seen = newer;
        // A tree of its own: the view keeps bytes.
        var work = seen.HasRoot ? seen : new KubeObject(JsonText.ParseMap(seen.Json.Span));
        if (work.IsDeleting)
            return await removal.RemoveAsync(work, cancellationToken);

        var suspended = work.Spec.Flag("suspendDispatching") == true;
        var now = agent.Clock.GetUtcNow();
        var updated = WorkStatusUpdate.WithDispatching(work, suspended, now);
        var manifests = work.Spec.Map("workload")?.Maps("manifests").ToList() ?? [];
        var failures = new List<SyncOutcome>();
        var hasWritten = false;
        for (var i = 0; i < manifests.Count; i++)
        {
            var manifest = new KubeObject(manifests[i]);
            var outcome = suspended
                ? await sync.ObserveAsync(manifest, cancellationToken)
                : await sync.SyncAsync(work, i, manifest, entry, cancellationToken);
            hasWritten |= outcome.HasWritten;
            if (outcome.Error is not null)
                failures.Add(outcome);
            if (outcome.Observed is { } observed)
            {
                entry.Seen = observed.ResourceVersion;
                updated = await report.WithStateAsync(updated, i, observed, cancellationToken);
            }
        }
        entry.FailingSince = failures.Count == 0 ? null : entry.FailingSince ?? now;
        if (hasWritten && failures.Count == 0 && !entry.HasNews)
        {
            // What was written and what the member makes of it are told in one go, and put off no more than once.
            entry.HasNews = true;
            return Reconcile.Again(agent.Options.StatusGathering);
        }
        if (failures.Count == 0 && !WorkReport.IsSettled(updated))
        {
            var settling = agent.Clock.GetElapsedTime(entry.SettlingSince ??= agent.Clock.GetTimestamp());
            if (settling < agent.Options.StatusPatience && !updated.Status.Equals(work.Status))
            {
                entry.HasNews |= hasWritten;
                return Reconcile.Again(agent.Options.StatusPatience - settling);
            }
        }
        entry.SettlingSince = null;
        var error = Describe(failures, manifests.Count, entry.FailingSince, now);
        if (!suspended && (failures.Count == 0 || error is not null))
            updated = WorkStatusUpdate.WithApplied(updated, error, now);
        if (!ReferenceEquals(updated, work))
        {
            var written = await agent.Hub.UpdateAsync(
                AgentResources.Works,
                updated,
                WriteOptions.Status,
                cancellationToken
            );
            if (!written.IsSuccess)
            {
                // What was written into the member is told by the run that can write the status.
                entry.HasNews |= hasWritten;
                return written.IsNotFound ? Reconcile.Done : Reconcile.Retry(written.Error);
            }
            entry.Written = written.Value;
        }
        report.Tell(work, updated, manifests, hasWritten || entry.HasNews);
        entry.HasNews = false;
        return failures.Count == 0 ? Reconcile.Done : Reconcile.Retry(failures[0].Error!);
    }

    /// <summary>What is to be said of failures; null when nothing is known for sure yet.</summary>
    private static string? Describe(
        List<SyncOutcome> failures,
        int manifests,
        DateTimeOffset? since,
        DateTimeOffset now
    )
    {
        var told = failures
            .Where(f =>
                f.Kind == FailureKind.Definite || (f.Kind == FailureKind.Passing && now - since >= PassingFailure)
            )
            .Select(f => f.Error!)
            .ToList();
        if (told.Count == 0)
            return null;
        var all = told.Count == 1 ? told[0] : $"[{string.Join(", ", told)}]";
        return $"Failed to apply all manifests ({manifests - failures.Count}/{manifests}): {all}";
    }
}
