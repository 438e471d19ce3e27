using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Pangea.Pki;

/// <summary>
/// The signatures of the ConfigMap <c>kube-public/cluster-info</c>: anybody may read it, and who holds a bootstrap token can tell that the
/// kubeconfig in it is from somebody who holds it too. A signature is a detached JSON Web Signature with <c>HS256</c>, the token's id as key
/// id and its secret as key: <c>header..signature</c>. Pure. Source: kubeadm's design page on TLS bootstrap, and the original's output.
/// </summary>
public static class ClusterInfoSignature
{
    /// <summary>The key of the kubeconfig in the ConfigMap's data.</summary>
    public const string KubeconfigKey = "kubeconfig";

    /// <summary>What the keys of signatures begin with; the token's id follows.</summary>
    public const string KeyPrefix = "jws-kubeconfig-";

    /// <summary>Signs a kubeconfig with a token.</summary>
    public static string Sign(string kubeconfig, BootstrapToken token)
    {
        // An id needs no escaping in JSON.
        var header = Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"alg":"HS256","kid":"{{token.Id}}"}"""));
        var content = header + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(kubeconfig));
        var signature = HMACSHA256.HashData(Encoding.ASCII.GetBytes(token.Secret), Encoding.ASCII.GetBytes(content));
        return header + ".." + Base64Url.EncodeToString(signature);
    }

    /// <summary>Whether a signature is that of a token over a kubeconfig.</summary>
    public static bool Verify(string kubeconfig, string signature, BootstrapToken token) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Sign(kubeconfig, token)),
            Encoding.UTF8.GetBytes(signature)
        );

    /// <summary>
    /// The data that the ConfigMap should have: one signature a token, those of other tokens gone, all else as it is. Ordered by key.
    /// Without a kubeconfig there is nothing to sign.
    /// </summary>
    public static ImmutableSortedDictionary<string, string> Reconcile(
        IReadOnlyDictionary<string, string> data,
        IEnumerable<BootstrapToken> tokens
    )
    {
        var kept = data.Where(d => !d.Key.StartsWith(KeyPrefix, StringComparison.Ordinal));
        var signatures = data.TryGetValue(KubeconfigKey, out var kubeconfig)
            ? tokens.Select(t => KeyValuePair.Create(KeyPrefix + t.Id, Sign(kubeconfig, t)))
            : [];
        return kept.Concat(signatures).ToImmutableSortedDictionary(StringComparer.Ordinal);
    }
}
