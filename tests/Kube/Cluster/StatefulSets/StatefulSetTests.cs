using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Tests;

public sealed class StatefulSetTests
{
    private static readonly GroupVersionResource StatefulSets = WorkloadResources.StatefulSets;

    private readonly TestWorkloads cluster = new();

    private KubeObject Db => cluster.Get(StatefulSets, "db");

    private IEnumerable<string> Names => cluster.Pods.Select(p => p.Name);

    private static string Set(int replicas, string spec = "") =>
        $$$"""
            {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"db","namespace":"default"},
             "spec":{"replicas":{{{replicas}}},"serviceName":"db","selector":{"matchLabels":{"app":"db"}}{{{spec}}},
             "template":{{{Manifests.Template("db")}}}}}
            """;

    private string[] Images() => [.. cluster.Pods.Select(p => p.Spec.Maps("containers").Single().Text("image")!)];

    [Fact]
    public void Pods_come_one_after_the_other_with_their_numbers_and_go_from_the_highest()
    {
        var unordered = false;
        cluster.AfterStep = () =>
        {
            var pods = cluster.Pods;
            for (var i = 0; i + 1 < pods.Count; i++)
                unordered |= !StatefulPod.IsRunningAndReady(pods[i]) && !pods[i + 1].IsDeleting && !pods[i].IsDeleting;
        };
        cluster.Create(StatefulSets, Set(3));
        cluster.Settle();

        Assert.Equal(["db-0", "db-1", "db-2"], Names);
        Assert.False(unordered);
        var pod = cluster.Pods[1];
        Assert.Equal("db-1", pod.Spec.Text("hostname"));
        Assert.Equal("db", pod.Spec.Text("subdomain"));
        Assert.Equal("1", pod.Labels.Text("apps.kubernetes.io/pod-index"));
        Assert.Equal("db-1", pod.Labels.Text("statefulset.kubernetes.io/pod-name"));
        var revision = Assert.Single(cluster.PeekAll(WorkloadResources.ControllerRevisions)).Name;
        Assert.Equal(
            $$$"""{"availableReplicas":3,"collisionCount":0,"currentReplicas":3,"currentRevision":"{{{revision}}}","observedGeneration":1,"readyReplicas":3,"replicas":3,"updateRevision":"{{{revision}}}","updatedReplicas":3}""",
            Db.Status.ToString()
        );

        cluster.Patch(StatefulSets, "db", """{"spec":{"replicas":1}}""");
        cluster.Settle();
        Assert.Equal(["db-0"], Names);
        Assert.Contains(
            "Normal SuccessfulDelete delete Pod db-2 in StatefulSet db successful",
            cluster.EventsOf("StatefulSet", "db")
        );
    }

    [Fact]
    public void A_pod_that_is_not_ready_holds_up_the_next_unless_they_start_in_parallel()
    {
        cluster.Create(StatefulSets, Set(3).Replace("nginx:1", "broken"));
        cluster.Settle();
        Assert.Equal(["db-0"], Names);

        var other = new TestWorkloads();
        other.Create(StatefulSets, Set(3, ""","podManagementPolicy":"Parallel" """).Replace("nginx:1", "broken"));
        other.Settle();
        Assert.Equal(3, other.Pods.Count);
    }

    [Fact]
    public void A_changed_template_rolls_from_the_highest_down_to_the_partition_and_back()
    {
        cluster.Create(StatefulSets, Set(3, ""","updateStrategy":{"rollingUpdate":{"partition":1}}"""));
        cluster.Settle();
        cluster.Patch(StatefulSets, "db", Manifests.Image("nginx:2"));
        cluster.Settle();

        Assert.Equal(["nginx:1", "nginx:2", "nginx:2"], Images());
        Assert.NotEqual(Db.Status.Text("currentRevision"), Db.Status.Text("updateRevision"));
        cluster.Delete(WorkloadResources.Pods, "db-0");
        cluster.Settle();
        Assert.Equal("nginx:1", Images()[0]);

        cluster.Patch(StatefulSets, "db", """{"spec":{"updateStrategy":{"rollingUpdate":{"partition":0}}}}""");
        cluster.Settle();
        Assert.Equal(["nginx:2", "nginx:2", "nginx:2"], Images());
        Assert.Equal(Db.Status.Text("currentRevision"), Db.Status.Text("updateRevision"));

        cluster.Patch(StatefulSets, "db", Manifests.Image("nginx:1"));
        cluster.Settle();
        Assert.Equal(["nginx:1", "nginx:1", "nginx:1"], Images());
        Assert.Equal(
            [2L, 3L],
            cluster.PeekAll(WorkloadResources.ControllerRevisions).Select(RevisionHistory.NumberOf).Order()
        );
    }

    [Fact]
    public void OnDelete_leaves_pods_until_somebody_deletes_them()
    {
        cluster.Create(StatefulSets, Set(2, ""","updateStrategy":{"type":"OnDelete"}"""));
        cluster.Settle();
        cluster.Patch(StatefulSets, "db", Manifests.Image("nginx:2"));
        cluster.Settle();
        Assert.Equal(["nginx:1", "nginx:1"], Images());

        cluster.Delete(WorkloadResources.Pods, "db-0");
        cluster.Settle();
        Assert.Equal(["nginx:2", "nginx:1"], Images());
    }

    [Fact]
    public void Claims_are_made_from_templates_and_stay()
    {
        cluster.Create(
            StatefulSets,
            Set(
                2,
                ""","volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}]"""
            )
        );
        cluster.Settle();

        Assert.Equal(["data-db-0", "data-db-1"], cluster.PeekAll(WorkloadResources.Claims).Select(c => c.Name));
        Assert.Equal(
            """{"claimName":"data-db-1"}""",
            cluster.Pods[1].Spec.Maps("volumes").First()["persistentVolumeClaim"]!.ToString()
        );
        cluster.Patch(StatefulSets, "db", """{"spec":{"replicas":0}}""");
        cluster.Settle();
        Assert.Equal(2, cluster.PeekAll(WorkloadResources.Claims).Count);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    [InlineData(4UL)]
    [InlineData(5UL)]
    [InlineData(6UL)]
    public void It_converges_from_whatever_faults_left(ulong seed)
    {
        var faulty = new TestWorkloads(seed);
        faulty.Network.LongestDelay = TimeSpan.FromMilliseconds(150);
        faulty.Network.LostRequests = faulty.Network.LostAnswers = 0.1;
        faulty.Network.BrokenWatches = 0.02;
        faulty.Create(StatefulSets, Set(3, seed % 2 == 0 ? ""","podManagementPolicy":"Parallel" """ : ""));
        var replicas = 0;
        for (var i = 2; i < 6; i++)
        {
            faulty.RunFor(TimeSpan.FromMilliseconds(faulty.Random.Next(4000)));
            faulty.RestartControllers();
            if (faulty.Random.Next(2) == 0)
                faulty.RestartServer();
            replicas = faulty.Random.Next(1, 6);
            faulty.Patch(StatefulSets, "db", $$$"""{"spec":{"replicas":{{{replicas}}}}}""");
            faulty.Patch(StatefulSets, "db", Manifests.Image($"nginx:{i}"));
        }
        faulty.Network.Heal();

        faulty.RunUntil(
            () =>
                faulty.Pods.Select(p => p.Name).SequenceEqual(Enumerable.Range(0, replicas).Select(i => $"db-{i}"))
                && faulty.Pods.All(p =>
                    StatefulPod.IsHealthy(p) && p.Spec.Maps("containers").Single().Text("image") == "nginx:5"
                )
                && faulty.Peek(StatefulSets, "db")!.Status.Count("updatedReplicas") == replicas
                && faulty.Peek(StatefulSets, "db")!.Status.Count("readyReplicas") == replicas,
            600
        );
    }
}
