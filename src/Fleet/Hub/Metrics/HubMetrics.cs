using System.Collections.Concurrent;
using Pangea.Kube.Client;

namespace Pangea.Fleet.Hub;

/// <summary>
/// What the hub's controllers have done, under the original's names and client-go's, for <c>/metrics</c>. What can be read from the objects is
/// read from them when asked.
/// </summary>
internal sealed class HubMetrics(TimeProvider clock)
{
    private readonly ConcurrentBag<(string Name, ControllerMetrics Metrics)> controllers = [];
    private readonly Outcomes policies = new("success", "error");
    private readonly Outcomes preemptions = new("success", "error");
    private readonly Outcomes works = new("success", "error");
    private readonly Outcomes schedules = new("scheduled", "unschedulable");

    /// <summary>Adds a controller's queue.</summary>
    public void Add(string name, ControllerMetrics metrics) => controllers.Add((name, metrics));

    /// <summary>The time now, to be given back when what began is over.</summary>
    public long Begin() => clock.GetTimestamp();

    /// <summary>A policy was applied to a template, or could not be.</summary>
    public void PolicyApplied(long since, bool success) => policies.Add(success, clock.GetElapsedTime(since));

    /// <summary>A policy took a template over.</summary>
    public void PolicyPreempted() => preemptions.Add(true, TimeSpan.Zero);

    /// <summary>A binding's Works were brought up to date, or could not be.</summary>
    public void WorksSynced(long since, bool success) => works.Add(success, clock.GetElapsedTime(since));

    /// <summary>A binding was placed, or fits nowhere.</summary>
    public void Scheduled(long since, bool success) => schedules.Add(success, clock.GetElapsedTime(since));

    /// <summary>Everything as text.</summary>
    public string Print(IInformer clusters, IInformer bindings)
    {
        var text = new MetricsText();
        PrintCounts(text, "policy_apply_attempts_total", policies);
        PrintDurations(text, "resource_apply_policy_duration_seconds", policies);
        PrintCounts(text, "policy_preemption_total", preemptions);
        PrintDurations(text, "binding_sync_work_duration_seconds", works);
        PrintCounts(text, "karmada_scheduler_schedule_attempts_total", schedules);
        PrintDurations(text, "karmada_scheduler_e2e_scheduling_duration_seconds", schedules);
        text.Type("scheduler_pending_bindings", "gauge");
        text.Value(
            "scheduler_pending_bindings",
            "queue=\"unschedulable\"",
            bindings.ByIndex(BindingIndexes.Placed, BindingIndexes.NotPlaced).Count
        );
        ClusterMetrics.Print(text, clusters.List());
        PrintQueues(text);
        return text.ToString();
    }

    private static void PrintCounts(MetricsText text, string name, Outcomes outcomes)
    {
        text.Type(name, "counter");
        text.Value(name, $"result=\"{outcomes.Good}\"", outcomes.Success.Count);
        text.Value(name, $"result=\"{outcomes.Bad}\"", outcomes.Failure.Count);
    }

    private static void PrintDurations(MetricsText text, string name, Outcomes outcomes)
    {
        text.Type(name, "histogram");
        text.Histogram(name, $"result=\"{outcomes.Good}\"", outcomes.Success);
        text.Histogram(name, $"result=\"{outcomes.Bad}\"", outcomes.Failure);
    }

    private void PrintQueues(MetricsText text)
    {
        var queues = controllers.OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
        Each("workqueue_adds_total", "counter", (n, l, m) => text.Value(n, l, m.Adds));
        Each("workqueue_depth", "gauge", (n, l, m) => text.Value(n, l, m.Depth));
        Each("workqueue_retries_total", "counter", (n, l, m) => text.Value(n, l, m.Failures));
        Each("workqueue_queue_duration_seconds", "histogram", (n, l, m) => text.Histogram(n, l, m.QueueTime));
        Each("workqueue_work_duration_seconds", "histogram", (n, l, m) => text.Histogram(n, l, m.WorkTime));

        void Each(string name, string type, Action<string, string, ControllerMetrics> print)
        {
            text.Type(name, type);
            foreach (var (controller, metrics) in queues)
                print(name, $"name=\"{controller}\"", metrics);
        }
    }

    private sealed class Outcomes(string good, string bad)
    {
        public string Good { get; } = good;

        public string Bad { get; } = bad;

        public DurationHistogram Success { get; } = new();

        public DurationHistogram Failure { get; } = new();

        public void Add(bool success, TimeSpan took) => (success ? Success : Failure).Add(took);
    }
}
