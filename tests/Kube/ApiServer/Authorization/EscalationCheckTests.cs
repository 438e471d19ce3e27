using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests;

public class EscalationCheckTests
{
    private static readonly UserInfo Alice = UserInfo.Of("alice", "dev");
    private readonly Rbac rbac = new();
    private readonly EscalationCheck check;

    public EscalationCheckTests()
    {
        check = new(rbac.Chain, rbac.Chain, rbac.Authorizer);
        rbac.ClusterRoles.Set(Rbac.ClusterRole("own", Rbac.Rule("get list", "apps", "deployments")));
        rbac.Bind("", "own", "ClusterRole", "own", PolicyEntries.User("alice"));
    }

    private async Task<Status?> Role(KubeObject role, KubeObject? old = null, UserInfo? user = null) =>
        await check.CheckRoleAsync(user ?? Alice, role, old, CancellationToken.None);

    private async Task<Status?> Binding(string @namespace, string roleKind, string role, UserInfo? user = null) =>
        await check.CheckBindingAsync(
            user ?? Alice,
            PolicyEntries.Binding(
                @namespace.Length == 0 ? "ClusterRoleBinding" : "RoleBinding",
                roleKind,
                role,
                "new",
                @namespace,
                PolicyEntries.User("bob")
            ),
            old: null,
            CancellationToken.None
        );

    [Fact]
    public async Task Nobody_grants_in_a_role_what_he_does_not_hold()
    {
        Assert.Null(await Role(Rbac.ClusterRole("fine", Rbac.Rule("list", "apps", "deployments", "web"))));

        var refused = await Role(
            Rbac.Role(
                "prod",
                "more",
                Rbac.Rule("get delete", "apps", "deployments"),
                Rbac.Rule("create", "core", "secrets pods")
            )
        );
        Assert.Equal(
            """
            roles.rbac.authorization.k8s.io "more" is forbidden: user "alice" (groups=["dev" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:
            {APIGroups:[""], Resources:["pods"], Verbs:["create"]}
            {APIGroups:[""], Resources:["secrets"], Verbs:["create"]}
            {APIGroups:["apps"], Resources:["deployments"], Verbs:["delete"]}
            """,
            refused!.Message
        );
        Assert.Equal(403, refused.Code);
        Assert.Null(
            await Role(Rbac.ClusterRole("all", Rbac.Rule("*", "*", "*")), user: UserInfo.Of("r", "system:masters"))
        );
    }

    [Fact]
    public async Task A_change_that_leaves_the_rules_alone_is_not_checked()
    {
        var old = Rbac.ClusterRole("all", Rbac.Rule("*", "*", "*"));
        Assert.Null(await Role(old.WithLabel("a", "b"), old));
        Assert.NotNull(
            await Role(Rbac.ClusterRole("all", Rbac.Rule("*", "*", "*"), Rbac.Rule("get", "core", "pods")), old)
        );
    }

    [Fact]
    public async Task The_verbs_escalate_and_bind_lift_the_check()
    {
        var role = Rbac.ClusterRole("all", Rbac.Rule("*", "*", "*"));
        rbac.ClusterRoles.Set(role);
        Assert.NotNull(await Role(role));
        Assert.NotNull(await Binding("prod", "ClusterRole", "all"));

        rbac.ClusterRoles.Set(
            Rbac.ClusterRole(
                "lifted",
                Rbac.Rule("escalate", RbacAuthorizer.Group, "clusterroles"),
                Rbac.Rule("bind", RbacAuthorizer.Group, "clusterroles", "all")
            )
        );
        rbac.Bind("", "lifted", "ClusterRole", "lifted", PolicyEntries.User("alice"));
        Assert.Null(await Role(role));
        Assert.Null(await Binding("prod", "ClusterRole", "all"));
        Assert.Null(await Binding("", "ClusterRole", "all"));
        rbac.ClusterRoles.Set(Rbac.ClusterRole("other", Rbac.Rule("*", "*", "*")));
        Assert.NotNull(await Binding("prod", "ClusterRole", "other"));
    }

    [Fact]
    public async Task Nobody_binds_a_role_that_grants_more_than_he_holds_there()
    {
        Assert.Null(await Binding("", "ClusterRole", "own"));
        rbac.Roles.Set(Rbac.Role("prod", "pods", Rbac.Rule("get", "core", "pods")));
        var refused = await Binding("prod", "Role", "pods");
        Assert.Equal(
            """
            rolebindings.rbac.authorization.k8s.io "new" is forbidden: user "alice" (groups=["dev" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:
            {APIGroups:[""], Resources:["pods"], Verbs:["get"]}
            """,
            refused!.Message
        );

        rbac.Bind("prod", "mine", "Role", "pods", PolicyEntries.User("alice"));
        Assert.Null(await Binding("prod", "Role", "pods"));
        var missing = await Binding("prod", "ClusterRole", "nope");
        Assert.Equal("""clusterroles.rbac.authorization.k8s.io "nope" not found""", missing!.Message);
        Assert.Equal(404, missing.Code);
    }

    [Fact]
    public async Task Only_who_holds_everything_chooses_what_a_role_is_made_of()
    {
        var role = PolicyEntries.Aggregate("mine");
        Assert.Equal(
            """clusterroles.rbac.authorization.k8s.io "mine" is forbidden: must have cluster-admin privileges to use an aggregationRule""",
            (await Role(role))!.Message
        );
        rbac.ClusterRoles.Set(Rbac.ClusterRole("root", Rbac.Rule("*", "*", "*"), PolicyEntries.Urls("*", "*")));
        rbac.Bind("", "root", "ClusterRole", "root", PolicyEntries.User("alice"));
        Assert.Null(await Role(role));
    }

    [Fact]
    public async Task Roles_that_could_not_be_read_are_named_in_the_refusal()
    {
        rbac.Bind("", "broken", "ClusterRole", "gone", PolicyEntries.User("alice"));
        var refused = await Role(Rbac.ClusterRole("x", Rbac.Rule("get", "core", "pods")));
        Assert.EndsWith(
            """; resolution errors: [clusterrole.rbac.authorization.k8s.io "gone" not found]""",
            refused!.Message,
            StringComparison.Ordinal
        );
    }
}
