using CsCheck;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests;

public class BootstrapPolicyTests
{
    private static readonly UserInfo Alice = UserInfo.Of("alice");

    private static Rbac With(string role)
    {
        var rbac = new Rbac(withBootstrapPolicy: true);
        rbac.Bind("prod", "r", "ClusterRole", role, PolicyEntries.User("alice"));
        return rbac;
    }

    [Theory]
    [InlineData("view", "get", "pods", "", true)]
    [InlineData("view", "list", "deployments/scale", "apps", true)]
    [InlineData("view", "get", "pods/log", "", true)]
    [InlineData("view", "get", "secrets", "", false)]
    [InlineData("view", "get", "pods/exec", "", false)]
    [InlineData("view", "create", "configmaps", "", false)]
    [InlineData("view", "get", "rolebindings", "rbac.authorization.k8s.io", false)]
    [InlineData("edit", "get", "secrets", "", true)]
    [InlineData("edit", "create", "pods/exec", "", true)]
    [InlineData("edit", "patch", "deployments/scale", "apps", true)]
    [InlineData("edit", "create", "serviceaccounts/token", "", true)]
    [InlineData("edit", "update", "pods/status", "", false)]
    [InlineData("edit", "create", "resourcequotas", "", false)]
    [InlineData("edit", "create", "rolebindings", "rbac.authorization.k8s.io", false)]
    [InlineData("edit", "create", "endpoints", "", false)]
    [InlineData("admin", "create", "rolebindings", "rbac.authorization.k8s.io", true)]
    [InlineData("admin", "get", "secrets", "", true)]
    [InlineData("admin", "get", "pods/log", "", true)]
    [InlineData("admin", "update", "namespaces", "", false)]
    [InlineData("admin", "update", "resourcequotas", "", false)]
    [InlineData("cluster-admin", "escalate", "anything/at-all", "example.com", true)]
    public void The_users_roles_allow_what_they_are_known_for(
        string role,
        string verb,
        string resource,
        string group,
        bool allowed
    )
    {
        var rbac = With(role);
        Assert.Equal(allowed, rbac.Allows(Rbac.Request(Alice, verb, resource, "prod", "x", group)));
        Assert.False(rbac.Allows(Rbac.Request(Alice, verb, resource, "elsewhere", "x", group)));
    }

    [Fact]
    public void Everybody_may_see_the_version_and_users_may_discover_the_api_and_ask_about_themselves()
    {
        var rbac = new Rbac(withBootstrapPolicy: true);
        Assert.True(rbac.Allows(Rbac.Path(UserInfo.Anonymous, "get", "/version")));
        Assert.True(rbac.Allows(Rbac.Path(UserInfo.Anonymous, "get", "/readyz")));
        Assert.False(rbac.Allows(Rbac.Path(UserInfo.Anonymous, "get", "/readyz/ping")));
        Assert.False(rbac.Allows(Rbac.Path(UserInfo.Anonymous, "get", "/api")));
        Assert.False(rbac.Allows(Rbac.Path(UserInfo.Anonymous, "get", "/metrics")));
        Assert.True(rbac.Allows(Rbac.Path(Alice, "get", "/apis/apps/v1")));
        Assert.True(rbac.Allows(Rbac.Path(Alice, "get", "/openapi/v3")));
        Assert.False(rbac.Allows(Rbac.Path(Alice, "get", "/metrics")));
        Assert.True(
            rbac.Allows(Rbac.Request(Alice, "create", "selfsubjectaccessreviews", group: "authorization.k8s.io"))
        );
        Assert.False(rbac.Allows(Rbac.Request(Alice, "list", "nodes")));
        Assert.True(rbac.Allows(Rbac.Path(UserInfo.Of("m", "system:monitoring"), "get", "/metrics")));
    }

    [Fact]
    public async Task Masters_may_do_everything_even_without_any_role()
    {
        var empty = new Rbac();
        var master = UserInfo.Of("root", "system:masters");
        var request = Rbac.Request(master, "delete", "nodes");
        Assert.False(empty.Allows(request));
        Assert.Equal(new(Decision.Allow, ""), await empty.Chain.AuthorizeAsync(request, CancellationToken.None));
        // And with the policy the rules say so too, so that listing and granting rights work.
        var rbac = new Rbac(withBootstrapPolicy: true);
        Assert.Contains(rbac.Chain.RulesFor(master, "").Rules, r => r.Allows(Rbac.Path(master, "post", "/anything")));
    }

    [Theory]
    [InlineData("deployment-controller", "create", "replicasets", "apps", true)]
    [InlineData("deployment-controller", "create", "pods", "", false)]
    [InlineData("generic-garbage-collector", "delete", "widgets", "example.com", true)]
    [InlineData("horizontal-pod-autoscaler", "update", "widgets/scale", "example.com", true)]
    [InlineData("namespace-controller", "deletecollection", "widgets", "example.com", true)]
    [InlineData("clusterrole-aggregation-controller", "escalate", "clusterroles", "rbac.authorization.k8s.io", true)]
    [InlineData("root-ca-cert-publisher", "create", "configmaps", "", true)]
    [InlineData("root-ca-cert-publisher", "get", "secrets", "", false)]
    public void Controllers_hold_what_they_need_by_their_service_accounts(
        string name,
        string verb,
        string resource,
        string group,
        bool allowed
    )
    {
        var account = UserInfo.Of(
            ServiceAccountUser.Name("kube-system", name),
            ServiceAccountUser.Groups("kube-system")
        );
        Assert.Equal(
            allowed,
            new Rbac(withBootstrapPolicy: true).Allows(Rbac.Request(account, verb, resource, "x", "y", group))
        );
    }

    [Fact]
    public void The_bootstrap_signer_may_write_cluster_info_only()
    {
        var rbac = new Rbac(withBootstrapPolicy: true);
        var signer = UserInfo.Of(ServiceAccountUser.Name("kube-system", "bootstrap-signer"));
        Assert.True(rbac.Allows(Rbac.Request(signer, "update", "configmaps", "kube-public", "cluster-info")));
        Assert.False(rbac.Allows(Rbac.Request(signer, "update", "configmaps", "kube-public", "other")));
        Assert.True(rbac.Allows(Rbac.Request(signer, "list", "secrets", "kube-system")));
        Assert.False(rbac.Allows(Rbac.Request(signer, "list", "secrets", "default")));
    }

    [Fact]
    public void Every_object_is_marked_as_the_originals_are_and_every_binding_leads_to_a_role()
    {
        Assert.All(
            BootstrapPolicy.Objects,
            o =>
            {
                Assert.Equal("rbac-defaults", o.Object.Labels.Text("kubernetes.io/bootstrapping"));
                Assert.Equal("true", o.Object.Annotations.Text("rbac.authorization.kubernetes.io/autoupdate"));
                Assert.Equal("rbac.authorization.k8s.io/v1", o.Object.ApiVersion);
            }
        );
        var names = BootstrapPolicy.Objects.Select(o => (o.Resource, o.Object.Key)).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        foreach (var (resource, o) in BootstrapPolicy.Objects.Where(o => o.Object.Root.ContainsKey("roleRef")))
        {
            var role = o.Root.Map("roleRef")!;
            var target =
                role.Text("kind") == "ClusterRole"
                    ? (BootstrapPolicy.ClusterRoleResource, new NamespacedName("", role.Text("name")!))
                    : (BootstrapPolicy.RoleResource, new NamespacedName(o.Namespace, role.Text("name")!));
            Assert.Contains(target, names);
        }
        Assert.All(
            BootstrapPolicy.Objects.Where(o => o.Object.Namespace.Length > 0),
            o => Assert.Contains(o.Object.Namespace, BootstrapPolicy.Namespaces)
        );
    }

    private static Func<GroupVersionResource, NamespacedName, KubeObject?> In(Rbac rbac) =>
        (resource, key) => rbac.Of(resource.Resource).Get(key);

    private static void Write(Rbac rbac, IEnumerable<PolicyChange> changes)
    {
        foreach (var change in changes.ToList())
            rbac.Of(change.Resource.Resource).Set(change.Object);
    }

    [Fact]
    public void A_new_server_creates_everything_and_a_second_start_writes_nothing()
    {
        var rbac = new Rbac();
        var changes = BootstrapPolicy.Reconcile(In(rbac)).ToList();
        Assert.Equal(BootstrapPolicy.Objects.Length, changes.Count);
        Assert.All(changes, c => Assert.Equal(PolicyAction.Create, c.Action));
        Write(rbac, changes);
        Assert.Empty(BootstrapPolicy.Reconcile(In(rbac)));
    }

    [Fact]
    public void What_was_taken_away_comes_back_what_was_added_stays_and_what_is_locked_is_left_alone()
    {
        var rbac = new Rbac(withBootstrapPolicy: true);
        var discovery = rbac.ClusterRoles.Get(new("", "system:discovery"))!;
        var extra = PolicyEntries.Urls("get", "/mine");
        rbac.ClusterRoles.Set(
            discovery
                .With(ListValue.Create([extra, PolicyEntries.Urls("get", "/api /apis")]), "rules")
                .WithLabel("kubernetes.io/bootstrapping", null)
                .WithLabel("mine", "yes")
        );
        rbac.ClusterRoles.Set(
            rbac.ClusterRoles.Get(new("", "system:basic-user"))!
                .With(ListValue.Empty, "rules")
                .WithAnnotation(PolicyReconciliation.AutoUpdate, "false")
        );
        var binding = rbac.ClusterRoleBindings.Get(new("", "system:discovery"))!;
        rbac.ClusterRoleBindings.Set(binding.With(ListValue.Create([PolicyEntries.User("bob")]), "subjects"));
        rbac.ClusterRoleBindings.Set(
            rbac.ClusterRoleBindings.Get(new("", "system:monitoring"))!.With("cluster-admin", "roleRef", "name")
        );
        rbac.Roles.Remove(new("kube-public", "system:controller:bootstrap-signer"));

        var changes = BootstrapPolicy.Reconcile(In(rbac)).ToList();

        Assert.Equal(
            [
                "Update system:discovery",
                "Update system:discovery",
                "Recreate system:monitoring",
                "Create system:controller:bootstrap-signer",
            ],
            changes.Select(c => $"{c.Action} {c.Object.Name}")
        );
        var role = changes[0].Object;
        Assert.Equal("yes", role.Labels.Text("mine"));
        Assert.Equal("rbac-defaults", role.Labels.Text("kubernetes.io/bootstrapping"));
        Assert.Equal(extra, role.Root.List("rules")![0]);
        Assert.Contains(PolicyRule.OfRole(role.Root), r => r.Allows(Rbac.Path(Alice, "get", "/version")));
        Assert.Equal(
            [PolicyEntries.User("bob"), PolicyEntries.Group("system:authenticated")],
            changes[1].Object.Root.List("subjects")!
        );
        Write(rbac, changes);
        Assert.Empty(BootstrapPolicy.Reconcile(In(rbac)));
    }

    [Fact]
    public void Made_of_others_roles_keep_the_rules_that_their_aggregation_gave_them()
    {
        var rbac = new Rbac(withBootstrapPolicy: true);
        var view = rbac.ClusterRoles.Get(new("", "view"))!;
        var more = view.With(view.Root.List("rules")!.Add(Rbac.Rule("get", "example.com", "widgets")), "rules");
        rbac.ClusterRoles.Set(more);
        Assert.Empty(BootstrapPolicy.Reconcile(In(rbac)));

        rbac.ClusterRoles.Set(more.With(null, "aggregationRule"));
        var change = Assert.Single(BootstrapPolicy.Reconcile(In(rbac)));
        Assert.Equal(more.Root, change.Object.Root);
    }

    [Fact]
    public void Whatever_happened_to_the_policy_one_reconciliation_restores_every_right() =>
        Gen.Select(Gen.Int[0, BootstrapPolicy.Objects.Length - 1], Gen.Int[0, 2], Gen.Int[0, 40])
            .Array[1, 8]
            .Sample(
                damages =>
                {
                    var rbac = new Rbac(withBootstrapPolicy: true);
                    foreach (var (which, how, item) in damages)
                    {
                        var (resource, original) = BootstrapPolicy.Objects[which];
                        var informer = rbac.Of(resource.Resource);
                        if (informer.Get(original.Key) is not { } there)
                            continue;
                        var field = there.Root.ContainsKey("roleRef") ? "subjects" : "rules";
                        var list = there.Root.List(field) ?? ListValue.Empty;
                        if (how == 0)
                            informer.Remove(there.Key);
                        else if (how == 1 && list.Count > 0)
                            informer.Set(
                                there.With(ListValue.From(list.Where((_, i) => i != item % list.Count)), field)
                            );
                        else if (field == "subjects")
                            informer.Set(there.With("gone", "roleRef", "name"));
                    }
                    Write(rbac, BootstrapPolicy.Reconcile(In(rbac)));
                    return !BootstrapPolicy.Reconcile(In(rbac)).Any()
                        && BootstrapPolicy
                            .Objects.Where(o => !o.Object.Root.ContainsKey("aggregationRule"))
                            .All(o =>
                                RuleCoverage.Covers(
                                    PolicyRule.OfRole(rbac.Of(o.Resource.Resource).Get(o.Object.Key)!.Root),
                                    PolicyRule.OfRole(o.Object.Root)
                                )
                            );
                },
                iter: Rbac.Times(20)
            );
}
