using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Tests;

public sealed class DeploymentTests
{
    private static readonly GroupVersionResource Deployments = WorkloadResources.Deployments;
    private static readonly GroupVersionResource ReplicaSets = WorkloadResources.ReplicaSets;

    private readonly TestWorkloads cluster = new();

    private KubeObject Web => cluster.Get(Deployments, "web");

    private void Roll(string image)
    {
        cluster.Patch(Deployments, "web", Manifests.Image(image));
        cluster.RunFor(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_new_Deployment_gets_a_ReplicaSet_and_pods_and_says_that_it_is_complete()
    {
        cluster.Create(Deployments, Manifests.Deployment("web", 3));
        cluster.Settle();

        var set = Assert.Single(cluster.PeekAll(ReplicaSets));
        Assert.Matches("^web-[bcdfghjklmnpqrstvwxz2456789]{1,10}$", set.Name);
        Assert.Equal(set.Name["web-".Length..], set.Labels.Text("pod-template-hash"));
        Assert.Equal("1", set.Annotations.Text("deployment.kubernetes.io/revision"));
        Assert.Equal("3", set.Annotations.Text("deployment.kubernetes.io/desired-replicas"));
        Assert.Equal("4", set.Annotations.Text("deployment.kubernetes.io/max-replicas"));
        Assert.All(cluster.Pods, p => Assert.Matches($"^{set.Name}-[a-z0-9]{{5}}$", p.Name));
        Assert.All(cluster.Pods, p => Assert.Equal($"{set.Name}-", p.Metadata.Text("generateName")));
        var web = Web;
        Assert.Equal("1", web.Annotations.Text("deployment.kubernetes.io/revision"));
        Assert.Equal(1, web.Generation);
        Assert.Equal(
            """{"availableReplicas":3,"observedGeneration":1,"readyReplicas":3,"replicas":3,"terminatingReplicas":0,"updatedReplicas":3}""",
            web.Status.Without("conditions").ToString()
        );
        Assert.Equal(
            "True MinimumReplicasAvailable Deployment has minimum availability.",
            TestWorkloads.Condition(web, "Available")
        );
        Assert.Equal(
            $"True NewReplicaSetAvailable ReplicaSet \"{set.Name}\" has successfully progressed.",
            TestWorkloads.Condition(web, "Progressing")
        );
        Assert.Equal(
            [$"Normal ScalingReplicaSet Scaled up replica set {set.Name} from 0 to 3"],
            cluster.EventsOf("Deployment", "web")
        );
    }

    [Fact]
    public void A_settled_Deployment_is_not_written_again()
    {
        cluster.Create(Deployments, Manifests.Deployment("web", 3));
        cluster.Settle();
        var before = cluster.Run(() => cluster.Store.GetRevisionAsync(default).AsTask());

        cluster.RestartControllers();
        cluster.RunFor(TimeSpan.FromMinutes(30));

        Assert.Equal(before, cluster.Run(() => cluster.Store.GetRevisionAsync(default).AsTask()));
    }

    [Fact]
    public void A_changed_template_rolls_over_and_a_template_from_before_rolls_back_with_a_new_revision()
    {
        cluster.Create(Deployments, Manifests.Deployment("web", 4));
        cluster.Settle();
        Roll("nginx:2");

        Assert.Equal(2, cluster.PeekAll(ReplicaSets).Count);
        Assert.Equal("2", Web.Annotations.Text("deployment.kubernetes.io/revision"));
        Assert.All(cluster.Pods, p => Assert.Equal("nginx:2", p.Spec.Maps("containers").Single().Text("image")));
        Assert.Equal(4, cluster.Pods.Count);

        Roll("nginx:1");

        Assert.Equal(2, cluster.PeekAll(ReplicaSets).Count);
        Assert.Equal("3", Web.Annotations.Text("deployment.kubernetes.io/revision"));
        var set = cluster.PeekAll(ReplicaSets).Single(s => s.Spec.Integer("replicas") == 4);
        Assert.Equal("3", set.Annotations.Text("deployment.kubernetes.io/revision"));
        Assert.Equal("1", set.Annotations.Text("deployment.kubernetes.io/revision-history"));
        Assert.Equal(
            $"True NewReplicaSetAvailable ReplicaSet \"{set.Name}\" has successfully progressed.",
            TestWorkloads.Condition(Web, "Progressing")
        );
    }

    [Fact]
    public void Old_ReplicaSets_beyond_the_history_limit_are_deleted()
    {
        cluster.Create(Deployments, Manifests.Deployment("web", 1, ""","revisionHistoryLimit":2"""));
        cluster.Settle();
        for (var i = 2; i <= 6; i++)
            Roll($"nginx:{i}");

        Assert.Equal(
            ["4", "5", "6"],
            cluster.PeekAll(ReplicaSets).Select(s => s.Annotations.Text("deployment.kubernetes.io/revision")).Order()
        );
    }

    [Fact]
    public void Recreate_waits_for_the_last_old_pod_to_go()
    {
        cluster.Create(Deployments, Manifests.Deployment("web", 3, ""","strategy":{"type":"Recreate"}"""));
        cluster.Settle();
        var mixed = false;
        cluster.AfterStep = () =>
            mixed |= cluster.Pods.Select(p => p.Labels.Text("pod-template-hash")).Distinct().Count() > 1;

        Roll("nginx:2");

        Assert.False(mixed);
        Assert.Equal(3, cluster.Pods.Count);
        Assert.All(cluster.Pods, p => Assert.Equal("nginx:2", p.Spec.Maps("containers").Single().Text("image")));
    }

    [Fact]
    public void A_paused_Deployment_does_not_roll_but_scales()
    {
        cluster.Create(Deployments, Manifests.Deployment("web", 3));
        cluster.Settle();
        cluster.Patch(Deployments, "web", """{"spec":{"paused":true}}""");
        cluster.Settle();
        Assert.Equal("Unknown DeploymentPaused Deployment is paused", TestWorkloads.Condition(Web, "Progressing"));
        Roll("nginx:2");
        cluster.Patch(Deployments, "web", """{"spec":{"replicas":5}}""");
        cluster.Settle();

        Assert.Single(cluster.PeekAll(ReplicaSets));
        Assert.Equal(5, cluster.Pods.Count);

        cluster.Patch(Deployments, "web", """{"spec":{"paused":false}}""");
        cluster.RunFor(TimeSpan.FromSeconds(20));

        Assert.Equal(5, cluster.Pods.Count);
        Assert.All(cluster.Pods, p => Assert.Equal("nginx:2", p.Spec.Maps("containers").Single().Text("image")));
        Assert.StartsWith("True NewReplicaSetAvailable", TestWorkloads.Condition(Web, "Progressing"));
    }

    [Fact]
    public void A_rollout_that_stands_still_says_so_when_its_deadline_has_passed_and_keeps_enough_pods()
    {
        cluster.Create(Deployments, Manifests.Deployment("web", 4, ""","progressDeadlineSeconds":30"""));
        cluster.Settle();
        Roll("broken");
        var fresh = cluster
            .PeekAll(ReplicaSets)
            .Single(s => s.Annotations.Text("deployment.kubernetes.io/revision") == "2");
        Assert.Equal(
            $"True ReplicaSetUpdated ReplicaSet \"{fresh.Name}\" is progressing.",
            TestWorkloads.Condition(Web, "Progressing")
        );

        cluster.RunFor(TimeSpan.FromSeconds(30));

        Assert.Equal(
            $"False ProgressDeadlineExceeded ReplicaSet \"{fresh.Name}\" has timed out progressing.",
            TestWorkloads.Condition(Web, "Progressing")
        );
        Assert.Equal(3, cluster.Pods.Count(PodFacts.IsReady));
        Assert.Equal(5, cluster.Pods.Count);

        Roll("nginx:3");

        Assert.StartsWith("True NewReplicaSetAvailable", TestWorkloads.Condition(Web, "Progressing"));
        Assert.Equal(4, cluster.Pods.Count);
    }

    [Fact]
    public void Scaling_in_the_middle_of_a_rollout_keeps_the_sets_in_proportion()
    {
        cluster.Create(
            Deployments,
            Manifests.Deployment("web", 10, ""","strategy":{"rollingUpdate":{"maxSurge":3,"maxUnavailable":2}}""")
        );
        cluster.Settle();
        Roll("broken");
        Assert.Equal([5, 8], cluster.PeekAll(ReplicaSets).Select(s => (int)s.Spec.Integer("replicas")!).Order());

        cluster.Patch(Deployments, "web", """{"spec":{"replicas":30}}""");
        cluster.Settle();

        // The documented case of the original: 8 + 5 of 13 grow to 20 + 13 of 33.
        Assert.Equal([13, 20], cluster.PeekAll(ReplicaSets).Select(s => (int)s.Spec.Integer("replicas")!).Order());
    }

    [Fact]
    public void Scaling_down_leaves_the_names_of_the_others()
    {
        cluster.Create(Deployments, Manifests.Deployment("web", 8));
        cluster.Settle();
        var before = cluster.Pods.Select(p => p.Name).ToHashSet();

        cluster.Patch(Deployments, "web", """{"spec":{"replicas":3}}""");
        cluster.Settle();

        Assert.Equal(3, cluster.Pods.Count);
        Assert.All(cluster.Pods, p => Assert.Contains(p.Name, before));
        Assert.Contains(
            $"Normal ScalingReplicaSet Scaled down replica set {cluster.PeekAll(ReplicaSets).Single().Name} from 8 to 3",
            cluster.EventsOf("Deployment", "web")
        );
    }

    [Fact]
    public void A_name_that_another_set_has_counts_as_a_collision_and_another_is_found()
    {
        cluster.Create(Deployments, Manifests.Deployment("web", 1));
        cluster.Settle();
        var name = cluster.PeekAll(ReplicaSets).Single().Name;
        cluster.Controllers.Crash();
        cluster.Delete(Deployments, "web");
        cluster.Delete(ReplicaSets, name);
        cluster.Create(
            ReplicaSets,
            Manifests.ReplicaSet("other", 0).Replace("\"name\":\"other\"", $"\"name\":\"{name}\"")
        );
        cluster.Controllers.Start();

        cluster.Create(Deployments, Manifests.Deployment("web", 1));
        cluster.Settle();

        Assert.Equal(1, Web.Status.Integer("collisionCount"));
        var set = cluster.PeekAll(ReplicaSets).Single(s => s.Name != name);
        Assert.Equal(1, set.Status.Integer("readyReplicas"));
    }

    [Fact]
    public void A_ReplicaSet_that_matches_is_adopted_and_one_that_no_longer_does_is_released()
    {
        cluster.Create(ReplicaSets, Manifests.ReplicaSet("web", 2));
        cluster.Settle();
        cluster.Create(Deployments, Manifests.Deployment("web", 2));
        cluster.Settle();

        var set = Assert.Single(cluster.PeekAll(ReplicaSets));
        Assert.Equal("web", set.Name);
        Assert.Equal(Web.Uid, set.Controller?.Uid);

        cluster.Patch(ReplicaSets, "web", """{"metadata":{"labels":{"app":"stranger"}}}""");
        cluster.Settle();

        Assert.Null(cluster.Get(ReplicaSets, "web").Controller);
        Assert.Equal(2, cluster.PeekAll(ReplicaSets).Count);
        Assert.Equal(2, Web.Status.Integer("readyReplicas"));
    }

    [Fact]
    public void Seconds_that_a_pod_must_have_been_ready_are_waited_for()
    {
        cluster.Create(Deployments, Manifests.Deployment("web", 2, ""","minReadySeconds":20"""));
        cluster.Settle();
        Assert.Equal(2, Web.Status.Integer("readyReplicas"));
        Assert.Null(Web.Status.Integer("availableReplicas"));

        cluster.RunFor(TimeSpan.FromSeconds(20));

        Assert.Equal(2, Web.Status.Integer("availableReplicas"));
    }
}
