using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests;

public class ImpersonationTests
{
    private static readonly UserInfo Proxy = UserInfo.Of("proxy");
    private readonly Rbac rbac = new();

    private async Task<ApiResult<UserInfo>> Act(
        string user,
        string[]? groups = null,
        string uid = "",
        params KeyValuePair<string, string>[] extra
    ) =>
        await Impersonation.ResolveAsync(
            Proxy,
            new(
                user,
                [.. groups ?? []],
                uid,
                [
                    .. extra.Select(e =>
                        KeyValuePair.Create(e.Key, System.Collections.Immutable.ImmutableArray.Create(e.Value))
                    ),
                ]
            ),
            rbac.Chain,
            CancellationToken.None
        );

    private void Allow(params MapValue[] rules)
    {
        rbac.ClusterRoles.Set(Rbac.ClusterRole("impersonator", rules));
        rbac.Bind("", "impersonator", "ClusterRole", "impersonator", PolicyEntries.User("proxy"));
    }

    [Fact]
    public async Task Every_part_of_the_other_identity_is_authorized_by_itself()
    {
        var denied = await Act("alice");
        Assert.Equal(
            """users "alice" is forbidden: User "proxy" cannot impersonate resource "users" in API group "" at the cluster scope""",
            denied.Error!.Message
        );
        Allow(Rbac.Rule("impersonate", "core", "users", "alice"));
        Assert.Equal(["system:authenticated"], (await Act("alice")).Value!.Groups);
        Assert.Equal(403, (await Act("bob")).Error!.Code);
        Assert.Equal(403, (await Act("alice", ["dev"])).Error!.Code);

        Allow(
            Rbac.Rule("impersonate", "core", "users groups"),
            Rbac.Rule("impersonate", "authentication.k8s.io", "uids userextras/scopes")
        );
        var user = (await Act("alice", ["dev"], "u1", KeyValuePair.Create("scopes", "view"))).Value!;
        Assert.Equal(["dev", "system:authenticated"], user.Groups);
        Assert.Equal("u1", user.Uid);
        Assert.Equal("view", user.Extra[0].Value[0]);
        Assert.Equal(403, (await Act("alice", [], "", KeyValuePair.Create("other", "x"))).Error!.Code);
    }

    [Fact]
    public async Task A_service_account_is_allowed_in_its_namespace_and_brings_its_groups()
    {
        Allow(Rbac.Rule("impersonate", "core", "users"));
        Assert.Equal(403, (await Act("system:serviceaccount:ci:robot")).Error!.Code);
        Allow(Rbac.Rule("impersonate", "core", "serviceaccounts", "robot"));
        Assert.Equal(
            ["system:serviceaccounts", "system:serviceaccounts:ci", "system:authenticated"],
            (await Act("system:serviceaccount:ci:robot")).Value!.Groups
        );
    }

    [Fact]
    public async Task Nobody_stays_unauthenticated_and_parts_need_a_user()
    {
        Allow(Rbac.Rule("impersonate", "core", "users groups"));
        Assert.Equal(UserInfo.Anonymous.Groups, (await Act("system:anonymous")).Value!.Groups);
        Assert.Equal(400, (await Act("", ["dev"])).Error!.Code);
    }
}
