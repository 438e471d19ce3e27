using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class RbacTests
{
    private static readonly Registry Roles = Registry.Of("rbac.authorization.k8s.io/v1", "roles");
    private static readonly Registry ClusterRoles = Registry.Of("rbac.authorization.k8s.io/v1", "clusterroles");
    private static readonly Registry Bindings = Registry.Of("rbac.authorization.k8s.io/v1", "rolebindings");

    private static MapValue Of(string fields) =>
        Registry.Parse($$"""{"metadata":{"name":"a","namespace":"default"},{{fields}}}""");

    [Fact]
    public void Subjects_are_of_the_group_of_their_kind()
    {
        var root = Bindings.Default(
            Of(
                """
                "roleRef":{"kind":"Role","name":"a"},"subjects":[{"kind":"User","name":"jane"},{"kind":"ServiceAccount","name":"a","namespace":"b"}]
                """
            )
        );
        Assert.Equal(
            """{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"a"}""",
            root["roleRef"]!.ToString()
        );
        Assert.Equal(
            """
            [{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane"},{"kind":"ServiceAccount","name":"a","namespace":"b"}]
            """,
            root["subjects"]!.ToString()
        );
    }

    [Theory]
    [InlineData(
        """{"apiGroups":[""],"resources":["pods"]}""",
        "rules[0].verbs: Required value: verbs must contain at least one value"
    )]
    [InlineData(
        """{"verbs":["get"]}""",
        "rules[0].apiGroups: Required value: resource rules must supply at least one api group",
        "rules[0].resources: Required value: resource rules must supply at least one resource"
    )]
    [InlineData(
        """{"verbs":["get"],"nonResourceURLs":["/a"]}""",
        "rules[0].nonResourceURLs: Invalid value: [\"/a\"]: namespaced rules cannot apply to non-resource URLs"
    )]
    public void Bad_rules_are_refused(string rule, params string[] errors) =>
        Assert.Equal(errors, Roles.CreateErrors(Of($"\"rules\":[{rule}]")));

    [Fact]
    public void The_role_of_a_binding_does_not_change() =>
        Assert.Equal(
            [
                "roleRef: Invalid value: {\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"Role\",\"name\":\"other\"}: cannot change "
                    + "roleRef",
            ],
            Bindings.ChangeErrors(Samples.Of(Bindings.Definition), "other", "roleRef", "name")
        );

    [Fact]
    public void Rules_are_gathered_from_somewhere() =>
        Assert.Equal(
            [
                "aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is "
                    + "non-nil",
            ],
            ClusterRoles.CreateErrors(Registry.Parse("""{"metadata":{"name":"system:a"},"aggregationRule":{}}"""))
        );

    [Fact]
    public void Names_are_anything_that_fits_a_url()
    {
        Assert.Null(Roles.Strategy.NameError("system:Controller foo"));
        Assert.Equal("may not contain '/'", Roles.Strategy.NameError("a/b"));
    }
}
