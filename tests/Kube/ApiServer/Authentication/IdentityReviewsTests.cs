using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests;

public class IdentityReviewsTests
{
    private static readonly UserInfo Alice = UserInfo.Of("alice", "dev") with
    {
        Uid = "u1",
        Extra = [KeyValuePair.Create("k", System.Collections.Immutable.ImmutableArray.Create("v"))],
    };

    [Fact]
    public void A_user_is_shown_with_what_it_has()
    {
        Assert.Equal(
            Rbac.Parse(
                """{"userInfo":{"username":"alice","uid":"u1","groups":["dev","system:authenticated"],"extra":{"k":["v"]}}}"""
            ).Root,
            IdentityReviews.SelfStatus(Alice)
        );
        Assert.Equal(Rbac.Parse("""{"username":"x"}""").Root, new UserInfo("x", []).ToValue());
    }

    [Fact]
    public void A_token_review_says_who_or_why_not()
    {
        var good = IdentityReviews.TokenStatus(new(Alice, null), ["here"]);
        Assert.True(good.Flag("authenticated"));
        Assert.Equal("alice", good.Map("user")!.Text("username"));
        Assert.Equal(["here"], good.Texts("audiences"));
        var bad = IdentityReviews.TokenStatus(new(null, Status.Unauthorized()), []);
        Assert.Equal(Rbac.Parse("""{"user":{},"error":"Unauthorized"}""").Root, bad);
    }
}
