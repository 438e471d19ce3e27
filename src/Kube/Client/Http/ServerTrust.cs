using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Kube.Client;

/// <summary>
/// Decides whether a server is the one it should be: its certificate bears the name that was called, is valid now, is for servers, and leads to one of the
/// given authorities. The machine's own authorities count only when none are given.
/// </summary>
/// <param name="connection">Its authorities, and whether any certificate is taken.</param>
/// <param name="clock">The time at which certificates must be valid.</param>
public sealed class ServerTrust(ClusterConnection connection, TimeProvider clock)
{
    private readonly ImmutableArray<X509Certificate2> roots = connection.Roots;

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private const string UnknownAuthority = "its certificate is signed by an unknown authority";

    private const X509ChainStatusFlags AboutTheRoot =
        X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    /// <summary>Why a server was refused last; empty when none was. For the text of the failure that follows.</summary>
    public string LastRefusal { get; private set; } = "";

    /// <summary>Whether to go on with a server: for TLS' callback.</summary>
    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        LastRefusal = Refusal(certificate, chain, errors) ?? "";
        return LastRefusal.Length == 0;
    }

    private string? Refusal(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (connection.InsecureSkipTlsVerify)
            return null;
        if (certificate is not X509Certificate2 leaf || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "it sent no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return "its certificate is for another name";
        if (roots.IsEmpty)
            return errors == SslPolicyErrors.None ? null : "its certificate leads to no authority of this machine";
        // Each on its own: two authorities of one name (a rotation under way) confuse the search for a chain.
        var why = "";
        foreach (var root in roots)
        {
            if (RefusalBy(root, leaf, sent) is not { } refusal)
                return null;
            if (why.Length == 0 || refusal != UnknownAuthority)
                why = refusal;
        }
        return why;
    }

    private string? RefusalBy(X509Certificate2 root, X509Certificate2 leaf, X509Chain? sent)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        policy.ApplicationPolicy.Add(new(ServerAuthentication));
        // A given authority may itself be signed by another one that is not given: it is trusted all the same, as Go does. That it is in the chain is
        // asked below.
        policy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        policy.CustomTrustStore.Add(root);
        if (sent is not null)
        {
            foreach (var element in sent.ChainElements)
                policy.ExtraStore.Add(element.Certificate);
            policy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        }
        chain.Build(leaf);
        foreach (var status in chain.ChainStatus)
        {
            if ((status.Status & ~AboutTheRoot) != X509ChainStatusFlags.NoError)
                return $"its certificate is not valid: {status.StatusInformation.Trim()}";
        }
        return chain.ChainElements.Any(e => e.Certificate.RawDataMemory.Span.SequenceEqual(root.RawDataMemory.Span))
            ? null
            : UnknownAuthority;
    }
}
