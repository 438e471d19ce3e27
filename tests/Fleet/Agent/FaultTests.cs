using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent.Tests;

/// <summary>An agent whose hub, member or own process goes away at bad moments.</summary>
public sealed class FaultTests
{
    private static readonly int Seeds = Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1" ? 1000 : 20;

    private static readonly GroupVersionResource Deployments = TestMember.Deployments;
    private static readonly GroupVersionResource ConfigMaps = TestMember.ConfigMaps;

    [Fact]
    public void The_agent_may_die_before_or_after_any_of_its_writes()
    {
        for (var at = 1; at <= 14; at++)
        {
            foreach (var after in new[] { false, true })
            {
                var fleet = new TestMember((ulong)at);
                var left = at;
                var dies = false;
                fleet.OnWrite = (call, done) =>
                {
                    if (call.Resource is "leases" or "events" || done != after || --left != 0)
                        return Task.CompletedTask;
                    // Whoever waits for the call dies before it comes back.
                    dies = true;
                    return new TaskCompletionSource().Task;
                };
                fleet.BetweenSteps = () =>
                {
                    if (!dies)
                        return;
                    dies = false;
                    fleet.AgentProcess.Crash();
                };
                Story(fleet);
                if (!fleet.AgentProcess.IsRunning)
                    fleet.AgentProcess.Start();
                fleet.RunFor(60);
                CheckEnd(fleet, $"death {(after ? "after" : "before")} write {at}");
            }
        }
    }

    [Fact]
    public void Whatever_the_network_does_it_ends_as_it_should()
    {
        for (var seed = 1UL; seed <= (ulong)Seeds; seed++)
        {
            var fleet = new TestMember(seed);
            foreach (var link in new[] { fleet.ToHub, fleet.ToMember })
            {
                link.LostRequests = 0.1;
                link.LostAnswers = 0.1;
                link.BrokenWatches = 0.05;
                link.LongestDelay = TimeSpan.FromMilliseconds(300);
            }
            Story(fleet);
            fleet.ToHub.Heal();
            fleet.ToMember.Heal();
            fleet.RunFor(120);
            CheckEnd(fleet, $"seed {seed}");
        }
    }

    /// <summary>Works come, change and go, with the agent restarted whenever it has died.</summary>
    private static void Story(TestMember fleet)
    {
        fleet.GiveWork("hello-1", TestMember.Hello);
        fleet.GiveWork("settings-1", TestMember.Settings());
        Pass(fleet);
        fleet.ChangeManifest("hello-1", m => m.With(5, "spec", "replicas"));
        fleet.ChangeManifest("settings-1", m => m.With(MapValue.Of(("a", "2")), "data"));
        Pass(fleet);
        fleet.GiveWork("gone-1", TestMember.Settings(name: "gone"));
        Pass(fleet);
        fleet.Delete(fleet.Hub, AgentResources.Works, TestMember.Space, "gone-1");
        Pass(fleet);
    }

    private static void Pass(TestMember fleet)
    {
        fleet.RunFor(2);
        if (!fleet.AgentProcess.IsRunning)
            fleet.AgentProcess.Start();
        fleet.RunFor(2);
    }

    private static void CheckEnd(TestMember fleet, string run)
    {
        Assert.True(5 == fleet.Get(fleet.Member, Deployments, "default", "hello")?.Spec.Integer("replicas"), run);
        var data = fleet.Get(fleet.Member, ConfigMaps, "default", "settings")?.Root.Map("data")?.ToString();
        Assert.True(data == """{"a":"2"}""", $"{run}: {data}");
        Assert.True(fleet.Get(fleet.Member, ConfigMaps, "default", "gone") is null, run);
        var works = fleet.Works();
        Assert.True(works.Select(w => w.Name).SequenceEqual(["hello-1", "settings-1"]), run);
        Assert.All(works, w => Assert.True(Conditions.IsTrue(w.Status, ConditionTypes.Applied), run));
    }

    [Fact]
    public void A_member_that_is_away_loses_nothing_and_catches_up()
    {
        var fleet = new TestMember();
        fleet.GiveWork("hello-1", TestMember.Hello);
        fleet.RunFor(1);
        var uid = fleet.Get(fleet.Member, Deployments, "default", "hello")!.Uid;

        fleet.ToMember.IsDown = true;
        fleet.ChangeManifest("hello-1", m => m.With(6, "spec", "replicas"));
        fleet.RunFor(120);
        // Nothing is known of a member that does not answer, and nothing is said.
        Assert.Equal("True", fleet.Applied("hello-1").Status);
        Assert.Equal("ClusterNotReachable", Ready(fleet).Reason);

        fleet.ToMember.IsDown = false;
        fleet.RunFor(70);
        var deployment = fleet.Get(fleet.Member, Deployments, "default", "hello")!;
        Assert.Equal((uid, 6), (deployment.Uid, deployment.Spec.Integer("replicas")));
        Assert.Equal("True", Ready(fleet).Status);
    }

    [Fact]
    public void A_hub_that_is_away_or_comes_back_empty_handed_deletes_nothing()
    {
        var fleet = new TestMember();
        fleet.GiveWork("hello-1", TestMember.Hello);
        fleet.RunFor(1);
        var uid = fleet.Get(fleet.Member, Deployments, "default", "hello")!.Uid;

        fleet.CrashHub();
        fleet.RunFor(300);
        Assert.Equal(uid, fleet.Get(fleet.Member, Deployments, "default", "hello")!.Uid);

        fleet.StartHub();
        fleet.RunFor(60);
        Assert.Equal("True", Ready(fleet).Status);
        Assert.Equal(uid, fleet.Get(fleet.Member, Deployments, "default", "hello")!.Uid);
        fleet.ChangeManifest("hello-1", m => m.With(2, "spec", "replicas"));
        fleet.RunFor(1);
        Assert.Equal(2, fleet.Get(fleet.Member, Deployments, "default", "hello")!.Spec.Integer("replicas"));

        // A Work that vanishes without having been deleted in order (an administrator took its finalizer) takes nothing along.
        fleet.ToHub.IsDown = true;
        fleet.Delete(fleet.Hub, AgentResources.Works, TestMember.Space, "hello-1");
        fleet.Patch(
            fleet.Hub,
            AgentResources.Works,
            TestMember.Space,
            "hello-1",
            """{"metadata":{"finalizers":null}}"""
        );
        fleet.ToHub.IsDown = false;
        fleet.RunFor(120);
        Assert.Equal(uid, fleet.Get(fleet.Member, Deployments, "default", "hello")!.Uid);
    }

    [Fact]
    public void A_member_that_restarts_is_followed_again()
    {
        var fleet = new TestMember();
        fleet.GiveWork("settings-1", TestMember.Settings());
        fleet.RunFor(1);
        fleet.CrashMember();
        fleet.RunFor(5);
        fleet.StartMember();
        fleet.Delete(fleet.Member, ConfigMaps, "default", "settings");
        fleet.RunFor(60);
        Assert.NotNull(fleet.Get(fleet.Member, ConfigMaps, "default", "settings"));
    }

    [Fact]
    public void An_agent_that_starts_again_changes_nothing()
    {
        var fleet = new TestMember();
        fleet.GiveWork("hello-1", TestMember.Hello);
        fleet.GiveWork("settings-1", TestMember.Settings());
        fleet.RunFor(5);
        var before = fleet.List(fleet.Member, Deployments).Concat(fleet.List(fleet.Member, ConfigMaps));
        var versions = before.Select(o => (o.Name, o.ResourceVersion)).ToList();
        var works = fleet.Works().Select(w => w.ResourceVersion).ToList();
        fleet.AgentProcess.Crash();
        fleet.AgentProcess.Start();
        fleet.RunFor(30);

        // The first apply after a start is recorded as the agent's and changes no field; after that there is none.
        fleet.AgentProcess.Crash();
        var after = fleet.List(fleet.Member, Deployments).Concat(fleet.List(fleet.Member, ConfigMaps)).ToList();
        Assert.Equal(before.Select(o => o.Generation), after.Select(o => o.Generation));
        fleet.AgentProcess.Start();
        fleet.RunFor(30);
        Assert.Equal(
            after.Select(o => (o.Name, o.ResourceVersion)),
            fleet
                .List(fleet.Member, Deployments)
                .Concat(fleet.List(fleet.Member, ConfigMaps))
                .Select(o => (o.Name, o.ResourceVersion))
        );
        Assert.Equal(works, fleet.Works().Select(w => w.ResourceVersion));
        Assert.Equal(versions.Count, after.Count);
        Assert.Single(fleet.EventsOf("hello-1"), e => e.Contains("SyncSucceed"));
    }

    private static (string? Status, string? Reason) Ready(TestMember fleet)
    {
        var cluster = fleet.Get(fleet.Hub, AgentResources.Clusters, "", "eu")!;
        var ready = Conditions.Find(cluster.Status, ConditionTypes.Ready);
        return (ready?.Text("status"), ready?.Text("reason"));
    }
}
