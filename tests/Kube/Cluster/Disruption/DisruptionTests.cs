using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Tests;

public sealed class DisruptionTests
{
    private static readonly GroupVersionResource Budgets = WorkloadResources.DisruptionBudgets;

    private readonly TestWorkloads cluster = new();

    private MapValue Status => cluster.Get(Budgets, "web").Status;

    private static string Budget(string spec) =>
        $$$"""
            {"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"web","namespace":"default"},
             "spec":{"selector":{"matchLabels":{"app":"web"}},{{{spec}}}}}
            """;

    private void Start(int replicas, string budget)
    {
        cluster.Create(WorkloadResources.Deployments, Manifests.Deployment("web", replicas));
        cluster.Create(Budgets, Budget(budget));
        cluster.Settle();
    }

    private ApiResult<KubeObject> Evict(string pod, bool dryRun = false)
    {
        var eviction = MapValue.Of(
            ("apiVersion", "policy/v1"),
            ("kind", "Eviction"),
            ("metadata", MapValue.Of(("name", pod), ("namespace", "default")))
        );
        return cluster.Run(() =>
            cluster
                .Api.CreateAsync(
                    WorkloadResources.Pods,
                    new KubeObject(eviction),
                    new() { Subresource = "eviction", DryRun = dryRun },
                    default
                )
                .AsTask()
        );
    }

    private string Numbers() =>
        string.Join(
            ' ',
            new[] { "expectedPods", "desiredHealthy", "currentHealthy", "disruptionsAllowed" }.Select(n =>
                Status.Integer(n)
            )
        );

    [Theory]
    [InlineData("\"minAvailable\":2", "4 2 4 2")]
    [InlineData("\"minAvailable\":\"60%\"", "4 3 4 1")]
    [InlineData("\"minAvailable\":9", "4 9 4 0")]
    [InlineData("\"maxUnavailable\":1", "4 3 4 1")]
    [InlineData("\"maxUnavailable\":\"30%\"", "4 2 4 2")]
    [InlineData("\"maxUnavailable\":0", "4 4 4 0")]
    [InlineData("\"maxUnavailable\":\"100%\"", "4 0 4 4")]
    public void A_budget_says_how_many_pods_may_go(string budget, string numbers)
    {
        Start(4, budget);

        Assert.Equal(numbers, Numbers());
        var condition = Assert.Single(Status.Maps("conditions"));
        Assert.Equal(numbers.EndsWith('0') ? "InsufficientPods" : "SufficientPods", condition.Text("reason"));
        Assert.Equal(1, Status.Integer("observedGeneration"));
    }

    [Fact]
    public void Evictions_stop_where_the_budget_ends_and_go_on_when_pods_are_back()
    {
        Start(3, "\"minAvailable\":2");
        cluster.KubeletProcess.Crash();
        var pods = cluster.Pods.Select(p => p.Name).ToList();

        Assert.True(Evict(pods[0]).IsSuccess);
        var refused = Evict(pods[1]);

        Assert.Equal("Cannot evict pod as it would violate the pod's disruption budget.", refused.Error!.Message);
        Assert.Equal((429, "TooManyRequests"), (refused.Error.Code, refused.Error.Reason));
        Assert.Equal("DisruptionBudget", Assert.Single(refused.Error.Causes).Reason);
        cluster.Settle();
        Assert.Equal("4 2 2 0", Numbers());
        Assert.Equal(
            "The disruption budget web needs 2 healthy pods and has 2 currently",
            Assert.Single(Evict(pods[1]).Error!.Causes).Message
        );

        cluster.KubeletProcess.Start();
        cluster.Settle();
        Assert.Equal("3 2 3 1", Numbers());
        Assert.True(Evict(pods[1]).IsSuccess);
    }

    [Fact]
    public void A_dry_eviction_takes_nothing()
    {
        Start(2, "\"minAvailable\":1");

        Assert.True(Evict(cluster.Pods[0].Name, dryRun: true).IsSuccess);

        Assert.Null(Status["disruptedPods"]);
        Assert.Equal("2 1 2 1", Numbers());
        Assert.All(cluster.Pods, p => Assert.False(p.IsDeleting));
    }

    [Fact]
    public void A_budget_that_nobody_has_counted_yet_allows_nothing()
    {
        Start(2, "\"minAvailable\":1");
        cluster.Controllers.Crash();
        cluster.Patch(Budgets, "web", """{"spec":{"minAvailable":0}}""");

        var refused = Evict(cluster.Pods[0].Name).Error!;

        Assert.Equal(
            "The disruption budget web is still being processed by the server.",
            Assert.Single(refused.Causes).Message
        );
        Assert.Equal(10, refused.RetryAfterSeconds);
    }

    [Fact]
    public void An_eviction_that_did_not_come_to_pass_is_given_back_after_two_minutes()
    {
        Start(2, "\"minAvailable\":1");
        var status = Status
            .With("disruptionsAllowed", 0)
            .With("disruptedPods", MapValue.Of((cluster.Pods[0].Name, Timestamps.Format(cluster.Now))));
        var budget = cluster.Get(Budgets, "web").WithStatus(status);
        cluster.Run(() => cluster.Api.UpdateAsync(Budgets, budget, WriteOptions.Status, default).AsTask());
        cluster.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal("2 1 1 0", Numbers());

        cluster.RunFor(TimeSpan.FromMinutes(2));
        Assert.Equal("2 1 2 1", Numbers());
        Assert.Null(Status["disruptedPods"]);
    }

    [Fact]
    public void Pods_of_what_has_no_scale_cannot_be_counted_in_percent()
    {
        cluster.Create(Budgets, Budget("\"maxUnavailable\":\"50%\""));
        var pod = JsonText.ParseMap(System.Text.Encoding.UTF8.GetBytes(Manifests.Pod("p", "web")));
        var owner = """[{"apiVersion":"example.com/v1","kind":"Thing","name":"t","uid":"u","controller":true}]""";
        cluster.Create(
            WorkloadResources.Pods,
            pod.WithAt(JsonText.Parse(owner), "metadata", "ownerReferences").ToString()
        );
        cluster.Settle();

        var condition = Assert.Single(Status.Maps("conditions"));
        Assert.Equal("False SyncFailed", $"{condition.Text("status")} {condition.Text("reason")}");
        Assert.Equal(0, Status.Integer("disruptionsAllowed"));
    }

    [Fact]
    public void Who_was_evicted_says_so()
    {
        Start(1, "\"minAvailable\":0");
        cluster.KubeletProcess.Crash();
        var name = cluster.Pods[0].Name;

        Assert.True(Evict(name).IsSuccess);

        var target = cluster
            .Get(WorkloadResources.Pods, name)
            .Status.Maps("conditions")
            .Single(c => c.Text("type") == "DisruptionTarget");
        Assert.Equal("EvictionByEvictionAPI", target.Text("reason"));
    }
}
