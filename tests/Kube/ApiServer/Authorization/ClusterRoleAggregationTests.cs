using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests;

public class ClusterRoleAggregationTests
{
    private static readonly MapValue Pods = Rbac.Rule("get", "core", "pods");
    private static readonly MapValue Secrets = Rbac.Rule("get", "core", "secrets");

    [Fact]
    public void A_role_takes_each_rule_of_the_roles_it_selects_once_in_the_order_of_their_names()
    {
        var role = PolicyEntries.Aggregate("mine");
        KubeObject[] all =
        [
            role,
            PolicyEntries.ClusterRole("b", Secrets, Pods).AggregatedTo("mine"),
            PolicyEntries.ClusterRole("a", Pods).AggregatedTo("mine"),
            PolicyEntries.ClusterRole("c", Rbac.Rule("*", "*", "*")),
        ];

        var rules = ClusterRoleAggregation.NewRules(role, all);

        Assert.Equal([Pods, Secrets], rules!);
        Assert.Null(ClusterRoleAggregation.NewRules(role.With(rules, "rules"), all));
        Assert.Null(ClusterRoleAggregation.NewRules(all[3], all));
        Assert.True(ClusterRoleAggregation.IsPartOf(all[1], role));
        Assert.False(ClusterRoleAggregation.IsPartOf(all[3], role));
        Assert.False(ClusterRoleAggregation.IsPartOf(all[1], all[3]));
    }

    [Fact]
    public void A_role_that_selects_itself_does_not_grow()
    {
        var role = PolicyEntries.Aggregate("mine").AggregatedTo("mine").With(ListValue.Create([Pods]), "rules");
        Assert.Equal([], ClusterRoleAggregation.NewRules(role, [role])!);
    }
}
