using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent.Tests;

/// <summary>Works on their way into a member.</summary>
public sealed class ExecutionTests
{
    private static readonly GroupVersionResource Deployments = TestMember.Deployments;
    private static readonly GroupVersionResource ConfigMaps = TestMember.ConfigMaps;

    [Fact]
    public void A_work_is_created_in_the_member_and_told_in_one_write()
    {
        var fleet = new TestMember();
        fleet.GiveWork("hello-1", TestMember.Hello);
        fleet.RunFor(1);

        var made = fleet.Get(fleet.Member, Deployments, "default", "hello")!;
        Assert.Equal(3, made.Spec.Integer("replicas"));
        Assert.Equal("true", made.Labels.Text(FleetLabels.Managed));
        Assert.Equal("create deployments hello", Assert.Single(fleet.WrittenToMember).ToString());
        Assert.Equal(
            ["update works/status hello-1"],
            fleet.WrittenToHub.Where(w => w.Resource == "works").Select(w => w.ToString())
        );
        var work = fleet.Work("hello-1");
        Assert.Equal(
            ["Dispatching True Dispatching", "Applied True AppliedSuccessful"],
            work.Status.Maps("conditions").Select(c => $"{c.Text("type")} {c.Text("status")} {c.Text("reason")}")
        );
        Assert.Equal(
            """{"group":"apps","kind":"Deployment","name":"hello","namespace":"default","ordinal":0,"resource":"","version":"v1"}""",
            work.Status.Maps("manifestStatuses").Single().Map("identifier")!.ToString()
        );
        Assert.Equal(
            [
                "execution-controller Normal Deployment SyncSucceed Successfully applied resource(default/hello) to cluster eu",
            ],
            fleet.EventsOf("hello")
        );
        Assert.Equal(
            [
                "execution-controller Normal Work SyncSucceed Sync work(karmada-es-eu/hello-1) to cluster(eu) successful.",
            ],
            fleet.EventsOf("hello-1")
        );
    }

    [Fact]
    public void What_the_member_reports_comes_back_into_the_work()
    {
        var fleet = new TestMember();
        fleet.GiveWork("hello-1", TestMember.Hello);
        fleet.RunFor(1);
        Assert.Equal("Unhealthy", fleet.Work("hello-1").Status.Maps("manifestStatuses").Single().Text("health"));

        fleet.WrittenToHub.Clear();
        fleet.WrittenToMember.Clear();
        foreach (var ready in new[] { 1, 2, 3 })
            Ready(fleet, ready);
        fleet.RunFor(1);

        var state = fleet.Work("hello-1").Status.Maps("manifestStatuses").Single();
        Assert.Equal("Healthy", state.Text("health"));
        Assert.Equal(
            """{"availableReplicas":3,"generation":1,"observedGeneration":1,"readyReplicas":3,"replicas":3,"updatedReplicas":3}""",
            state.Map("status")!.ToString()
        );
        Assert.Empty(fleet.WrittenToMember);
        Assert.Equal(1, fleet.WrittenToHub.Count(w => w.Resource == "works"));
        Assert.Contains(
            "work-status-controller Normal Work InterpretHealthSucceed Interpret health of object(Deployment/default/hello) as healthy.",
            fleet.EventsOf("hello-1")
        );
    }

    /// <summary>So many pods of the Deployment are ready in the member.</summary>
    private static void Ready(TestMember fleet, int pods) =>
        fleet.Patch(
            fleet.Member,
            Deployments,
            "default",
            "hello",
            $$$"""
            {"status":{"observedGeneration":1,"replicas":3,"updatedReplicas":3,"readyReplicas":{{{pods}}},
             "availableReplicas":{{{pods}}}}}
            """,
            "status"
        );

    [Fact]
    public void What_gets_healthy_in_a_moment_is_told_once()
    {
        var fleet = new TestMember();
        fleet.GiveWork("hello-1", TestMember.Hello);
        fleet.RunFor(0.2);
        foreach (var ready in new[] { 1, 2, 3 })
        {
            Ready(fleet, ready);
            fleet.RunFor(0.09);
        }
        fleet.RunFor(1);

        Assert.Equal("Healthy", fleet.Work("hello-1").Status.Maps("manifestStatuses").Single().Text("health"));
        Assert.Equal(1, fleet.WrittenToHub.Count(w => w.Resource == "works"));
        Assert.DoesNotContain(fleet.EventsOf("hello-1"), e => e.Contains("InterpretHealth", StringComparison.Ordinal));
    }

    [Fact]
    public void A_quiet_fleet_is_written_to_by_heartbeats_only()
    {
        var fleet = new TestMember();
        fleet.GiveWork("hello-1", TestMember.Hello);
        fleet.RunFor(30);
        fleet.WrittenToHub.Clear();
        fleet.WrittenToMember.Clear();

        fleet.RunFor(600);

        Assert.Empty(fleet.WrittenToMember);
        Assert.All(fleet.WrittenToHub, w => Assert.Equal("update leases eu", w.ToString()));
        Assert.InRange(fleet.WrittenToHub.Count, 58, 62);
    }

    [Fact]
    public void A_changed_work_is_applied_and_what_it_no_longer_says_goes()
    {
        var fleet = new TestMember();
        fleet.GiveWork("settings-1", TestMember.Settings());
        fleet.RunFor(1);
        // Somebody in the member adds something of their own.
        fleet.Patch(fleet.Member, ConfigMaps, "default", "settings", """{"data":{"own":"x"}}""", manager: "somebody");
        fleet.RunFor(1);

        fleet.ChangeManifest("settings-1", m => m.With(MapValue.Of(("b", "3")), "data"));
        fleet.RunFor(1);
        Assert.Equal(
            """{"b":"3","own":"x"}""",
            fleet.Get(fleet.Member, ConfigMaps, "default", "settings")!.Root.Map("data")!.ToString()
        );

        fleet.ChangeManifest("settings-1", m => m.With(MapValue.Of(("c", "4")), "data"));
        fleet.RunFor(1);
        Assert.Equal(
            """{"c":"4","own":"x"}""",
            fleet.Get(fleet.Member, ConfigMaps, "default", "settings")!.Root.Map("data")!.ToString()
        );
        Assert.Equal("True", fleet.Applied("settings-1").Status);
    }

    [Fact]
    public void Drift_is_repaired_and_a_deleted_object_comes_back()
    {
        var fleet = new TestMember();
        fleet.GiveWork("hello-1", TestMember.Hello);
        fleet.RunFor(1);

        fleet.Patch(fleet.Member, Deployments, "default", "hello", """{"spec":{"replicas":7}}""", manager: "somebody");
        fleet.RunFor(1);
        Assert.Equal(3, fleet.Get(fleet.Member, Deployments, "default", "hello")!.Spec.Integer("replicas"));

        fleet.Patch(
            fleet.Member,
            Deployments,
            "default",
            "hello",
            """{"metadata":{"labels":{"karmada.io/managed":null}}}""",
            manager: "somebody"
        );
        fleet.RunFor(1);
        Assert.Equal("False", fleet.Applied("hello-1").Status);
        fleet.Patch(
            fleet.Member,
            Deployments,
            "default",
            "hello",
            """{"metadata":{"labels":{"karmada.io/managed":"true"}}}""",
            manager: "somebody"
        );
        fleet.RunFor(1);
        Assert.Equal("True", fleet.Applied("hello-1").Status);

        var uid = fleet.Get(fleet.Member, Deployments, "default", "hello")!.Uid;
        fleet.Delete(fleet.Member, Deployments, "default", "hello");
        fleet.RunFor(1);
        var back = fleet.Get(fleet.Member, Deployments, "default", "hello")!;
        Assert.NotEqual(uid, back.Uid);
        Assert.Equal("True", fleet.Applied("hello-1").Status);
    }

    [Fact]
    public void A_foreign_object_is_left_alone_until_the_work_says_otherwise()
    {
        var fleet = new TestMember();
        var foreign = fleet.Create(fleet.Member, ConfigMaps, TestMember.Settings("""{"theirs":"1"}"""));
        fleet.GiveWork("settings-1", TestMember.Settings());
        fleet.RunFor(5);

        Assert.Equal(
            (
                "False",
                "AppliedFailed",
                "Failed to apply all manifests (0/1): resource(kind=ConfigMap, default/settings) already exists in the cluster eu and the "
                    + "work.karmada.io/conflict-resolution strategy value is empty, Karmada will not manage this resource"
            ),
            fleet.Applied("settings-1")
        );
        Assert.Equal(
            foreign.ResourceVersion,
            fleet.Get(fleet.Member, ConfigMaps, "default", "settings")!.ResourceVersion
        );
        Assert.Equal(1, fleet.EventsOf("settings").Count(e => e.Contains(" SyncFailed ")));

        fleet.ChangeManifest(
            "settings-1",
            m =>
                m.WithAnnotation(
                    FleetAnnotations.ConflictResolution,
                    FleetAnnotations.ConflictResolutionValues.Overwrite
                )
        );
        fleet.RunFor(1);
        var taken = fleet.Get(fleet.Member, ConfigMaps, "default", "settings")!;
        Assert.Equal("""{"a":"1","b":"2","theirs":"1"}""", taken.Root.Map("data")!.ToString());
        Assert.Equal(foreign.Uid, taken.Uid);
        Assert.Equal("True", fleet.Applied("settings-1").Status);
    }

    [Fact]
    public void Deleting_a_work_deletes_its_object_and_no_other()
    {
        var fleet = new TestMember();
        fleet.GiveWork("settings-1", TestMember.Settings());
        fleet.GiveWork("other-1", TestMember.Settings(name: "other"));
        fleet.Create(fleet.Member, ConfigMaps, TestMember.Settings(name: "foreign"));
        fleet.GiveWork("foreign-1", TestMember.Settings(name: "foreign"));
        fleet.RunFor(1);

        fleet.Delete(fleet.Hub, AgentResources.Works, TestMember.Space, "settings-1");
        fleet.Delete(fleet.Hub, AgentResources.Works, TestMember.Space, "foreign-1");
        fleet.RunFor(1);

        Assert.Equal(["foreign", "other"], fleet.List(fleet.Member, ConfigMaps, "default").Select(c => c.Name));
        Assert.Equal(["other-1"], fleet.Works().Select(w => w.Name));
    }

    [Fact]
    public void A_work_that_preserves_leaves_its_object_without_the_fleets_marks()
    {
        var fleet = new TestMember();
        fleet.GiveWork("hello-1", TestMember.Hello, "\"preserveResourcesOnDeletion\":true,");
        fleet.RunFor(1);
        fleet.Delete(fleet.Hub, AgentResources.Works, TestMember.Space, "hello-1");
        fleet.RunFor(1);

        Assert.Empty(fleet.Works());
        var left = fleet.Get(fleet.Member, Deployments, "default", "hello")!;
        Assert.Equal("""{"app":"hello"}""", left.Labels.ToString());
        Assert.DoesNotContain(left.Annotations.Keys, k => k.Contains("karmada.io", StringComparison.Ordinal));
        Assert.Equal(3, left.Spec.Integer("replicas"));
    }

    [Fact]
    public void A_suspended_work_is_held_back_and_still_reports()
    {
        var fleet = new TestMember();
        fleet.GiveWork("settings-1", TestMember.Settings(), "\"suspendDispatching\":true,");
        fleet.RunFor(1);
        Assert.Null(fleet.Get(fleet.Member, ConfigMaps, "default", "settings"));
        Assert.Equal("", fleet.Applied("settings-1").Status);
        var condition = Conditions.Find(fleet.Work("settings-1").Status, ConditionTypes.Dispatching)!;
        Assert.Equal("SuspendDispatching", condition.Text("reason"));

        fleet.Patch(
            fleet.Hub,
            AgentResources.Works,
            TestMember.Space,
            "settings-1",
            """{"spec":{"suspendDispatching":false}}"""
        );
        fleet.RunFor(1);
        Assert.NotNull(fleet.Get(fleet.Member, ConfigMaps, "default", "settings"));
        Assert.Equal(
            [
                "execution-controller Normal Work WorkDispatching Work dispatching is in a suspended state.",
                "execution-controller Normal Work WorkDispatching Work is being dispatched to member clusters.",
            ],
            fleet.EventsOf("settings-1").Where(e => e.Contains("WorkDispatching"))
        );
    }

    [Fact]
    public void An_object_waits_for_its_namespace_without_crying()
    {
        var fleet = new TestMember();
        fleet.GiveWork("settings-1", TestMember.Settings(space: "team"));
        fleet.RunFor(1);
        Assert.Equal("", fleet.Applied("settings-1").Status);
        fleet.RunFor(10);
        Assert.Contains("namespaces \"team\" not found", fleet.Applied("settings-1").Message);

        fleet.GiveWork("team-1", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"team"}}""");
        fleet.RunFor(1);
        Assert.Equal("True", fleet.Applied("settings-1").Status);
        Assert.NotNull(fleet.Get(fleet.Member, ConfigMaps, "team", "settings"));
    }

    [Fact]
    public void A_change_that_the_member_refuses_is_told_once()
    {
        var fleet = new TestMember();
        fleet.GiveWork("hello-1", TestMember.Hello);
        fleet.RunFor(1);
        var before = fleet.Get(fleet.Member, Deployments, "default", "hello")!;
        fleet.ChangeManifest(
            "hello-1",
            m =>
                m.With(MapValue.Of(("app", "other")), "spec", "selector", "matchLabels")
                    .With(MapValue.Of(("app", "other")), "spec", "template", "metadata", "labels")
        );
        fleet.RunFor(120);

        var (status, _, message) = fleet.Applied("hello-1");
        Assert.Equal("False", status);
        Assert.Contains("field is immutable", message);
        Assert.Equal(before.Uid, fleet.Get(fleet.Member, Deployments, "default", "hello")!.Uid);
        Assert.Equal(1, fleet.EventsOf("hello-1").Count(e => e.Contains("SyncFailed")));
    }

    [Fact]
    public void A_kind_that_the_member_does_not_serve_is_told()
    {
        var fleet = new TestMember();
        fleet.GiveWork(
            "thing-1",
            """{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"thing","namespace":"default"}}"""
        );
        fleet.RunFor(10);
        Assert.Equal(
            "Failed to apply all manifests (0/1): the cluster does not serve the kind example.com/v1, Kind=Thing",
            fleet.Applied("thing-1").Message
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Replicas_that_an_autoscaler_has_are_not_touched(bool fromTheStart)
    {
        var fleet = new TestMember();
        string Labeled(string json) =>
            json.Replace(
                "\"labels\":{\"app\":\"hello\"}},\n \"spec\":{\"replicas\"",
                "\"labels\":{\"app\":\"hello\",\"resourcetemplate.karmada.io/retain-replicas\":\"true\"}},\n \"spec\":{\"replicas\""
            );
        fleet.GiveWork("hello-1", fromTheStart ? Labeled(TestMember.Hello) : TestMember.Hello);
        fleet.RunFor(1);
        fleet.ChangeManifest("hello-1", m => m.WithAnnotation("note", "1"));
        fleet.RunFor(1);
        if (!fromTheStart)
        {
            fleet.ChangeManifest("hello-1", m => m.WithLabel(FleetLabels.RetainReplicas, FleetLabels.True));
            fleet.RunFor(1);
        }
        Assert.Equal(3, Replicas());
        Assert.Equal(
            FleetLabels.True,
            fleet.Get(fleet.Member, Deployments, "default", "hello")!.Labels.Text(FleetLabels.RetainReplicas)
        );

        // Nobody has scaled yet: a new number from the hub changes nothing either.
        fleet.ChangeManifest("hello-1", m => m.With(2, "spec", "replicas").WithAnnotation("note", "2"));
        fleet.RunFor(1);
        Assert.Equal(3, Replicas());

        fleet.Patch(
            fleet.Member,
            Deployments,
            "default",
            "hello",
            """{"spec":{"replicas":9}}""",
            manager: "kube-controller-manager"
        );
        fleet.RunFor(1);
        fleet.ChangeManifest("hello-1", m => m.With(4, "spec", "replicas").WithAnnotation("note", "3"));
        fleet.RunFor(1);
        Assert.Equal(9, Replicas());
        var live = fleet.Get(fleet.Member, Deployments, "default", "hello")!;
        Assert.Equal("3", live.Annotations.Text("note"));
        var owners = live
            .Root.Map("metadata")!
            .Maps("managedFields")
            .Where(e => e.Map("fieldsV1")?.At("f:spec", "f:replicas") is not null)
            .Select(e => e.Text("manager"));
        Assert.Equal(["kube-controller-manager"], owners);

        long? Replicas() => fleet.Get(fleet.Member, Deployments, "default", "hello")!.Spec.Integer("replicas");
    }
}
