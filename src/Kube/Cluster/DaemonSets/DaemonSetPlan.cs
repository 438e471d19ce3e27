using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// What a DaemonSet's nodes need: pods to create and to delete, and what its status says. Computed from what is seen; nothing here acts. Source:
/// <c>podsShouldBeOnNode</c>, <c>rollingUpdate</c> and <c>updateDaemonSetStatus</c>.
/// </summary>
internal sealed class DaemonSetPlan
{
    private readonly KubeObject set;
    private readonly string hash;
    private readonly DateTimeOffset now;
    private readonly int minReady;
    private readonly MapValue template;
    private readonly SortedDictionary<string, List<KubeObject>> byNode = new(StringComparer.Ordinal);
    private readonly List<(string Node, List<KubeObject> Pods)> running = [];

    public DaemonSetPlan(
        KubeObject set,
        string hash,
        IEnumerable<KubeObject> pods,
        IEnumerable<KubeObject> nodes,
        DateTimeOffset now
    )
    {
        this.set = set;
        this.hash = hash;
        this.now = now;
        minReady = set.Spec.Count("minReadySeconds");
        template = set.Spec.Map("template") ?? MapValue.Empty;
        foreach (
            var pod in pods.OrderBy(static p => p.CreationTimestamp).ThenBy(static p => p.Name, StringComparer.Ordinal)
        )
        {
            var node = DaemonPod.NodeOf(pod);
            if (!byNode.TryGetValue(node, out var there))
                byNode[node] = there = [];
            there.Add(pod);
        }
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            known.Add(node.Name);
            LookAt(node);
        }
        // For a node that is gone nobody will run or remove them.
        foreach (var (node, there) in byNode)
        {
            if (!known.Contains(node))
                Delete.AddRange(there.Where(static p => !p.IsDeleting));
        }
        if (set.Spec.Map("updateStrategy")?.Text("type") != "OnDelete")
            Roll();
    }

    /// <summary>The nodes that need a pod.</summary>
    public List<string> Create { get; } = [];

    /// <summary>The pods that must go.</summary>
    public List<KubeObject> Delete { get; } = [];

    /// <summary>Pods that failed and are deleted for it.</summary>
    public List<KubeObject> Failed { get; } = [];

    private int Desired { get; set; }

    private int Misscheduled { get; set; }

    private bool IsUpdated(KubeObject pod) => pod.Labels.Text(DaemonPod.HashLabel) == hash;

    private bool IsAvailable(KubeObject pod) => !pod.IsDeleting && PodFacts.IsAvailable(pod, minReady, now);

    private void LookAt(KubeObject node)
    {
        var (run, stay) = DaemonPod.Fits(template, node);
        var there = byNode.GetValueOrDefault(node.Name) ?? [];
        if (run)
        {
            Desired++;
            running.Add((node.Name, there));
        }
        else if (there.Count > 0)
            Misscheduled++;
        if (!stay)
        {
            Delete.AddRange(there.Where(static p => !p.IsDeleting));
            return;
        }
        if (there.Count == 0)
        {
            if (run)
                Create.Add(node.Name);
            return;
        }
        var alive = new List<KubeObject>();
        foreach (var pod in there.Where(static p => !p.IsDeleting))
        {
            if (PodFacts.IsFinished(pod))
            {
                Delete.Add(pod);
                Failed.Add(pod);
            }
            else
                alive.Add(pod);
        }
        // One a node; while a surge is allowed, one of each revision.
        if (MaxSurge() == 0)
            Delete.AddRange(alive.Skip(1));
        else
        {
            Delete.AddRange(alive.Where(IsUpdated).Skip(1));
            Delete.AddRange(alive.Where(p => !IsUpdated(p)).Skip(1));
        }
    }

    private Value? Rolling(string field) => set.Spec.Map("updateStrategy")?.Map("rollingUpdate")?[field];

    private int MaxSurge() => Counts.Scaled(Rolling("maxSurge"), Math.Max(Desired, 1), roundUp: true);

    private void Roll()
    {
        var surge = Counts.Scaled(Rolling("maxSurge"), Desired, roundUp: true);
        var unavailable = Counts.Scaled(Rolling("maxUnavailable"), Desired, roundUp: true);
        if (surge > 0)
            RollBySurge(surge);
        else
            RollByDeletion(Math.Max(1, unavailable));
    }

    /// <summary>Old pods that do not serve go at once, others as many as may be missing.</summary>
    private void RollByDeletion(int most)
    {
        var missing = 0;
        var candidates = new List<KubeObject>();
        foreach (var (_, there) in running)
        {
            var alive = there.FindAll(p => !p.IsDeleting && !Delete.Contains(p));
            var old = alive.Find(p => !IsUpdated(p));
            if (alive.Find(IsUpdated) is { } fresh)
            {
                if (!IsAvailable(fresh))
                    missing++;
                if (old is not null)
                    Delete.Add(old);
            }
            else if (old is null || !IsAvailable(old))
            {
                missing++;
                if (old is not null)
                    Delete.Add(old);
            }
            else
                candidates.Add(old);
        }
        Delete.AddRange(candidates.Take(Math.Max(0, most - missing)));
    }

    /// <summary>New pods come beside old ones, as many as the surge allows; an old one goes when the new one serves.</summary>
    private void RollBySurge(int most)
    {
        var surplus = 0;
        var candidates = new List<string>();
        foreach (var (node, there) in running)
        {
            var alive = there.FindAll(p => !p.IsDeleting && !Delete.Contains(p));
            if (alive.Find(p => !IsUpdated(p)) is not { } old)
                continue;
            if (alive.Find(IsUpdated) is not { } fresh)
            {
                if (IsAvailable(old))
                    candidates.Add(node);
                else
                    Create.Add(node);
            }
            else if (IsAvailable(fresh))
                Delete.Add(old);
            else
                surplus++;
        }
        Create.AddRange(candidates.Take(Math.Max(0, most - surplus)));
    }

    /// <summary>The status.</summary>
    public MapValue Status(int collisions)
    {
        int scheduled = 0,
            ready = 0,
            available = 0,
            updated = 0;
        foreach (var (_, there) in running)
        {
            if (there.Count == 0)
                continue;
            scheduled++;
            var first = there.Find(PodFacts.IsReady) ?? there[0];
            if (PodFacts.IsReady(first))
                ready++;
            if (IsAvailable(first))
                available++;
            if (there.Exists(IsUpdated))
                updated++;
        }
        return set
            .Status.WithCount("observedGeneration", set.Generation)
            .With("currentNumberScheduled", scheduled)
            .With("desiredNumberScheduled", Desired)
            .With("numberMisscheduled", Misscheduled)
            .With("numberReady", ready)
            .WithCount("numberAvailable", available)
            .WithCount("numberUnavailable", Desired - available)
            .WithCount("updatedNumberScheduled", updated)
            .With("collisionCount", collisions == 0 ? null : (Value)collisions);
    }

    /// <summary>In what time the next ready pod becomes available.</summary>
    public TimeSpan? NextAvailable()
    {
        TimeSpan? next = null;
        foreach (var (_, there) in running)
        {
            foreach (var pod in there)
            {
                if (
                    minReady > 0
                    && PodFacts.UntilAvailable(pod, minReady, now) is { } wait
                    && (next is null || wait < next)
                )
                    next = wait;
            }
        }
        return next;
    }
}
