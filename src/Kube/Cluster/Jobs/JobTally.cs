using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>How many pods of a Job have succeeded and failed: what was counted before, and what is to be counted now.</summary>
internal sealed class JobTally
{
    private readonly bool indexed;
    private readonly int completions;
    private readonly SortedSet<int> completed;
    private readonly List<string> uncountedSucceeded = [];
    private readonly List<string> uncountedFailed = [];
    private readonly List<KubeObject> counted = [];
    private int succeeded;
    private int failed;

    public JobTally(KubeObject job, List<KubeObject> pods, bool onlyWhenEnded)
    {
        indexed = job.Spec.Text("completionMode") == "Indexed";
        completions = (int)(job.Spec.Integer("completions") ?? int.MaxValue);
        completed = JobIndexes.Parse(job.Status.Text("completedIndexes"), completions);
        succeeded = job.Status.Count("succeeded");
        failed = job.Status.Count("failed");
        var tracked = pods.Where(JobPods.IsTracked).Select(static p => p.Uid).ToHashSet(StringComparer.Ordinal);
        var uncounted = job.Status.Map("uncountedTerminatedPods") ?? MapValue.Empty;
        succeeded += Settle(uncounted.Texts("succeeded"), tracked, uncountedSucceeded);
        failed += Settle(uncounted.Texts("failed"), tracked, uncountedFailed);
        foreach (var pod in pods)
        {
            if (!JobPods.IsTracked(pod))
                continue;
            if (JobPods.Succeeded(pod))
                AddSucceeded(pod);
            else if (JobPods.Failed(pod, onlyWhenEnded))
                AddFailed(job, pod);
        }
    }

    /// <summary>Pods that succeeded, or indexes that did.</summary>
    public int Succeeded => indexed ? completed.Count : succeeded + uncountedSucceeded.Count;

    /// <summary>Pods that failed.</summary>
    public int Failed => failed + uncountedFailed.Count;

    /// <summary>How many uids are on their way into the counters.</summary>
    public int Uncounted => uncountedSucceeded.Count + uncountedFailed.Count;

    /// <summary>Pods whose finalizer may go once this tally is stored.</summary>
    public IReadOnlyCollection<KubeObject> Counted => counted;

    /// <summary>Why a pod's failure fails the whole Job, or null.</summary>
    public string? FailJob { get; private set; }

    /// <summary>Whether an index is still to succeed.</summary>
    public bool IsOpen(int index) => index < completions && !completed.Contains(index);

    private static int Settle(IEnumerable<string> uids, HashSet<string> tracked, List<string> left)
    {
        var settled = 0;
        foreach (var uid in uids)
        {
            if (tracked.Contains(uid))
                left.Add(uid);
            else
                settled++;
        }
        return settled;
    }

    private void AddSucceeded(KubeObject pod)
    {
        counted.Add(pod);
        if (!indexed)
        {
            if (!uncountedSucceeded.Contains(pod.Uid))
                uncountedSucceeded.Add(pod.Uid);
        }
        else if (JobPods.IndexOf(pod) is { } index && index < completions)
            completed.Add(index);
    }

    private void AddFailed(KubeObject job, KubeObject pod)
    {
        counted.Add(pod);
        if (uncountedFailed.Contains(pod.Uid))
            return;
        var (action, message) = JobFailurePolicy.Of(job, pod);
        if (action == "Ignore")
            return;
        if (action == "FailJob")
            FailJob ??= message;
        uncountedFailed.Add(pod.Uid);
    }

    /// <summary>Writes the counts into a status.</summary>
    public MapValue WriteTo(MapValue status)
    {
        status = status
            .WithCount("succeeded", indexed ? completed.Count : succeeded)
            .WithCount("failed", failed)
            .With(
                "uncountedTerminatedPods",
                MapValue.Of(("succeeded", Uids(uncountedSucceeded)), ("failed", Uids(uncountedFailed)))
            );
        return indexed
            ? status.With("completedIndexes", completed.Count == 0 ? null : (Value)JobIndexes.Format(completed))
            : status;
    }

    private static ListValue? Uids(List<string> uids) => uids.Count == 0 ? null : ListValue.OfTexts(uids);
}
