using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests;

public class RbacAuthorizerTests
{
    private static readonly UserInfo Alice = UserInfo.Of("alice", "dev");
    private static readonly UserInfo Robot = UserInfo.Of(
        ServiceAccountUser.Name("ci", "robot"),
        ServiceAccountUser.Groups("ci")
    );

    [Fact]
    public void A_role_binding_counts_in_its_namespace_and_a_cluster_role_binding_everywhere()
    {
        var rbac = new Rbac();
        rbac.ClusterRoles.Set(Rbac.ClusterRole("reader", Rbac.Rule("get list", "core", "pods")));
        rbac.Bind("a", "readers", "ClusterRole", "reader", PolicyEntries.User("alice"));
        Assert.True(rbac.Allows(Rbac.Request(Alice, "get", "pods", "a", "x")));
        Assert.False(rbac.Allows(Rbac.Request(Alice, "get", "pods", "b", "x")));
        Assert.False(rbac.Allows(Rbac.Request(Alice, "list", "pods")));

        rbac.Bind("", "readers", "ClusterRole", "reader", PolicyEntries.Group("dev"));
        Assert.True(rbac.Allows(Rbac.Request(Alice, "get", "pods", "b", "x")));
        Assert.True(rbac.Allows(Rbac.Request(Alice, "list", "pods")));
    }

    [Fact]
    public void A_role_of_a_namespace_is_another_one_than_that_of_the_same_name_elsewhere()
    {
        var rbac = new Rbac();
        rbac.Roles.Set(Rbac.Role("a", "reader", Rbac.Rule("get", "core", "pods")));
        rbac.ClusterRoles.Set(Rbac.ClusterRole("reader", Rbac.Rule("get", "core", "secrets")));
        rbac.Bind("a", "r", "Role", "reader", PolicyEntries.User("alice"));
        rbac.Bind("b", "r", "Role", "reader", PolicyEntries.User("alice"));

        Assert.True(rbac.Allows(Rbac.Request(Alice, "get", "pods", "a")));
        Assert.False(rbac.Allows(Rbac.Request(Alice, "get", "pods", "b")));
        Assert.False(rbac.Allows(Rbac.Request(Alice, "get", "secrets", "a")));
        // A cluster role binding cannot refer to a role of a namespace.
        rbac.Bind("", "r", "Role", "reader", PolicyEntries.User("alice"));
        Assert.False(rbac.Allows(Rbac.Request(Alice, "get", "pods", "b")));
    }

    [Fact]
    public void Service_accounts_are_bound_by_name_and_by_their_groups()
    {
        var rbac = new Rbac();
        rbac.ClusterRoles.Set(Rbac.ClusterRole("reader", Rbac.Rule("get", "core", "pods")));
        var account = MapValue.Of(("kind", "ServiceAccount"), ("name", "robot"), ("namespace", "ci"));
        rbac.Bind("prod", "r", "ClusterRole", "reader", account);
        Assert.True(rbac.Allows(Rbac.Request(Robot, "get", "pods", "prod")));
        var reason = rbac.Authorizer.Authorize(Rbac.Request(Robot, "get", "pods", "prod")).Reason;
        Assert.Equal(
            """RBAC: allowed by RoleBinding "r/prod" of ClusterRole "reader" to ServiceAccount "robot/ci" """.TrimEnd(),
            reason
        );

        // Without a namespace of its own the subject is one of the binding's namespace.
        rbac.Bind("ci", "r", "ClusterRole", "reader", account.Without("namespace"));
        Assert.True(rbac.Allows(Rbac.Request(Robot, "get", "pods", "ci")));

        rbac.Bind("", "all", "ClusterRole", "reader", PolicyEntries.Group("system:serviceaccounts:ci"));
        Assert.True(rbac.Allows(Rbac.Request(Robot, "get", "pods", "elsewhere")));
    }

    [Fact]
    public void Roles_may_come_before_or_after_their_bindings_and_go_again()
    {
        var rbac = new Rbac();
        var request = Rbac.Request(Alice, "get", "pods");
        rbac.Bind("", "r", "ClusterRole", "late", PolicyEntries.User("alice"));
        var denied = rbac.Authorizer.Authorize(request);
        Assert.Equal(Decision.NoOpinion, denied.Decision);
        Assert.Equal("""RBAC: clusterrole.rbac.authorization.k8s.io "late" not found""", denied.Reason);

        rbac.ClusterRoles.Set(Rbac.ClusterRole("late", Rbac.Rule("get", "core", "pods")));
        Assert.Equal(
            """RBAC: allowed by ClusterRoleBinding "r" of ClusterRole "late" to User "alice" """.TrimEnd(),
            rbac.Authorizer.Authorize(request).Reason
        );
        rbac.ClusterRoles.Set(Rbac.ClusterRole("late", Rbac.Rule("list", "core", "pods")));
        Assert.Equal(new(Decision.NoOpinion, ""), rbac.Authorizer.Authorize(request));
        rbac.ClusterRoles.Remove(new("", "late"));
        Assert.Equal(Decision.NoOpinion, rbac.Authorizer.Authorize(request).Decision);
        rbac.ClusterRoleBindings.Remove(new("", "r"));
        Assert.Equal(new(Decision.NoOpinion, ""), rbac.Authorizer.Authorize(request));
    }

    [Fact]
    public void A_decision_allocates_nothing()
    {
        var rbac = new Rbac(withBootstrapPolicy: true);
        rbac.Bind("prod", "r", "ClusterRole", "edit", PolicyEntries.User("alice"));
        var requests = new[]
        {
            Rbac.Request(Alice, "update", "deployments/scale", "prod", "web", "apps"),
            Rbac.Path(Alice, "get", "/apis/apps/v1"),
            Rbac.Request(Alice, "delete", "nodes", "", "n1"),
        };
        void Decide()
        {
            foreach (var request in requests)
            {
                var decision = rbac.Chain.AuthorizeAsync(request, CancellationToken.None);
                Assert.True(decision.IsCompletedSuccessfully);
            }
        }
        for (var i = 0; i < 100; i++)
            Decide();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Decide();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_cached_object_is_not_made_to_keep_its_tree()
    {
        var rbac = new Rbac(withBootstrapPolicy: true);
        Assert.True(rbac.Allows(Rbac.Path(Alice, "get", "/version")));
        Assert.All(rbac.ClusterRoles.List(), o => Assert.False(o.HasRoot));
        Assert.All(rbac.ClusterRoleBindings.List(), o => Assert.False(o.HasRoot));
    }

    [Fact]
    public void Only_synced_informers_make_it_synced_and_disposing_ends_the_subscriptions()
    {
        var rbac = new Rbac();
        Assert.True(rbac.Authorizer.HasSynced);
        rbac.RoleBindings.HasSynced = false;
        Assert.False(rbac.Authorizer.HasSynced);

        rbac.ClusterRoles.Set(Rbac.ClusterRole("reader", Rbac.Rule("get", "core", "pods")));
        rbac.Authorizer.Dispose();
        rbac.Bind("", "r", "ClusterRole", "reader", PolicyEntries.User("alice"));
        Assert.False(rbac.Allows(Rbac.Request(Alice, "get", "pods")));
    }

    [Fact]
    public void The_rules_of_a_user_list_what_it_may_do_for_a_review()
    {
        var rbac = new Rbac();
        rbac.ClusterRoles.Set(Rbac.ClusterRole("b", Rbac.Rule("get", "core", "pods")));
        rbac.ClusterRoles.Set(Rbac.ClusterRole("a", PolicyEntries.Urls("get", "/x")));
        rbac.Roles.Set(Rbac.Role("prod", "c", Rbac.Rule("*", "apps", "deployments", "web")));
        // Bound as a user and as a group: listed once.
        rbac.Bind("", "b", "ClusterRole", "b", PolicyEntries.User("alice"), PolicyEntries.Group("dev"));
        rbac.Bind("", "a", "ClusterRole", "a", PolicyEntries.Group("dev"));
        rbac.Bind("prod", "c", "Role", "c", PolicyEntries.User("alice"));
        rbac.Bind("prod", "d", "Role", "gone", PolicyEntries.User("alice"));

        Assert.Equal(
            Rbac.Parse(
                """
                {"resourceRules":[
                  {"verbs":["get"],"apiGroups":[""],"resources":["pods"]},
                  {"verbs":["*"],"apiGroups":["apps"],"resources":["deployments"],"resourceNames":["web"]}],
                 "nonResourceRules":[{"verbs":["get"],"nonResourceURLs":["/x"]}],
                 "incomplete":true,
                 "evaluationError":"role.rbac.authorization.k8s.io \"gone\" not found"}
                """
            ).Root,
            rbac.Chain.RulesFor(Alice, "prod").ToReviewStatus()
        );
        Assert.Equal(2, rbac.Chain.RulesFor(Alice, "").Rules.Length);
        Assert.Empty(rbac.Chain.RulesFor(Alice, "").Errors);
    }
}
