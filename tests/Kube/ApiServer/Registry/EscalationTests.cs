using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests.Registry;

public class EscalationTests
{
    private static readonly GroupVersionResource Roles = new("rbac.authorization.k8s.io", "v1", "roles");
    private static readonly GroupVersionResource Bindings = new("rbac.authorization.k8s.io", "v1", "rolebindings");

    private readonly TestServer server = new();

    public EscalationTests() => Create("admin", Bindings, Binding("maker", "ClusterRole", "admin"), "system:masters");

    [Fact]
    public void Who_may_write_roles_grants_no_more_than_what_they_hold()
    {
        Assert.Null(Create("jane", Roles, Role("less", "pods")));

        var refused = Create("jane", Roles, Role("more", "nodes"));

        Assert.Equal(
            "roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"jane\" (groups=[\"system:authenticated\"]) is attempting to grant "
                + "RBAC permissions not currently held:\n{APIGroups:[\"\"], Resources:[\"nodes\"], Verbs:[\"get\"]}",
            refused?.Message
        );
    }

    [Fact]
    public void Who_may_bind_roles_binds_none_that_holds_more()
    {
        Assert.Null(Create("jane", Bindings, Binding("view", "ClusterRole", "view")));

        var refused = Create("jane", Bindings, Binding("all", "ClusterRole", "cluster-admin"));

        Assert.Equal(403, refused?.Code);
        Assert.Contains("{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}", refused?.Message);
    }

    [Fact]
    public void A_role_does_not_grow_by_a_patch_either()
    {
        Assert.Null(Create("jane", Roles, Role("less", "pods")));
        var grown = JsonText.Parse(
            """{"rules":[{"apiGroups":[""],"resources":["nodes"],"verbs":["get"]}]}"""u8.ToArray()
        );

        var patched = server.Run(_ =>
            server
                .Server.Client(UserInfo.Of("jane"), "test/1")
                .PatchAsync(Roles, new("default", "less"), new(PatchType.Merge, grown), WriteOptions.None, default)
                .AsTask()
        );

        Assert.Equal(403, patched.Error?.Code);
    }

    private Status? Create(string user, GroupVersionResource resource, string json, params string[] groups) =>
        server
            .Run(_ =>
                server
                    .Server.Client(UserInfo.Of(user, groups), "test/1")
                    .CreateAsync(
                        resource,
                        new(JsonText.ParseMap(System.Text.Encoding.UTF8.GetBytes(json))),
                        WriteOptions.None,
                        default
                    )
                    .AsTask()
            )
            .Error;

    private static string Role(string name, string resource) =>
        $$$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"{{{name}}}","namespace":"default"},
             "rules":[{"apiGroups":[""],"resources":["{{{resource}}}"],"verbs":["get"]}]}
            """;

    private static string Binding(string name, string kind, string role) =>
        $$$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"{{{name}}}","namespace":"default"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"{{{kind}}}","name":"{{{role}}}"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane"}]}
            """;
}
