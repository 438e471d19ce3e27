using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers.Tests;

public class NamespaceTests
{
    private readonly TestCluster cluster = new();

    public NamespaceTests()
    {
        cluster.CreateNamespace("shop");
        cluster.Settle();
    }

    private KubeObject? Shop => cluster.Get(TestCluster.Namespaces, "", "shop");

    [Fact]
    public void A_namespace_goes_with_everything_in_it_and_nothing_else()
    {
        cluster.CreateOwnedIn("shop", "a");
        cluster.CreateOwnedIn("default", "b");
        cluster.Create(
            TestCluster.Secrets,
            """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","namespace":"shop"}}"""
        );
        cluster.Create(TestCluster.Pods, Pod("p", scheduled: false));

        cluster.Delete(TestCluster.Namespaces, "", "shop");
        cluster.Simulation.RunFor(TimeSpan.FromMilliseconds(50));

        Assert.Null(Shop);
        Assert.Empty(cluster.List(TestCluster.ConfigMaps, "shop"));
        Assert.Empty(cluster.List(TestCluster.Secrets, "shop"));
        Assert.Equal("b", cluster.Names(TestCluster.ConfigMaps, "default"));
    }

    [Fact]
    public void Pods_go_first_and_what_they_need_stays_while_they_run()
    {
        cluster.CreateOwnedIn("shop", "a");
        cluster.Create(TestCluster.Pods, Pod("p", scheduled: true));

        cluster.Delete(TestCluster.Namespaces, "", "shop");
        cluster.Settle();

        Assert.Equal("a", cluster.Names(TestCluster.ConfigMaps, "shop"));
        Assert.True(cluster.Get(TestCluster.Pods, "shop", "p")!.IsDeleting);
        Assert.Equal(
            [
                "NamespaceDeletionDiscoveryFailure False ResourcesDiscovered All resources successfully discovered",
                "NamespaceDeletionGroupVersionParsingFailure False ParsedGroupVersions All legacy kube types successfully parsed",
                "NamespaceDeletionContentFailure False ContentDeleted All content successfully deleted, may be waiting on finalization",
                "NamespaceContentRemaining True SomeResourcesRemain Some resources are remaining: pods. has 1 resource instances",
                "NamespaceFinalizersRemaining False ContentHasNoFinalizers All content-preserving finalizers finished",
            ],
            Conditions
        );

        // The node agent's word that the pod has ended.
        cluster.Run(api =>
            api.DeleteAsync(TestCluster.Pods, new("shop", "p"), new() { GracePeriodSeconds = 0 }, default)
        );
        cluster.Simulation.RunFor(TimeSpan.FromMilliseconds(50));
        Assert.Null(Shop);
    }

    [Fact]
    public void What_a_finalizer_holds_is_named_and_its_end_ends_the_namespace()
    {
        cluster.CreateOwnedIn("shop", "a");
        cluster.Patch(TestCluster.ConfigMaps, "shop", "a", """{"metadata":{"finalizers":["example.com/hold"]}}""");

        cluster.Delete(TestCluster.Namespaces, "", "shop");
        cluster.Settle();

        Assert.Contains(
            "NamespaceContentRemaining True SomeResourcesRemain Some resources are remaining: configmaps. has 1 resource instances",
            Conditions
        );
        Assert.Contains(
            "NamespaceFinalizersRemaining True SomeFinalizersRemain Some content in the namespace has finalizers remaining: "
                + "example.com/hold in 1 resource instances",
            Conditions
        );
        cluster.Restart();
        cluster.Settle();
        Assert.NotNull(Shop);

        cluster.Patch(TestCluster.ConfigMaps, "shop", "a", """{"metadata":{"finalizers":null}}""");
        cluster.Simulation.RunFor(TimeSpan.FromMilliseconds(50));
        Assert.Null(Shop);
    }

    [Fact]
    public void Nobody_can_fill_a_namespace_that_is_being_emptied()
    {
        cluster.CreateOwnedIn("shop", "a");
        cluster.Patch(TestCluster.ConfigMaps, "shop", "a", """{"metadata":{"finalizers":["example.com/hold"]}}""");
        cluster.Delete(TestCluster.Namespaces, "", "shop");
        cluster.Settle();

        var refused = cluster.Run(api =>
            api.CreateAsync(
                TestCluster.ConfigMaps,
                TestCluster.Parse(
                    """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"late","namespace":"shop"}}"""
                ),
                Client.WriteOptions.None,
                default
            )
        );

        Assert.Equal(403, refused.Error!.Code);
        Assert.Equal("NamespaceTerminating", Assert.Single(refused.Error.Causes).Reason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_crash_at_any_moment_delays_the_end_and_does_not_prevent_it(ulong seed)
    {
        var one = new TestCluster(seed);
        one.CreateNamespace("shop");
        for (var i = 0; i < 20; i++)
            one.CreateOwnedIn("shop", $"a{i}");
        var random = new Random((int)seed);
        one.Delete(TestCluster.Namespaces, "", "shop");
        for (var i = 0; i < 5; i++)
            one.CrashAfter(1 + random.Next(400));
        one.Settle();

        Assert.Null(one.Get(TestCluster.Namespaces, "", "shop"));
        Assert.Empty(one.List(TestCluster.ConfigMaps, "shop"));
    }

    private List<string> Conditions =>
        [
            .. Shop!
                .Status.Maps("conditions")
                .Select(c => $"{c.Text("type")} {c.Text("status")} {c.Text("reason")} {c.Text("message")}"),
        ];

    private static string Pod(string name, bool scheduled) =>
        $$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"shop"},
             "spec":{"containers":[{"name":"c","image":"nginx"}]{{{(scheduled ? ",\"nodeName\":\"n1\"" : "")}}}}}
            """;
}
