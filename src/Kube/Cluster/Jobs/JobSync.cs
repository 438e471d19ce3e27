using System.Globalization;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// One reconcile of a Job. A finished pod is counted in three steps, each of which survives a crash: its uid is written among the uncounted ones of the status,
/// its finalizer is removed, and once it has none its uid leaves the uncounted ones for the counter.
/// </summary>
internal sealed class JobSync
{
    private const string Complete = "Complete";
    private const string Failed = "Failed";
    private const string FailureTarget = "FailureTarget";
    private const string SuccessCriteriaMet = "SuccessCriteriaMet";
    private const string Suspended = "Suspended";
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly IClusterApi api;
    private readonly EventRecorder events;
    private readonly PodControl control;
    private readonly KubeObject job;
    private readonly List<KubeObject> pods;
    private readonly List<KubeObject> active;
    private readonly int terminating;
    private readonly DateTimeOffset now;
    private readonly int parallelism;
    private readonly int? completions;
    private readonly bool indexed;
    private readonly bool onlyWhenEnded;
    private readonly JobTally tally;
    private MapValue status;

    public JobSync(
        WorkloadParts parts,
        IClusterApi api,
        EventRecorder events,
        PodControl control,
        KubeObject job,
        List<KubeObject> pods
    )
    {
        this.api = api;
        this.events = events;
        this.control = control;
        this.job = job;
        this.pods = pods;
        now = parts.Clock.GetUtcNow();
        status = job.Status;
        active = pods.FindAll(PodFacts.IsActive);
        terminating = pods.Count(PodFacts.IsTerminating);
        parallelism = (int)(job.Spec.Integer("parallelism") ?? 1);
        completions = (int?)job.Spec.Integer("completions");
        indexed = job.Spec.Text("completionMode") == "Indexed";
        onlyWhenEnded =
            job.Spec.Text("podReplacementPolicy") == "Failed" || job.Spec.Map("podFailurePolicy") is not null;
        tally = new(job, pods, onlyWhenEnded);
    }

    private bool IsFinished => Conditions.IsTrue(status, Complete) || Conditions.IsTrue(status, Failed);

    private bool IsSuspended => job.Spec.Flag("suspend") == true;

    /// <summary>Counts what ended, starts or ends what is due, and writes the status.</summary>
    public async ValueTask<Reconcile> RunAsync(bool mayAct, CancellationToken cancellationToken)
    {
        if (IsFinished || job.IsDeleting)
            return await UntrackAsync(pods.FindAll(p => IsFinished || p.IsDeleting), cancellationToken);
        BeginOrPause();
        DecideEnd();
        Status? failed = null;
        TimeSpan? again = null;
        if (Conditions.IsTrue(status, FailureTarget) || Conditions.IsTrue(status, SuccessCriteriaMet))
            failed = await StopAsync(active, untrack: false, cancellationToken);
        else if (mayAct)
            (failed, again) = await ManageAsync(cancellationToken);
        EndWhenSettled();
        Count();
        if (!status.Equals(job.Status))
        {
            var written = await api.UpdateAsync(
                WorkloadResources.Jobs,
                job.WithStatus(status),
                WriteOptions.Status,
                cancellationToken
            );
            if (!written.IsSuccess)
                return written.IsNotFound ? Reconcile.Done : Reconcile.Retry(written.Error);
            Announce();
        }
        // The uids are in the stored status now: the pods may go.
        var released = await UntrackAsync(tally.Counted, cancellationToken);
        if (released.Why is not null)
            return released;
        if (failed is not null)
            return PodControl.IsNamespaceEnding(failed) ? Reconcile.Done : Reconcile.Retry(failed);
        // A deadline that is over has been acted on: what comes next is brought by the pods.
        var deadline = UntilDeadline() is { } left && left > TimeSpan.Zero ? left : (TimeSpan?)null;
        return Soonest(again, deadline) is { } wait ? Reconcile.Again(wait) : Reconcile.Done;
    }

    private static TimeSpan? Soonest(TimeSpan? a, TimeSpan? b) => a is null || b < a ? b ?? a : a;

    private void BeginOrPause()
    {
        if (IsSuspended)
        {
            status = Set(Suspended, "True", "JobSuspended", "Job suspended").Without("startTime");
            return;
        }
        if (Conditions.IsTrue(status, Suspended))
            status = Set(Suspended, "False", "JobResumed", "Job resumed").With("startTime", Timestamps.Format(now));
        else if (status.Text("startTime") is null)
            status = status.With("startTime", Timestamps.Format(now));
    }

    private MapValue Set(string type, string value, string reason, string message)
    {
        if (Conditions.Find(status, type) is { } there && there.Text("status") == value)
            return status;
        return Conditions.Append(
            status,
            Conditions.New(type, value, reason, message, now).With("lastProbeTime", Timestamps.Format(now))
        );
    }

    /// <summary>Decides whether the Job has failed or succeeded; it has ended only when its last pod has.</summary>
    private void DecideEnd()
    {
        if (Conditions.IsTrue(status, FailureTarget) || Conditions.IsTrue(status, SuccessCriteriaMet))
            return;
        var limit = job.Spec.Integer("backoffLimit") ?? 6;
        if (tally.FailJob is { } why)
            status = Set(FailureTarget, "True", "PodFailurePolicy", why);
        else if (tally.Failed > limit || RestartedTooOften(limit))
            status = Set(FailureTarget, "True", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
        else if (UntilDeadline() <= TimeSpan.Zero)
            status = Set(FailureTarget, "True", "DeadlineExceeded", "Job was active longer than specified deadline");
        else if (completions is { } all ? tally.Succeeded >= all : tally.Succeeded > 0 && active.Count == 0)
            status = Set(SuccessCriteriaMet, "True", "CompletionsReached", "Reached expected number of succeeded pods");
    }

    private bool RestartedTooOften(long limit)
    {
        if (job.Spec.At("template", "spec", "restartPolicy") is not StringValue { Text: "OnFailure" })
            return false;
        var restarts = pods.Where(static p => PodFacts.Phase(p) is "Running" or "Pending").Sum(JobPods.Restarts);
        return limit == 0 ? restarts > 0 : restarts >= limit;
    }

    private TimeSpan? UntilDeadline() =>
        !IsSuspended
        && job.Spec.Integer("activeDeadlineSeconds") is { } seconds
        && Timestamps.TryParse(status.Text("startTime")) is { } start
            ? start.AddSeconds(seconds) - now
            : null;

    private async ValueTask<(Status? Failed, TimeSpan? Again)> ManageAsync(CancellationToken cancellationToken)
    {
        if (IsSuspended)
            return (await StopAsync(active, untrack: true, cancellationToken), null);
        var wanted =
            completions is { } all ? Math.Max(0, Math.Min(all - tally.Succeeded, parallelism))
            : tally.Succeeded > 0 ? Math.Min(active.Count, parallelism)
            : parallelism;
        var surplus = Surplus(wanted);
        if (surplus.Count > 0)
            return (await StopAsync(surplus, untrack: true, cancellationToken), null);
        var missing = wanted - active.Count - (onlyWhenEnded ? terminating : 0);
        if (missing <= 0)
            return (null, null);
        if (PauseLeft() is { } pause && pause > TimeSpan.Zero)
            return (null, pause);
        // What was counted meanwhile needs no pod any more: only the newest status tells.
        var live = await api.GetAsync(WorkloadResources.Jobs, job.Key, cancellationToken);
        if (!live.IsSuccess)
            return (live.IsNotFound ? null : live.Error, null);
        if (live.Value.ResourceVersion != job.ResourceVersion)
            return (null, TimeSpan.FromMilliseconds(20));
        var template = job.Spec.Map("template") ?? MapValue.Empty;
        var indexes = indexed ? PendingIndexes(missing) : null;
        var failed = await SlowStart.RunAsync(
            Math.Min(indexes?.Count ?? missing, 500),
            i => control.CreateAsync(job, New(template, indexes?[i]), cancellationToken)
        );
        return (failed, null);
    }

    private KubeObject New(MapValue template, int? index)
    {
        var pod = control.FromTemplate(JobPods.Template(template, job.Name, index), job);
        if (index is null)
            return pod;
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{job.Name}-{index}-");
        return pod.With((Value)(prefix + pod.Name[^5..]), "metadata", "name")
            .With((Value)prefix, "metadata", "generateName");
    }

    /// <summary>Active pods there are too many: of one index, of an index that is done or beyond the end, or in number.</summary>
    private List<KubeObject> Surplus(int wanted)
    {
        var ranked = active.ToList();
        ranked.Sort(new PodRanking(new(StringComparer.Ordinal), now));
        if (!indexed)
            return [.. ranked.Take(Math.Max(0, ranked.Count - wanted))];
        var surplus = new List<KubeObject>();
        var taken = new HashSet<int>();
        for (var i = ranked.Count - 1; i >= 0; i--)
        {
            if (JobPods.IndexOf(ranked[i]) is not { } index || !tally.IsOpen(index) || !taken.Add(index))
                surplus.Add(ranked[i]);
        }
        surplus.AddRange(ranked.Except(surplus).Take(Math.Max(0, ranked.Count - surplus.Count - wanted)).ToList());
        return surplus;
    }

    private List<int> PendingIndexes(int count)
    {
        var busy = pods.Where(p => PodFacts.IsActive(p) || onlyWhenEnded && PodFacts.IsTerminating(p))
            .Select(JobPods.IndexOf)
            .ToHashSet();
        return [.. Enumerable.Range(0, completions ?? 0).Where(i => tally.IsOpen(i) && !busy.Contains(i)).Take(count)];
    }

    /// <summary>After failures without a success in between, the next pod waits: 10 s, doubling up to 10 minutes.</summary>
    private TimeSpan? PauseLeft()
    {
        var lastSuccess = pods.Where(JobPods.Succeeded).Max(JobPods.EndOf);
        var failures = pods.Where(p => PodFacts.Phase(p) == "Failed" && !(JobPods.EndOf(p) < lastSuccess)).ToList();
        if (failures.Count == 0)
            return null;
        var pause = FirstPause * Math.Pow(2, Math.Min(failures.Count - 1, 10));
        return failures.Max(JobPods.EndOf) + (pause < LongestPause ? pause : LongestPause) - now;
    }

    private async ValueTask<Status?> StopAsync(
        List<KubeObject> doomed,
        bool untrack,
        CancellationToken cancellationToken
    ) =>
        await SlowStart.AllAsync(
            doomed.Count,
            async i =>
            {
                // What the Job itself does away with has not failed.
                if (
                    untrack
                    && JobPods.IsTracked(doomed[i])
                    && await JobController.UntrackAsync(api, doomed[i], cancellationToken) is { } failed
                )
                    return failed;
                return await control.DeleteAsync(job, doomed[i], cancellationToken);
            }
        );

    private void EndWhenSettled()
    {
        if (active.Count > 0 || terminating > 0 || tally.Uncounted > 0)
            return;
        if (Conditions.Find(status, FailureTarget) is { } target && target.Text("status") == "True")
            status = Set(Failed, "True", target.Text("reason") ?? "", target.Text("message") ?? "");
        else if (Conditions.Find(status, SuccessCriteriaMet) is { } met && met.Text("status") == "True")
            status = Set(Complete, "True", met.Text("reason") ?? "", met.Text("message") ?? "")
                .With("completionTime", Timestamps.Format(now));
    }

    private void Count()
    {
        status = tally
            .WriteTo(status)
            .WithCount("active", active.Count)
            .With("ready", active.Count(PodFacts.IsReady))
            .With("terminating", terminating);
    }

    private void Announce()
    {
        if (Conditions.IsTrue(status, Complete))
            events.Normal(job, "Completed", "Job completed");
        if (Conditions.Find(status, Failed) is { } failed)
            events.Warning(job, failed.Text("reason") ?? "", failed.Text("message") ?? "");
        var was = Conditions.IsTrue(job.Status, Suspended);
        if (was != Conditions.IsTrue(status, Suspended))
            events.Normal(job, was ? "Resumed" : "Suspended", was ? "Job resumed" : "Job suspended");
    }

    private async ValueTask<Reconcile> UntrackAsync(
        IReadOnlyCollection<KubeObject> counted,
        CancellationToken cancellationToken
    )
    {
        var tracked = counted.Where(JobPods.IsTracked).ToList();
        var failed = await SlowStart.AllAsync(
            tracked.Count,
            i => JobController.UntrackAsync(api, tracked[i], cancellationToken)
        );
        return failed is null ? Reconcile.Done : Reconcile.Retry(failed);
    }
}
