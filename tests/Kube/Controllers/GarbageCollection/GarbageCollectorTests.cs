using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers.Tests;

public class GarbageCollectorTests
{
    private readonly TestCluster cluster = new();

    private string Left => string.Join(' ', cluster.List(TestCluster.ConfigMaps, "default").Select(o => o.Name));

    [Fact]
    public void What_a_deleted_owner_leaves_behind_is_deleted_down_to_the_last_generation_within_milliseconds()
    {
        var root = cluster.CreateOwned("root");
        var child = cluster.CreateOwned("child", TestCluster.Ref(root));
        cluster.CreateOwned("grandchild", TestCluster.Ref(child));
        cluster.CreateOwned("stranger");

        cluster.Delete(TestCluster.ConfigMaps, "default", "root");
        cluster.Simulation.RunFor(TimeSpan.FromMilliseconds(20));

        Assert.Equal("stranger", Left);
    }

    [Fact]
    public void An_owner_of_another_kind_and_no_namespace_counts_too()
    {
        var role = cluster.Create(
            TestCluster.ClusterRoles,
            """{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"owner"}}"""
        );
        cluster.CreateOwned("child", TestCluster.Ref(role));
        cluster.Settle();
        Assert.Equal("child", Left);

        cluster.Delete(TestCluster.ClusterRoles, "", "owner");
        cluster.Settle();

        Assert.Equal("", Left);
    }

    [Fact]
    public void Who_has_another_owner_left_stays_and_names_only_that_one()
    {
        var one = cluster.CreateOwned("one");
        var two = cluster.CreateOwned("two");
        cluster.CreateOwned("child", TestCluster.Ref(one), TestCluster.Ref(two));

        cluster.Delete(TestCluster.ConfigMaps, "default", "one");
        cluster.Settle();

        Assert.Equal("child two", Left);
        Assert.Equal(
            [two.Uid],
            cluster.Get(TestCluster.ConfigMaps, "default", "child")!.OwnerReferences.Select(o => o.Uid)
        );
    }

    [Fact]
    public void An_owner_that_was_never_there_is_absent_and_one_of_a_kind_that_is_not_served_is_not()
    {
        cluster.CreateOwned(
            "lost",
            new OwnerReference("v1", "ConfigMap", "nobody", "00000000-0000-4000-8000-000000000000")
        );
        cluster.CreateOwned(
            "kept",
            new OwnerReference("example.com/v1", "Thing", "x", "00000000-0000-4000-8000-000000000001")
        );
        cluster.Settle();

        Assert.Equal("kept", Left);
    }

    [Fact]
    public void An_object_made_anew_under_an_owners_name_is_not_that_owner()
    {
        var owner = cluster.CreateOwned("owner");
        cluster.Delete(TestCluster.ConfigMaps, "default", "owner");
        cluster.CreateOwned("owner");
        cluster.CreateOwned("child", TestCluster.Ref(owner));
        cluster.Settle();

        Assert.Equal("owner", Left);
    }

    [Fact]
    public void An_owner_in_another_namespace_is_none_and_an_event_says_so()
    {
        cluster.CreateNamespace("other");
        var owner = cluster.CreateOwnedIn("other", "owner");
        var child = cluster.CreateOwned("child", TestCluster.Ref(owner));
        cluster.Settle();

        Assert.Equal("", Left);
        Assert.NotNull(cluster.Get(TestCluster.ConfigMaps, "other", "owner"));
        var said = Assert.Single(
            cluster.List(TestCluster.Events, "default"),
            e => e.Root.At("involvedObject", "uid") is StringValue uid && uid.Text == child.Uid
        );
        Assert.Equal("OwnerRefInvalidNamespace", said.Root.Text("reason"));
        Assert.Equal(
            $"ownerRef [v1/ConfigMap, namespace: default, name: owner, uid: {owner.Uid}] does not exist in namespace \"default\"",
            said.Root.Text("message")
        );
    }

    [Fact]
    public void In_the_foreground_an_owner_waits_for_the_dependents_that_block_it()
    {
        var owner = cluster.CreateOwned("owner");
        cluster.CreateOwned("blocking", TestCluster.Ref(owner, block: true));
        cluster.CreateOwned("other", TestCluster.Ref(owner));
        cluster.Patch(
            TestCluster.ConfigMaps,
            "default",
            "blocking",
            """{"metadata":{"finalizers":["example.com/hold"]}}"""
        );
        cluster.Settle();

        cluster.Delete(TestCluster.ConfigMaps, "default", "owner", "Foreground");
        cluster.Settle();
        Assert.Equal("blocking other owner", Left);
        Assert.True(cluster.Get(TestCluster.ConfigMaps, "default", "blocking")!.IsDeleting);

        cluster.Patch(TestCluster.ConfigMaps, "default", "blocking", """{"metadata":{"finalizers":null}}""");
        cluster.Settle();
        Assert.Equal("", Left);
    }

    [Fact]
    public void Orphans_stay_and_name_their_owner_no_more()
    {
        var owner = cluster.CreateOwned("owner");
        cluster.CreateOwned("child", TestCluster.Ref(owner, block: true));

        cluster.Delete(TestCluster.ConfigMaps, "default", "owner", "Orphan");
        cluster.Settle();

        Assert.Equal("child", Left);
        Assert.Empty(cluster.Get(TestCluster.ConfigMaps, "default", "child")!.OwnerReferences);
    }

    [Theory]
    [InlineData("Background")]
    [InlineData("Foreground")]
    public void A_circle_of_owners_does_not_hold_itself(string policy)
    {
        var a = cluster.CreateOwned("a");
        var b = cluster.CreateOwned("b", TestCluster.Ref(a, block: true));
        var c = cluster.CreateOwned("c", TestCluster.Ref(b, block: true));
        cluster.Patch(
            TestCluster.ConfigMaps,
            "default",
            "a",
            $$$"""{"metadata":{"ownerReferences":[{{{TestCluster.Ref(c, block: true).ToValue()}}}]}}"""
        );

        cluster.Delete(TestCluster.ConfigMaps, "default", "a", policy);
        cluster.Settle();

        Assert.Equal("", Left);
    }

    [Fact]
    public void Idle_it_writes_nothing()
    {
        var owner = cluster.CreateOwned("owner");
        cluster.CreateOwned("child", TestCluster.Ref(owner, block: true));
        cluster.Settle();
        var before = cluster.Simulation.Run(() => cluster.Store.GetRevisionAsync(default).AsTask());
        cluster.Restart();
        cluster.Simulation.RunFor(TimeSpan.FromHours(2));

        Assert.Equal(before, cluster.Simulation.Run(() => cluster.Store.GetRevisionAsync(default).AsTask()));
    }
}
