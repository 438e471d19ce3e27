using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent.Tests;

/// <summary>Works of kinds that the member learns of while the agent runs.</summary>
public sealed class CustomKindTests
{
    private static readonly GroupVersionResource Crds = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    private static readonly GroupVersionResource CronTabs = new("stable.example.com", "v1", "crontabs");

    private const string Definition = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"crontabs.stable.example.com"},
         "spec":{"group":"stable.example.com","scope":"Namespaced","names":{"kind":"CronTab","plural":"crontabs"},
         "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
         "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
        """;

    private const string Nightly = """
        {"apiVersion":"stable.example.com/v1","kind":"CronTab","metadata":{"name":"nightly","namespace":"default"},"spec":{"cron":"0 3 * * *"}}
        """;

    private readonly TestMember fleet = new();

    private KubeObject? CronTab => fleet.Get(fleet.Member, CronTabs, "default", "nightly");

    private IEnumerable<string?> Enablements =>
        fleet
            .Get(fleet.Hub, AgentResources.Clusters, "", "eu")!
            .Status.Maps("apiEnablements")
            .Select(e => e.Text("groupVersion"));

    [Fact]
    public void An_object_before_its_definition_comes_right_behind_it()
    {
        fleet.GiveWork("nightly-1", Nightly);
        // Long enough for retries to have become rare.
        fleet.RunFor(120);
        Assert.Equal(
            (
                "False",
                "AppliedFailed",
                "Failed to apply all manifests (0/1): the cluster does not serve the kind stable.example.com/v1, Kind=CronTab"
            ),
            fleet.Applied("nightly-1")
        );

        fleet.GiveWork("definition-1", Definition);
        fleet.RunFor(1);

        Assert.NotNull(CronTab);
        Assert.Equal("True", fleet.Applied("nightly-1").Status);
    }

    [Fact]
    public void That_the_member_serves_a_new_kind_is_told_at_once()
    {
        Assert.DoesNotContain("stable.example.com/v1", Enablements);
        fleet.Create(fleet.Member, Crds, Definition);
        fleet.RunFor(1);
        Assert.Contains("stable.example.com/v1", Enablements);

        fleet.Delete(fleet.Member, Crds, "", "crontabs.stable.example.com");
        fleet.RunFor(1);
        Assert.DoesNotContain("stable.example.com/v1", Enablements);
    }

    [Fact]
    public void The_status_of_a_custom_object_comes_back_whole()
    {
        fleet.GiveWork("definition-1", Definition);
        fleet.GiveWork("nightly-1", Nightly);
        fleet.RunFor(2);
        fleet.Patch(
            fleet.Member,
            CronTabs,
            "default",
            "nightly",
            """{"status":{"lastRun":"2030-01-01T03:00:00Z","runs":[{"ok":true}]}}""",
            subresource: "status"
        );
        fleet.RunFor(1);

        var state = fleet.Work("nightly-1").Status.Maps("manifestStatuses").Single();
        Assert.Equal("""{"lastRun":"2030-01-01T03:00:00Z","runs":[{"ok":true}]}""", state.Map("status")!.ToString());
        // As in the original, where nothing says how a kind is well it counts as well.
        Assert.Equal(ResourceHealths.Healthy, state.Text("health"));
    }

    [Fact]
    public void A_definition_that_somebody_removes_comes_back_with_its_objects()
    {
        fleet.GiveWork("definition-1", Definition);
        fleet.GiveWork("nightly-1", Nightly);
        fleet.RunFor(2);
        var before = CronTab!.Uid;

        fleet.Delete(fleet.Member, Crds, "", "crontabs.stable.example.com");
        fleet.RunFor(3);

        Assert.NotEqual(before, CronTab!.Uid);
        Assert.Equal("True", fleet.Applied("nightly-1").Status);
        // The view of the kind sees what comes after it was gone.
        fleet.Patch(fleet.Member, CronTabs, "default", "nightly", """{"spec":{"cron":"never"}}""");
        fleet.RunFor(1);
        Assert.Equal("0 3 * * *", CronTab!.Spec.Text("cron"));
    }

    [Fact]
    public void Works_of_a_kind_that_is_gone_end_and_nothing_is_asked_for_it()
    {
        fleet.GiveWork("definition-1", Definition);
        fleet.GiveWork("nightly-1", Nightly);
        fleet.RunFor(2);

        fleet.Delete(fleet.Hub, AgentResources.Works, TestMember.Space, "definition-1");
        fleet.Delete(fleet.Hub, AgentResources.Works, TestMember.Space, "nightly-1");
        fleet.RunFor(2);
        Assert.Empty(fleet.Works());
        Assert.Null(fleet.Get(fleet.Member, Crds, "", "crontabs.stable.example.com"));

        fleet.FollowedInMember.Clear();
        fleet.RunFor(300);
        Assert.DoesNotContain("crontabs", fleet.FollowedInMember);
    }

    [Fact]
    public void A_definition_that_changes_shows_its_objects_anew()
    {
        fleet.GiveWork("definition-1", Definition);
        fleet.GiveWork("nightly-1", Nightly);
        fleet.RunFor(2);
        fleet.FollowedInMember.Clear();
        fleet.Patch(
            fleet.Member,
            Crds,
            "",
            "crontabs.stable.example.com",
            """{"metadata":{"labels":{"a":"b"}},"spec":{"names":{"shortNames":["ct"]}}}"""
        );
        fleet.RunFor(2);
        Assert.Contains("crontabs", fleet.FollowedInMember);
        fleet.Patch(fleet.Member, CronTabs, "default", "nightly", """{"spec":{"cron":"never"}}""");
        fleet.RunFor(1);
        Assert.Equal("0 3 * * *", CronTab!.Spec.Text("cron"));
    }
}
