namespace Pangea.Kube.ApiServer.Tests;

public class DenialTests
{
    [Fact]
    public void Denials_use_the_originals_words()
    {
        var nobody = UserInfo.Anonymous;
        var list = Denial.Status(Rbac.Request(nobody, "list", "nodes"), "");
        Assert.Equal(
            """nodes is forbidden: User "system:anonymous" cannot list resource "nodes" in API group "" at the cluster scope""",
            list.Message
        );
        Assert.Equal((403, "Forbidden", "nodes", ""), (list.Code, list.Reason, list.Kind, list.Group));

        var get = Denial.Status(
            Rbac.Request(UserInfo.Of("jane"), "get", "deployments/scale", "prod", "web", "apps"),
            ""
        );
        Assert.Equal(
            """deployments.apps "web" is forbidden: User "jane" cannot get resource "deployments/scale" in API group "apps" in the namespace "prod" """.TrimEnd(),
            get.Message
        );
        Assert.Equal(("deployments", "apps", "web"), (get.Kind, get.Group, get.Name));

        Assert.Equal(
            """forbidden: User "system:anonymous" cannot get path "/x" """.TrimEnd(),
            Denial.Status(Rbac.Path(nobody, "get", "/x"), "").Message
        );
    }

    [Fact]
    public void A_reason_follows_and_markup_is_escaped() =>
        Assert.Equal(
            """User "&lt;b&gt;" cannot get path "/a&amp;b": why""",
            Denial.Message(Rbac.Path(UserInfo.Of("<b>"), "get", "/a&b"), "why")
        );
}
