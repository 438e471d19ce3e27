using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Tests;

public sealed class RolloutPropertyTests
{
    private static readonly GroupVersionResource Deployments = WorkloadResources.Deployments;

    public static TheoryData<ulong> Seeds() => [.. Enumerable.Range(1, 16).Select(i => (ulong)i)];

    /// <summary>
    /// Rollouts, one into the other, over a slow network or with crashes of the controllers at any time: there are never more pods than the surge
    /// allows, never fewer available than must be, and in the end all is as asked for. (Not both at once: a request that is still on its way when its sender
    /// dies is known to nobody.)
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Rollouts_keep_their_bounds_at_every_step_and_converge(ulong seed)
    {
        var cluster = new TestWorkloads(seed);
        var random = cluster.Random;
        int replicas = random.Next(1, 12),
            surge = random.Next(0, 5),
            unavailable = random.Next(surge == 0 ? 1 : 0, 4);
        var crashes = seed % 2 == 0;
        if (!crashes)
            cluster.Network.LongestDelay = TimeSpan.FromMilliseconds(random.Next(0, 300));
        cluster.Create(
            Deployments,
            Manifests.Deployment(
                "web",
                replicas,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$$""","strategy":{"rollingUpdate":{"maxSurge":{{{surge}}},"maxUnavailable":{{{unavailable}}}}}"""
                )
            )
        );
        cluster.RunUntil(() => IsDone(cluster, "nginx:1", replicas), 600);
        int most = 0,
            fewest = int.MaxValue;
        cluster.AfterStep = () =>
        {
            var pods = cluster.ActivePods;
            most = Math.Max(most, pods.Count);
            fewest = Math.Min(fewest, pods.Count(PodFacts.IsReady));
        };

        for (var i = 2; i < 6; i++)
        {
            cluster.Patch(Deployments, "web", Manifests.Image($"nginx:{i}"));
            for (var crash = random.Next(crashes ? 6 : 1); crash >= 0; crash--)
            {
                cluster.RunFor(TimeSpan.FromMilliseconds(random.Next(1000)));
                if (crashes)
                    cluster.RestartControllers();
            }
        }
        cluster.RunUntil(() => IsDone(cluster, "nginx:5", replicas), 900);

        Assert.InRange(most, replicas, replicas + surge);
        Assert.InRange(fewest, replicas - unavailable, replicas);
        cluster.AfterStep = null;
        var scaled = random.Next(0, 15);
        cluster.Patch(Deployments, "web", $$$"""{"spec":{"replicas":{{{scaled}}}}}""");
        cluster.RunUntil(() => IsDone(cluster, "nginx:5", scaled), 900);
    }

    /// <summary>
    /// A network that loses requests, answers and watches, and crashes of both sides: whatever happened, it ends with what was asked for, and no more.
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Deployments_converge_from_whatever_faults_left(ulong seed)
    {
        var cluster = new TestWorkloads(seed);
        var random = cluster.Random;
        cluster.Network.LongestDelay = TimeSpan.FromMilliseconds(200);
        cluster.Network.LostRequests = 0.1;
        cluster.Network.LostAnswers = 0.1;
        cluster.Network.BrokenWatches = 0.02;
        string[] names = ["a", "b", "c"];
        foreach (var name in names)
            cluster.Create(Deployments, Manifests.Deployment(name, random.Next(1, 6)));
        var image = "nginx:1";
        for (var i = 0; i < 8; i++)
        {
            cluster.RunFor(TimeSpan.FromMilliseconds(random.Next(5000)));
            if (random.Next(3) == 0)
                cluster.RestartServer();
            if (random.Next(3) == 0)
                cluster.RestartControllers();
            var name = names[random.Next(names.Length)];
            if (random.Next(2) == 0)
                cluster.Patch(Deployments, name, $$$"""{"spec":{"replicas":{{{random.Next(0, 8)}}}}}""");
            else
                cluster.Patch(Deployments, name, Manifests.Image($"nginx:{random.Next(1, 4)}"));
        }
        image = "nginx:9";
        foreach (var name in names)
            cluster.Patch(Deployments, name, Manifests.Image(image));
        cluster.Network.Heal();

        cluster.RunUntil(
            () =>
                names.All(name =>
                {
                    var deployment = cluster.Peek(Deployments, name)!;
                    return IsDone(cluster, image, deployment.Spec.Count("replicas"), name);
                }),
            1200
        );
    }

    private static bool IsDone(TestWorkloads cluster, string image, int replicas, string name = "web")
    {
        var deployment = cluster.Peek(Deployments, name);
        if (deployment is null)
            return false;
        var pods = cluster.Pods.Where(p => p.Labels.Text("app") == name).ToList();
        return pods.Count == replicas
            && pods.TrueForAll(p => PodFacts.IsReady(p) && p.Spec.Maps("containers").Single().Text("image") == image)
            && deployment.Status.Count("updatedReplicas") == replicas
            && deployment.Status.Count("replicas") == replicas
            && deployment.Status.Count("availableReplicas") == replicas
            && deployment.Status.Integer("observedGeneration") == deployment.Generation
            && TestWorkloads
                .Condition(deployment, "Progressing")!
                .StartsWith("True NewReplicaSetAvailable", StringComparison.Ordinal);
    }
}
