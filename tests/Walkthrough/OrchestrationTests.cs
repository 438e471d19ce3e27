using System.Net;
using System.Net.Sockets;
using Pangea.Tests.Tools;
using static Pangea.Walkthrough.Tests.LocalFleet;

namespace Pangea.Walkthrough.Tests;

/// <summary>The first half of the walkthrough, step by step, as its readers type it.</summary>
[Collection(RunningFleets.Name)]
public class OrchestrationTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1";

    /// <summary>Every kubectl with and without isolation in long runs; each of both at least once in short ones.</summary>
    public static TheoryData<string, bool> Runs
    {
        get
        {
            var runs = new TheoryData<string, bool>();
            var versions = KubernetesTools.Installed;
            for (var i = 0; i < versions.Count; i++)
            {
                var isNewest = i == versions.Count - 1;
                if (IsLong || !isNewest)
                    runs.Add(versions[i].Version.ToString(), false);
                if (IsLong || isNewest)
                    runs.Add(versions[i].Version.ToString(), true);
            }
            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task The_orchestration_half_runs_as_written(string kubectl, bool isolated)
    {
        await using var fleet = new LocalFleet(KubernetesTools.Installed.Single(t => t.Version.ToString() == kubectl));
        await fleet.UpAsync(isolated ? "--isolate" : "");
        await ClustersAreListedAsync(fleet);
        await WithoutPolicyNothingRunsAsync(fleet);
        await APolicyPlacesAsync(fleet);
        await ScalingDividesAsync(fleet);
        await WeightsMoveOnlyWhatMustAsync(fleet);
        await EventsTellAsync(fleet);
        await WhatRunsOutlivesThePolicyAsync(fleet);
        await ADeletedDeploymentIsGoneEverywhereAsync(fleet);
        await fleet.RunAsync("pangea down --dir $DIR");
        AssertFree(fleet.Port);
    }

    private static async Task ClustersAreListedAsync(LocalFleet fleet)
    {
        var lines = Normalize(await fleet.RunAsync("kubectl get clusters")).Split('\n');
        Assert.Equal("NAME VERSION MODE READY AGE", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.Matches(@"^ap v1\.36\.\d+ Pull True \d+s$", lines[1]);
        Assert.Matches(@"^eu v1\.36\.\d+ Pull True \d+s$", lines[2]);
        Assert.Matches(@"^us v1\.36\.\d+ Pull True \d+s$", lines[3]);

        lines = Normalize(await fleet.RunAsync("kubectl get clusters -o wide")).Split('\n');
        Assert.Equal("NAME VERSION MODE READY AGE ZONES REGION PROVIDER API-ENDPOINT PROXY-URL", lines[0]);
        Assert.Matches(@"^ap v1\S+ Pull True \d+s \S+ \S+ \S+ https://127\.0\.0\.1:\d+ <none>$", lines[1]);
    }

    private static async Task WithoutPolicyNothingRunsAsync(LocalFleet fleet)
    {
        Assert.Equal(
            "deployment.apps/hello created\nservice/hello created",
            Normalize(await fleet.RunAsync("kubectl apply -f $EXAMPLES/hello.yaml"))
        );
        var lines = Normalize(await fleet.RunAsync("kubectl get deployments")).Split('\n');
        Assert.Equal("NAME READY UP-TO-DATE AVAILABLE AGE", lines[0]);
        Assert.Matches(@"^hello 0/3 0 0 \d+s$", lines[1]);
        await fleet.UntilAsync(
            "kubectl describe deployment hello | tail -n 1",
            o =>
                System.Text.RegularExpressions.Regex.IsMatch(
                    Normalize(o),
                    @"^Warning ApplyPolicyFailed \S+ resource-detector No policy match for resource$"
                ),
            _ => "the last line is to warn that no policy matches"
        );
        Assert.Equal("", await fleet.RunAsync("kubectl --kubeconfig $C-eu get deployments --no-headers 2>/dev/null"));
    }

    private static async Task APolicyPlacesAsync(LocalFleet fleet)
    {
        await fleet.RunAsync("kubectl apply -f $EXAMPLES/policy.yaml");
        await IsReadyAsync(fleet, 3);
        await fleet.HoldsAsync(1, 1, 1);
    }

    private static async Task ScalingDividesAsync(LocalFleet fleet)
    {
        Assert.Equal(
            "deployment.apps/hello scaled",
            Normalize(await fleet.RunAsync("kubectl scale deployment/hello --replicas=10"))
        );
        await IsReadyAsync(fleet, 10);
        await fleet.RunAsync("kubectl rollout status deployment/hello --timeout=60s");
        var counts = new List<int>();
        foreach (var cluster in new[] { "ap", "eu", "us" })
            counts.Add((await fleet.PodsAsync(cluster)).Count);
        Assert.Equal([3, 3, 4], counts.Order());
    }

    private static async Task WeightsMoveOnlyWhatMustAsync(LocalFleet fleet)
    {
        var before = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var cluster in new[] { "ap", "eu", "us" })
            before[cluster] = await fleet.PodsAsync(cluster);

        await fleet.RunAsync("kubectl apply -f $EXAMPLES/policy-weighted.yaml");

        await fleet.HoldsAsync(ap: 2, eu: 4, us: 4);
        await IsReadyAsync(fleet, 10);
        foreach (var cluster in before.Keys)
        {
            var after = await fleet.PodsAsync(cluster);
            Assert.True(
                after.Count >= before[cluster].Count
                    ? after.IsSupersetOf(before[cluster])
                    : after.IsSubsetOf(before[cluster]),
                $"{cluster}: pods that need not move keep running: {string.Join(' ', before[cluster])} became {string.Join(' ', after)}"
            );
        }
    }

    private static async Task EventsTellAsync(LocalFleet fleet)
    {
        var described = Normalize(await fleet.RunAsync("kubectl describe service hello"));
        foreach (
            var expected in new[]
            {
                "propagationpolicy.karmada.io/permanent-id=",
                "propagationpolicy.karmada.io/name: hello-propagation",
                "propagationpolicy.karmada.io/namespace: default",
                "Normal SyncSucceed",
                "Successfully applied resource(default/hello) to cluster ap",
                "Successfully applied resource(default/hello) to cluster eu",
                "Successfully applied resource(default/hello) to cluster us",
                "Normal AggregateStatusSucceed",
                "Normal ScheduleBindingSucceed",
                "Normal SyncWorkSucceed",
            }
        )
            Assert.Contains(expected, described);

        // Nothing else went wrong on the way.
        var warnings = await fleet.RunAsync(
            "kubectl get events -A --field-selector type=Warning -o jsonpath='{range .items[*]}{.message}{\"\\n\"}{end}'"
        );
        Assert.All(
            warnings.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            w => Assert.Equal("No policy match for resource", w)
        );

        var listed = Normalize(await fleet.RunAsync("kubectl get pp,rb,work -A"));
        Assert.Contains("NAMESPACE NAME CONFLICT-RESOLUTION PRIORITY AGE", listed);
        Assert.Contains("NAMESPACE NAME SCHEDULED FULLYAPPLIED AGE", listed);
        Assert.Contains("NAMESPACE NAME WORKLOAD-KIND APPLIED AGE", listed);
        Assert.Matches(@"default resourcebinding\.work\.karmada\.io/hello-deployment True True \d+", listed);
        Assert.Matches(@"karmada-es-eu work\.work\.karmada\.io/hello-\S+ Deployment True \d+", listed);
    }

    private static async Task WhatRunsOutlivesThePolicyAsync(LocalFleet fleet)
    {
        var before = await fleet.PodsAsync("eu");
        await fleet.RunAsync("kubectl delete pp hello-propagation --timeout=60s");
        await IsReadyAsync(fleet, 10);
        await fleet.HoldsAsync(ap: 2, eu: 4, us: 4);
        Assert.Equal(before, await fleet.PodsAsync("eu"));
    }

    private static async Task ADeletedDeploymentIsGoneEverywhereAsync(LocalFleet fleet)
    {
        await fleet.RunAsync("kubectl delete deployment hello --timeout=60s");
        await FleetState.ConvergesAsync(fleet, isBound: true);

        await fleet.RunAsync("kubectl apply -f $EXAMPLES/policy.yaml -f $EXAMPLES/hello.yaml");
        await IsReadyAsync(fleet, 3);
        await fleet.HoldsAsync(1, 1, 1);
    }

    private static Task<string> IsReadyAsync(LocalFleet fleet, int count) =>
        fleet.UntilAsync(
            "kubectl get deployment hello --no-headers | awk '{print $2, $3, $4}'",
            $"{count}/{count} {count} {count}"
        );

    private static void AssertFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
    }
}
