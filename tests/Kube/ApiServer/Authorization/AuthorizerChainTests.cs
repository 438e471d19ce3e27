namespace Pangea.Kube.ApiServer.Tests;

public class AuthorizerChainTests
{
    /// <summary>Answers always the same, at once or later, and counts how often it was asked.</summary>
    private sealed class Says(Decision decision, string reason, bool later = false) : IAuthorizer
    {
        public int Asked { get; private set; }

        public async ValueTask<AuthorizationResult> AuthorizeAsync(
            AuthorizationAttributes attributes,
            CancellationToken cancellationToken
        )
        {
            Asked++;
            if (later)
                await Task.Yield();
            return new(decision, reason);
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task The_first_opinion_decides_and_silence_gives_all_reasons(bool firstLater, bool secondLater)
    {
        var request = Rbac.Path(UserInfo.Anonymous, "get", "/");
        var last = new Says(Decision.Allow, "last");
        async Task<AuthorizationResult> Ask(Decision first, Decision second) =>
            await new AuthorizerChain(
                new Says(Decision.NoOpinion, ""),
                new Says(first, "one", firstLater),
                new Says(second, "two", secondLater),
                last
            ).AuthorizeAsync(request, CancellationToken.None);

        Assert.Equal(new(Decision.Deny, "one"), await Ask(Decision.Deny, Decision.Allow));
        Assert.Equal(new(Decision.Allow, "two"), await Ask(Decision.NoOpinion, Decision.Allow));
        Assert.Equal(0, last.Asked);
        Assert.Equal(new(Decision.Allow, "last"), await Ask(Decision.NoOpinion, Decision.NoOpinion));

        var silent = new AuthorizerChain(
            new Says(Decision.NoOpinion, "one", firstLater),
            new Says(Decision.NoOpinion, "two", secondLater)
        );
        Assert.Equal(new(Decision.NoOpinion, "one\ntwo"), await silent.AuthorizeAsync(request, CancellationToken.None));
        Assert.Equal(
            new(Decision.NoOpinion, ""),
            await new AuthorizerChain().AuthorizeAsync(request, CancellationToken.None)
        );
    }
}
