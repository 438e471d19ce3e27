using CsCheck;
using Pangea.Fleet.Api;
using Pangea.Fleet.Fixtures;
using Pangea.Kube.Objects;
using static Pangea.Fleet.Interpreter.Tests.Trees;

namespace Pangea.Fleet.Interpreter.Tests;

public class AggregationTests
{
    // Conditions of a Deployment have tests of their own.
    private static string Aggregate(KubeObject template, params AggregatedStatusItem[] items)
    {
        var status = StatusAggregation.Aggregate(template, items).Status;
        return (template.Kind == "Deployment" ? status.Without("conditions") : status).ToString();
    }

    private static KubeObject Workload(string kind, long generation) =>
        Object("apps/v1", kind, $$$"""{"metadata":{"generation":{{{generation}}}}}""");

    private static string Member(long template, long generation, long observed, long replicas) =>
        $$$"""{"resourceTemplateGeneration":{{{template}}},"generation":{{{generation}}},"observedGeneration":{{{observed}}},"replicas":{{{replicas}}},"readyReplicas":{{{replicas}}}}""";

    [Theory]
    [InlineData("Deployment", """{"observedGeneration":3,"readyReplicas":5,"replicas":5}""")]
    [InlineData("StatefulSet", """{"availableReplicas":0,"observedGeneration":3,"readyReplicas":5,"replicas":5}""")]
    [InlineData("ReplicaSet", """{"observedGeneration":3,"readyReplicas":5,"replicas":5}""")]
    public void Counts_are_summed_and_the_generation_moves_on_when_all_have_caught_up(string kind, string status) =>
        Assert.Equal(
            status,
            Aggregate(Workload(kind, 3), Item("a", Member(3, 7, 7, 2)), Item("b", Member(4, 1, 1, 3)))
        );

    [Theory]
    [InlineData(2, 7, 7)]
    [InlineData(3, 7, 6)]
    public void The_generation_waits_for_a_cluster_that_lags(long template, long generation, long observed)
    {
        foreach (var kind in new[] { "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet" })
        {
            var before = Workload(kind, 3).WithStatus(MapValue.Of(("observedGeneration", 2)));
            var after = StatusAggregation.Aggregate(
                before,
                [Item("a", Member(3, 1, 1, 1)), Item("b", Member(template, generation, observed, 1))]
            );
            Assert.Equal(2, after.Status.Integer("observedGeneration"));
        }
    }

    [Fact]
    public void A_cluster_that_has_not_reported_lags_too()
    {
        var after = StatusAggregation.Aggregate(
            Workload("Deployment", 3),
            [Item("a", Member(3, 1, 1, 1)), Item("b", null)]
        );
        Assert.Null(after.Status["observedGeneration"]);
        Assert.Equal(1, after.Status.Integer("replicas"));
    }

    [Fact]
    public void What_a_StatefulSet_reports_lets_its_generation_move_on()
    {
        var member = Object(
                "apps/v1",
                "StatefulSet",
                """{"metadata":{"generation":4},"status":{"observedGeneration":4,"replicas":2,"availableReplicas":2,"readyReplicas":2,"updateRevision":"x"}}"""
            )
            .WithAnnotation(FleetAnnotations.ResourceTemplateGeneration, "3");
        var status = StatusReflection.Reflect(member);
        Assert.Equal(
            """{"availableReplicas":2,"generation":4,"observedGeneration":4,"readyReplicas":2,"replicas":2,"resourceTemplateGeneration":3}""",
            status!.ToString()
        );
        var after = StatusAggregation.Aggregate(
            Workload("StatefulSet", 3),
            [new() { ClusterName = "a", Status = status }]
        );
        Assert.Equal(3, after.Status.Integer("observedGeneration"));
    }

    [Fact]
    public void A_DaemonSet_sums_every_counter() =>
        Assert.Equal(
            """{"currentNumberScheduled":3,"desiredNumberScheduled":4,"numberAvailable":2,"numberMisscheduled":0,"numberReady":3,"numberUnavailable":2}""",
            Aggregate(
                Object("apps/v1", "DaemonSet", """{"metadata":{"generation":1}}"""),
                Item(
                    "a",
                    """{"currentNumberScheduled":1,"desiredNumberScheduled":2,"numberReady":1,"numberAvailable":1,"numberUnavailable":1}"""
                ),
                Item(
                    "b",
                    """{"currentNumberScheduled":2,"desiredNumberScheduled":2,"numberReady":2,"numberAvailable":1,"numberUnavailable":1}"""
                )
            )
        );

    private const string Done =
        """{"startTime":"2026-01-01T00:00:00Z","completionTime":"2026-01-01T01:00:00Z","succeeded":1,"conditions":[{"type":"SuccessCriteriaMet","status":"True","lastTransitionTime":"2026-01-01T01:00:00Z"},{"type":"Complete","status":"True","lastTransitionTime":"2026-01-01T01:00:00Z"}]}""";

    private const string DoneLater =
        """{"startTime":"2026-01-01T00:30:00Z","completionTime":"2026-01-01T02:00:00Z","succeeded":2,"conditions":[{"type":"SuccessCriteriaMet","status":"True","lastTransitionTime":"2026-01-01T02:00:00Z"},{"type":"Complete","status":"True","lastTransitionTime":"2026-01-01T02:00:00Z"}]}""";

    private static readonly KubeObject JobTemplate = Object("batch/v1", "Job", "{}");

    [Fact]
    public void A_Job_is_complete_when_all_clusters_are()
    {
        var status = StatusAggregation.Aggregate(JobTemplate, [Item("a", Done), Item("b", DoneLater)]).Status;
        Assert.Equal(3, status.Integer("succeeded"));
        Assert.Equal("2026-01-01T00:00:00Z", status.Text("startTime"));
        Assert.Equal("2026-01-01T02:00:00Z", status.Text("completionTime"));
        Assert.True(Conditions.IsTrue(status, "Complete"));
        Assert.True(Conditions.IsTrue(status, "SuccessCriteriaMet"));
    }

    [Fact]
    public void A_Job_that_still_runs_somewhere_is_not_complete()
    {
        var status = StatusAggregation
            .Aggregate(JobTemplate, [Item("a", Done), Item("b", """{"active":1,"startTime":"2026-01-01T00:30:00Z"}""")])
            .Status;
        Assert.Null(status["conditions"]);
        Assert.Equal(1, status.Integer("active"));
        Assert.Equal("2026-01-01T00:00:00Z", status.Text("startTime"));
        var unstarted = StatusAggregation.Aggregate(JobTemplate, [Item("a", Done), Item("b", null)]).Status;
        Assert.Null(unstarted["startTime"]);
    }

    [Fact]
    public void A_Job_that_failed_somewhere_has_failed_and_stays_so()
    {
        const string failed =
            """{"failed":1,"conditions":[{"type":"Failed","status":"True","lastTransitionTime":"2026-01-01T01:00:00Z"}]}""";
        var after = StatusAggregation.Aggregate(JobTemplate, [Item("a", Done), Item("b", failed)]);
        Assert.Equal(
            "Job executed failed in member clusters: b",
            Conditions.Find(after.Status, "Failed")!.Text("message")
        );
        Assert.Same(after, StatusAggregation.Aggregate(after, [Item("a", Done), Item("b", Done)]));
    }

    [Fact]
    public void A_CronJob_shows_what_runs_and_when_it_last_ran() =>
        Assert.Equal(
            """{"active":[{"name":"x"},{"name":"y"}],"lastScheduleTime":"2026-01-02T00:00:00Z"}""",
            Aggregate(
                Object("batch/v1", "CronJob", "{}"),
                Item("a", """{"active":[{"name":"x"}],"lastScheduleTime":"2026-01-02T00:00:00Z"}"""),
                Item("b", """{"active":[{"name":"y"}],"lastScheduleTime":"2026-01-01T00:00:00Z"}""")
            )
        );

    [Fact]
    public void Addresses_of_all_clusters_are_shown_once_and_sorted()
    {
        AggregatedStatusItem[] items =
        [
            Item("a", """{"loadBalancer":{"ingress":[{"ip":"10.0.0.2"},{"ip":"10.0.0.1"}]}}"""),
            Item("b", """{"loadBalancer":{"ingress":[{"ip":"10.0.0.1"},{"hostname":"h"}]}}"""),
        ];
        const string union = """{"loadBalancer":{"ingress":[{"ip":"10.0.0.1"},{"ip":"10.0.0.2"},{"hostname":"h"}]}}""";
        Assert.Equal(union, Aggregate(Object("v1", "Service", """{"spec":{"type":"LoadBalancer"}}"""), items));
        Assert.Equal(union, Aggregate(Object("networking.k8s.io/v1", "Ingress", "{}"), items));
        var inner = Object("v1", "Service", """{"spec":{"type":"ClusterIP"}}""");
        Assert.Same(inner, StatusAggregation.Aggregate(inner, items));
    }

    [Theory]
    [InlineData("Running", "Failed", "Failed")]
    [InlineData("Running", null, "Pending")]
    [InlineData("Running", "Succeeded", "Running")]
    [InlineData("Succeeded", "Succeeded", "Succeeded")]
    public void A_Pod_shows_the_phase_that_matters_most(string a, string? b, string phase)
    {
        var after = StatusAggregation.Aggregate(
            Object("v1", "Pod", "{}"),
            [
                Item("a", $$"""{"phase":"{{a}}","containerStatuses":[{"name":"x","ready":true}]}"""),
                Item("b", b is null ? null : $$"""{"phase":"{{b}}"}"""),
            ]
        );
        Assert.Equal(phase, after.Status.Text("phase"));
        Assert.Single(after.Status.List("containerStatuses")!);
    }

    [Theory]
    [InlineData("Bound", "Bound", "Bound")]
    [InlineData("Bound", "Pending", "Pending")]
    [InlineData("Pending", "Lost", "Lost")]
    public void A_claim_is_bound_when_all_are(string a, string b, string phase) =>
        Assert.Equal(
            $$"""{"phase":"{{phase}}"}""",
            Aggregate(
                Object("v1", "PersistentVolumeClaim", "{}"),
                Item("a", $$"""{"phase":"{{a}}"}"""),
                Item("b", $$"""{"phase":"{{b}}"}""")
            )
        );

    [Fact]
    public void Disrupted_pods_are_told_apart_by_cluster() =>
        Assert.Equal(
            """{"currentHealthy":3,"desiredHealthy":2,"disruptedPods":{"a/p":"t","b/p":"u"},"disruptionsAllowed":1,"expectedPods":0}""",
            Aggregate(
                Object("policy/v1", "PodDisruptionBudget", "{}"),
                Item(
                    "a",
                    """{"currentHealthy":1,"desiredHealthy":1,"disruptionsAllowed":0,"disruptedPods":{"p":"t"}}"""
                ),
                Item(
                    "b",
                    """{"currentHealthy":2,"desiredHealthy":1,"disruptionsAllowed":1,"disruptedPods":{"p":"u"}}"""
                )
            )
        );

    [Fact]
    public void The_order_of_clusters_does_not_matter_to_sums_and_addresses() =>
        Gen.Select(Gen.Long[0, 5], Gen.Long[0, 5], Gens.Of("h1", "h2", "h3"))
            .Array[0, 5]
            .Sample(
                list =>
                {
                    var items = list.Select(
                            (l, i) =>
                                Item(
                                    $"c{i}",
                                    $$$"""{"replicas":{{{l.Item1}}},"generation":{{{l.Item2}}},"observedGeneration":1,"resourceTemplateGeneration":3,"loadBalancer":{"ingress":[{"hostname":"{{{l.Item3}}}"}]}}"""
                                )
                        )
                        .ToArray();
                    return new[]
                    {
                        Workload("Deployment", 3),
                        Workload("StatefulSet", 3),
                        Object("networking.k8s.io/v1", "Ingress", "{}"),
                    }.All(t => Aggregate(t, items) == Aggregate(t, [.. items.Reverse()]));
                },
                iter: Gens.Cases / 5
            );

    [Fact]
    public void Aggregating_again_changes_nothing()
    {
        foreach (var kind in new[] { "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet" })
        {
            AggregatedStatusItem[] items = [Item("a", Member(3, 1, 1, 2)), Item("b", null)];
            var once = StatusAggregation.Aggregate(Workload(kind, 3), items);
            Assert.Same(once, StatusAggregation.Aggregate(once, items));
        }
    }
}
