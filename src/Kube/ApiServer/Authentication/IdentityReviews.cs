using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>The objects of <c>authentication.k8s.io</c>: who somebody is, as a status that the API answers with.</summary>
public static class IdentityReviews
{
    /// <summary>A user as the API shows it (<c>authentication.k8s.io/v1 UserInfo</c>); empty parts are left out.</summary>
    public static MapValue ToValue(this UserInfo user) =>
        MapValue.Of(
            ("username", user.Name),
            ("uid", user.Uid.Length == 0 ? null : (Value)user.Uid),
            ("groups", user.Groups.IsEmpty ? null : ListValue.OfTexts(user.Groups)),
            (
                "extra",
                user.Extra.IsEmpty
                    ? null
                    : MapValue.From(
                        user.Extra.Select(e => new KeyValuePair<string, Value>(e.Key, ListValue.OfTexts(e.Value)))
                    )
            )
        );

    /// <summary>The status of a SelfSubjectReview: what <c>kubectl auth whoami</c> prints.</summary>
    public static MapValue SelfStatus(UserInfo user) => MapValue.Of(("userInfo", user.ToValue()));

    /// <summary>The status of a TokenReview.</summary>
    /// <param name="result">What the authenticators made of the token.</param>
    /// <param name="audiences">The audiences it was found to be for; none leaves them out.</param>
    public static MapValue TokenStatus(AuthenticationResult result, ImmutableArray<string> audiences) =>
        result.User is { } user
            ? MapValue.Of(
                ("authenticated", true),
                ("user", user.ToValue()),
                ("audiences", audiences.IsEmpty ? null : ListValue.OfTexts(audiences))
            )
            : MapValue.Of(("user", MapValue.Empty), ("error", result.Error is { } e ? e.Message : null as Value));
}
