using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Whom a request asks to act as: the headers <c>Impersonate-User</c>, <c>-Group</c>, <c>-Uid</c> and <c>-Extra-KEY</c>.</summary>
/// <param name="User">The user, or empty.</param>
/// <param name="Groups">The groups, in their order.</param>
/// <param name="Uid">The uid, or empty.</param>
/// <param name="Extra">The extra attributes, keys unescaped and in lower case.</param>
public sealed record ImpersonationRequest(
    string User,
    ImmutableArray<string> Groups,
    string Uid,
    ImmutableArray<KeyValuePair<string, ImmutableArray<string>>> Extra
);

/// <summary>
/// Acting as somebody else. Each part of the other identity is authorized by itself, with the verb <c>impersonate</c>. Source: the section "User
/// impersonation" of the Kubernetes documentation.
/// </summary>
public static class Impersonation
{
    private const string AuthenticationGroup = "authentication.k8s.io";

    /// <summary>The user to act as; 403 when a part is not allowed, 400 when there are parts but no user.</summary>
    public static async ValueTask<ApiResult<UserInfo>> ResolveAsync(
        UserInfo requester,
        ImpersonationRequest asked,
        IAuthorizer authorizer,
        CancellationToken cancellationToken
    )
    {
        if (asked.User.Length == 0)
            return Status.BadRequest("requested impersonation of groups, a uid or extra attributes without a user");
        foreach (var part in Parts(requester, asked))
        {
            var answer = await authorizer.AuthorizeAsync(part, cancellationToken);
            if (answer.Decision != Decision.Allow)
                return Denial.Status(part, answer.Reason);
        }
        return Become(asked);
    }

    private static IEnumerable<AuthorizationAttributes> Parts(UserInfo requester, ImpersonationRequest asked)
    {
        var part = new AuthorizationAttributes(requester, "impersonate") { IsResource = true, Version = "v1" };
        yield return ServiceAccountUser.TryParse(asked.User, out var account)
            ? part with
            {
                Resource = "serviceaccounts",
                Namespace = account.Value.Namespace,
                Name = account.Value.Name,
            }
            : part with
            {
                Resource = "users",
                Name = asked.User,
            };
        foreach (var group in asked.Groups)
            yield return part with
            {
                Resource = "groups",
                Name = group,
            };
        foreach (var (key, values) in asked.Extra)
        {
            foreach (var value in values)
                yield return part with
                {
                    Group = AuthenticationGroup,
                    Resource = "userextras",
                    Subresource = key,
                    Name = value,
                };
        }
        if (asked.Uid.Length > 0)
            yield return part with
            {
                Group = AuthenticationGroup,
                Resource = "uids",
                Name = asked.Uid,
            };
    }

    private static UserInfo Become(ImpersonationRequest asked)
    {
        var groups = asked.Groups;
        // Who acts as a service account without naming groups gets those the account has.
        if (groups.IsEmpty && ServiceAccountUser.TryParse(asked.User, out var account))
            groups = [.. ServiceAccountUser.Groups(account.Value.Namespace)];
        var user =
            asked.User == UserInfo.Anonymous.Name
                ? new UserInfo(
                    asked.User,
                    [.. groups.Append("system:unauthenticated").Distinct(StringComparer.Ordinal)]
                )
                : UserInfo.Of(asked.User, groups.AsSpan());
        return user with { Uid = asked.Uid, Extra = [.. asked.Extra.OrderBy(e => e.Key, StringComparer.Ordinal)] };
    }
}
