using Pangea.Kube.ApiServer.Tests.Registry;

namespace Pangea.Kube.ApiServer.Tests.Admission;

public class RbacEscalationTests
{
    [Fact]
    public void Who_may_write_roles_gives_nobody_more_than_they_hold()
    {
        var server = new WholeServer();
        server.Create(
            "rbac.authorization.k8s.io/v1/rolebindings",
            """{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"b","namespace":"default"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"admin"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"boss"}]}"""
        );
        var boss = server.As(UserInfo.Of("boss"));
        string Role(string name, string resource) =>
            $$$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"{{{name}}}","namespace":"default"},"rules":[{"apiGroups":[""],"resources":["{{{resource}}}"],"verbs":["delete"]}]}""";

        var allowed = server.TryCreate("rbac.authorization.k8s.io/v1/roles", Role("a", "pods"), boss);
        Assert.True(allowed.IsSuccess, allowed.Error?.ToString());
        var refused = server.TryCreate("rbac.authorization.k8s.io/v1/roles", Role("b", "nodes"), boss);

        Assert.Contains("is attempting to grant RBAC permissions not currently held", refused.Error!.Message);
        var bound = server.TryCreate(
            "rbac.authorization.k8s.io/v1/rolebindings",
            """{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"c","namespace":"default"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"boss"}]}""",
            boss
        );
        Assert.Equal(403, bound.Error!.Code);
    }
}
