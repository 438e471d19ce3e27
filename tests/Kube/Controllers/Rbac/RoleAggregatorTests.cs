namespace Pangea.Kube.Controllers.Tests;

public class RoleAggregatorTests
{
    private readonly TestCluster cluster = new();

    private void Role(string name, string more) =>
        cluster.Create(
            TestCluster.ClusterRoles,
            $$$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"{{{name}}}"{{{more}}}}"""
        );

    private string Rules(string name) =>
        cluster.Get(TestCluster.ClusterRoles, "", name)!.Root.List("rules")?.ToString() ?? "";

    private const string Gadgets = """{"apiGroups":["example.com"],"resources":["gadgets"],"verbs":["get"]}""";

    [Fact]
    public void A_role_follows_the_roles_it_is_made_of()
    {
        Role("all", """},"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"to-all":"yes"}}]}""");
        cluster.Settle();
        Assert.Equal("", Rules("all").Trim('[', ']'));

        Role("part", ""","labels":{"to-all":"yes"}},"rules":[""" + Gadgets + "]");
        cluster.Settle();
        Assert.Equal($"[{Gadgets}]", Rules("all"));

        cluster.Patch(TestCluster.ClusterRoles, "", "part", """{"metadata":{"labels":null}}""");
        cluster.Settle();
        Assert.Equal("", Rules("all").Trim('[', ']'));
    }

    [Fact]
    public void What_is_made_for_users_reaches_the_roles_that_every_cluster_has()
    {
        Role(
            "gadgets",
            ""","labels":{"rbac.authorization.k8s.io/aggregate-to-view":"true"}},"rules":[""" + Gadgets + "]"
        );
        cluster.Settle();

        // Through view and edit into admin: a chain of roles that are made of others.
        foreach (var role in new[] { "view", "edit", "admin" })
            Assert.Contains("gadgets", Rules(role));

        cluster.Delete(TestCluster.ClusterRoles, "", "gadgets");
        cluster.Settle();
        foreach (var role in new[] { "view", "edit", "admin" })
            Assert.DoesNotContain("gadgets", Rules(role));
    }
}
