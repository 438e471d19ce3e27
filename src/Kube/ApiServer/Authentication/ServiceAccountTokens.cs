using System.Collections.Immutable;
using Pangea.Pki;

namespace Pangea.Kube.ApiServer;

/// <summary>How a server issues and accepts tokens of service accounts.</summary>
public sealed record ServiceAccountTokens
{
    /// <summary>The issuer, a URL: <c>https://kubernetes.default.svc.cluster.local</c> by default in kubeadm.</summary>
    public required string Issuer { get; init; }

    /// <summary>The keys of now; the first signs.</summary>
    public required Func<TokenKeySet> Keys { get; init; }

    /// <summary>The audiences that stand for this API server; the issuer when there are none.</summary>
    public ImmutableArray<string> Audiences { get; init; } = [];

    internal ImmutableArray<string> OwnAudiences => Audiences.IsEmpty ? [Issuer] : Audiences;
}
