using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Tests;

public sealed class JobTests
{
    private static readonly GroupVersionResource Jobs = WorkloadResources.Jobs;

    private readonly TestWorkloads cluster = new();

    private KubeObject Sum => cluster.Get(Jobs, "sum");

    private static string Job(string image, string spec = "", string restart = "Never") =>
        $$$"""
            {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"sum","namespace":"default"},
             "spec":{"backoffLimit":2{{{spec}}},"template":{"spec":{"restartPolicy":"{{{restart}}}",
             "containers":[{"name":"main","image":"{{{image}}}"} ] } } } }
            """;

    [Fact]
    public void A_Job_runs_as_many_pods_as_it_needs_and_counts_each_once()
    {
        var most = 0;
        cluster.AfterStep = () => most = Math.Max(most, cluster.ActivePods.Count);
        cluster.Create(Jobs, Job("done", ""","completions":5,"parallelism":2"""));
        cluster.RunFor(TimeSpan.FromSeconds(20));

        Assert.Equal(2, most);
        Assert.Equal(5, cluster.Pods.Count);
        Assert.All(cluster.Pods, p => Assert.DoesNotContain(JobPods.Finalizer, p.Finalizers));
        var status = Sum.Status;
        Assert.Equal(5, status.Integer("succeeded"));
        Assert.Null(status.Integer("active"));
        Assert.Equal("{}", status["uncountedTerminatedPods"]!.ToString());
        Assert.Equal(
            "True CompletionsReached Reached expected number of succeeded pods",
            TestWorkloads.Condition(Sum, "SuccessCriteriaMet")
        );
        Assert.Equal(
            "True CompletionsReached Reached expected number of succeeded pods",
            TestWorkloads.Condition(Sum, "Complete")
        );
        Assert.NotNull(status.Text("completionTime"));
        Assert.Contains("Normal Completed Job completed", cluster.EventsOf("Job", "sum"));
    }

    [Fact]
    public void Failures_are_retried_after_growing_pauses_until_the_limit_is_reached()
    {
        cluster.Create(Jobs, Job("fail"));
        cluster.RunFor(TimeSpan.FromSeconds(8));
        Assert.Single(cluster.Pods);
        cluster.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(2, cluster.Pods.Count);
        cluster.RunFor(TimeSpan.FromMinutes(5));

        Assert.Equal(3, cluster.Pods.Count);
        Assert.Equal(3, Sum.Status.Integer("failed"));
        Assert.Equal(
            "True BackoffLimitExceeded Job has reached the specified backoff limit",
            TestWorkloads.Condition(Sum, "Failed")
        );
        Assert.Equal(
            "True BackoffLimitExceeded Job has reached the specified backoff limit",
            TestWorkloads.Condition(Sum, "FailureTarget")
        );
        Assert.Contains(
            "Warning BackoffLimitExceeded Job has reached the specified backoff limit",
            cluster.EventsOf("Job", "sum")
        );
    }

    [Fact]
    public void A_deadline_ends_it()
    {
        cluster.Create(Jobs, Job("nginx:1", ""","activeDeadlineSeconds":30"""));
        cluster.RunFor(TimeSpan.FromSeconds(20));
        Assert.Equal(1, Sum.Status.Integer("active"));
        Assert.Equal(1, Sum.Status.Integer("ready"));
        cluster.RunFor(TimeSpan.FromSeconds(20));

        Assert.Empty(cluster.Pods);
        Assert.Equal(
            "True DeadlineExceeded Job was active longer than specified deadline",
            TestWorkloads.Condition(Sum, "Failed")
        );
    }

    [Fact]
    public void An_Indexed_Job_has_one_pod_for_each_index()
    {
        cluster.Create(Jobs, Job("done", ""","completions":4,"parallelism":4,"completionMode":"Indexed" """));
        cluster.RunFor(TimeSpan.FromSeconds(20));

        Assert.Equal("0-3", Sum.Status.Text("completedIndexes"));
        Assert.Equal(4, Sum.Status.Integer("succeeded"));
        Assert.StartsWith("True", TestWorkloads.Condition(Sum, "Complete"));
        for (var i = 0; i < 4; i++)
        {
            var pod = cluster.Pods[i];
            Assert.StartsWith($"sum-{i}-", pod.Name);
            Assert.Equal($"sum-{i}", pod.Spec.Text("hostname"));
            Assert.Equal($"{i}", pod.Annotations.Text(JobPods.IndexLabel));
            Assert.Equal(
                "JOB_COMPLETION_INDEX",
                pod.Spec.Maps("containers").Single().Maps("env").Single().Text("name")
            );
        }
    }

    [Fact]
    public void A_suspended_Job_has_no_pods_and_what_it_stops_has_not_failed()
    {
        cluster.Create(Jobs, Job("nginx:1", ""","parallelism":2,"completions":2"""));
        cluster.Settle();
        Assert.Equal(2, cluster.Pods.Count);
        cluster.Patch(Jobs, "sum", """{"spec":{"suspend":true}}""");
        cluster.Settle();

        Assert.Empty(cluster.Pods);
        Assert.Equal("True JobSuspended Job suspended", TestWorkloads.Condition(Sum, "Suspended"));
        Assert.Null(Sum.Status.Text("startTime"));
        Assert.Null(Sum.Status.Integer("failed"));

        cluster.Patch(Jobs, "sum", """{"spec":{"suspend":false}}""");
        cluster.Settle();
        Assert.Equal(2, cluster.Pods.Count);
        Assert.Equal("False JobResumed Job resumed", TestWorkloads.Condition(Sum, "Suspended"));
    }

    [Fact]
    public void A_policy_may_fail_the_Job_at_once_or_ignore_a_failure()
    {
        cluster.Create(
            Jobs,
            Job(
                "fail",
                ""","podFailurePolicy":{"rules":[{"action":"FailJob","onExitCodes":{"operator":"In","values":[3]}}]}"""
            )
        );
        cluster.Settle();
        cluster.Settle();

        Assert.Single(cluster.Pods);
        Assert.Equal(
            $"True PodFailurePolicy Container main for pod default/{cluster.Pods[0].Name} failed with exit code 3 matching FailJob rule at index 0",
            TestWorkloads.Condition(Sum, "Failed")
        );
    }

    [Fact]
    public void Pods_of_a_Job_that_is_gone_are_let_go()
    {
        cluster.Create(Jobs, Job("nginx:1"));
        cluster.Settle();
        var pod = cluster.Pods.Single().Name;
        cluster.Delete(Jobs, "sum");
        cluster.Settle();

        Assert.DoesNotContain(JobPods.Finalizer, cluster.Get(WorkloadResources.Pods, pod).Finalizers);
    }

    [Theory]
    [InlineData("", 10)]
    [InlineData("0-2,5", 10)]
    [InlineData("0,1,3,4,6-9", 10)]
    public void Indexes_are_written_as_they_are_read(string text, int completions) =>
        Assert.Equal(text, JobIndexes.Format(JobIndexes.Parse(text, completions)));

    public static TheoryData<ulong, bool> Seeds() => new(Enumerable.Range(1, 12).Select(i => ((ulong)i, i % 2 == 0)));

    /// <summary>Crashes, losses and delays: each success counts once, and no pod starts beyond what is asked for.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_fails_on_the_way_a_Job_counts_exactly_its_completions(ulong seed, bool indexed)
    {
        var faulty = new TestWorkloads(seed);
        faulty.Network.LongestDelay = TimeSpan.FromMilliseconds(150);
        faulty.Network.LostRequests = faulty.Network.LostAnswers = 0.1;
        faulty.Network.BrokenWatches = 0.02;
        faulty.Create(
            Jobs,
            Job("done", $",\"completions\":7,\"parallelism\":3{(indexed ? ",\"completionMode\":\"Indexed\"" : "")}")
        );
        for (var i = 0; i < 6; i++)
        {
            faulty.RunFor(TimeSpan.FromMilliseconds(faulty.Random.Next(1500)));
            if (faulty.Random.Next(2) == 0)
                faulty.RestartControllers();
            if (faulty.Random.Next(3) == 0)
                faulty.RestartServer();
        }
        faulty.Network.Heal();
        faulty.RunUntil(() => TestWorkloads.Condition(faulty.Peek(Jobs, "sum")!, "Complete") is not null, 900);
        faulty.Settle();

        var job = faulty.Get(Jobs, "sum");
        Assert.Equal(7, job.Status.Integer("succeeded"));
        Assert.Equal("{}", job.Status["uncountedTerminatedPods"]!.ToString());
        Assert.All(faulty.Pods, p => Assert.DoesNotContain(JobPods.Finalizer, p.Finalizers));
        if (indexed)
            Assert.Equal("0-6", job.Status.Text("completedIndexes"));
    }
}
