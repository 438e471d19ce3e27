namespace Pangea.Kube.ApiServer.Tests;

public class AccessReviewsTests
{
    [Fact]
    public void A_review_of_oneself_asks_about_the_asker()
    {
        var asked = AccessReviews
            .ReadSelf(
                Rbac.Parse(
                    """
                    {"kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":
                      {"verb":"get","group":"apps","version":"v1","resource":"deployments","subresource":"scale","namespace":"prod","name":"web"}}}
                    """
                ),
                UserInfo.Of("alice")
            )
            .Value!.Attributes;
        Assert.Equal(Rbac.Request(asked.User, "get", "deployments/scale", "prod", "web", "apps"), asked);
        Assert.Equal("alice", asked.User.Name);
    }

    [Fact]
    public void A_review_of_somebody_else_asks_about_the_user_it_names()
    {
        var asked = AccessReviews
            .ReadSubject(
                Rbac.Parse(
                    """
                    {"kind":"SubjectAccessReview","spec":{"user":"bob","groups":["ops","dev","dev"],"uid":"u","extra":{"k":["v"]},
                      "nonResourceAttributes":{"verb":"get","path":"/metrics"}}}
                    """
                )
            )
            .Value!.Attributes;
        Assert.Equal(("bob", "u", "/metrics", false), (asked.User.Name, asked.User.Uid, asked.Path, asked.IsResource));
        // Only the groups that are named: nobody is taken for authenticated here.
        Assert.Equal(["dev", "ops"], asked.User.Groups);
        Assert.Equal("v", asked.User.Extra[0].Value[0]);
    }

    [Theory]
    [InlineData("""{"user":"x"}""", "exactly one of nonResourceAttributes or resourceAttributes must be specified")]
    [InlineData(
        """{"user":"x","resourceAttributes":{},"nonResourceAttributes":{}}""",
        "cannot be specified in combination with resourceAttributes"
    )]
    [InlineData("""{"resourceAttributes":{}}""", "at least one of user or group must be specified")]
    public void What_is_not_well_asked_is_invalid(string spec, string expected)
    {
        var result = AccessReviews.ReadSubject(Rbac.Parse($$"""{"kind":"SubjectAccessReview","spec":{{spec}}}"""));
        Assert.Equal(422, result.Error!.Code);
        Assert.Contains(expected, result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_local_review_is_about_its_own_namespace()
    {
        const string Spec = """{"user":"x","resourceAttributes":{"verb":"get","resource":"pods","namespace":"a"}}""";
        var here = $$"""{"kind":"LocalSubjectAccessReview","metadata":{"namespace":"a"},"spec":{{Spec}}}""";
        Assert.True(AccessReviews.ReadSubject(Rbac.Parse(here)).IsSuccess);
        var there = $$"""{"kind":"LocalSubjectAccessReview","metadata":{"namespace":"b"},"spec":{{Spec}}}""";
        Assert.Equal(422, AccessReviews.ReadSubject(Rbac.Parse(there)).Error!.Code);
    }

    [Fact]
    public void The_answer_is_told_with_its_reason()
    {
        Assert.Equal(
            Rbac.Parse("""{"allowed":true,"reason":"why"}""").Root,
            AccessReviews.ToStatus(new(Decision.Allow, "why"))
        );
        Assert.Equal(Rbac.Parse("""{"allowed":false}""").Root, AccessReviews.ToStatus(new(Decision.NoOpinion, "")));
        Assert.Equal(
            Rbac.Parse("""{"allowed":false,"denied":true}""").Root,
            AccessReviews.ToStatus(new(Decision.Deny, ""))
        );
    }
}
