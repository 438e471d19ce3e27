using System.Security.Cryptography.X509Certificates;
using Pangea.Kube.Client;
using Pangea.Pki;

namespace Pangea.Fleet.Agent;

/// <summary>What an agent calls the hub with: to be kept where only the agent reads it.</summary>
/// <param name="Hub">The hub's address.</param>
/// <param name="AuthorityPem">The roots by which the hub is verified.</param>
/// <param name="CertificatePem">The agent's certificate, with those between it and a root.</param>
/// <param name="PrivateKeyPem">Its private key.</param>
public sealed record AgentCredentials(Uri Hub, string AuthorityPem, string CertificatePem, string PrivateKeyPem)
{
    /// <summary>Start and end of the certificate's validity.</summary>
    public (DateTimeOffset NotBefore, DateTimeOffset NotAfter) Validity
    {
        get
        {
            using var certificate = X509Certificate2.CreateFromPem(CertificatePem);
            return (new(certificate.NotBefore.ToUniversalTime()), new(certificate.NotAfter.ToUniversalTime()));
        }
    }

    /// <summary>Whom the certificate speaks of.</summary>
    /// <exception cref="FormatException">It is not an agent's.</exception>
    public AgentIdentity Identity
    {
        get
        {
            using var certificate = X509Certificate2.CreateFromPem(CertificatePem);
            var subject = SubjectName.Read(certificate.SubjectName);
            return AgentIdentity.TryRead(subject.CommonName, subject.Organizations, out var identity)
                ? identity
                : throw new FormatException($"the certificate of {subject.CommonName} is not an agent's");
        }
    }

    /// <summary>The connection to the hub.</summary>
    public ClusterConnection ToConnection()
    {
        var own = CertificateWithKey.FromPem(CertificatePem, PrivateKeyPem);
        return new()
        {
            Server = Hub,
            Roots = PemText.ReadCertificates(AuthorityPem),
            ClientCertificate = own.Certificate,
            ClientCertificateChain = own.Chain,
        };
    }

    /// <summary>The same as a kubeconfig.</summary>
    public Kubeconfig ToKubeconfig() =>
        Kubeconfig.Of(
            new("karmada-apiserver", Hub.ToString().TrimEnd('/')) { AuthorityPem = AuthorityPem },
            new("karmada-agent") { CertificatePem = CertificatePem, KeyPem = PrivateKeyPem }
        );

    /// <summary>Reads them back from a kubeconfig that <see cref="ToKubeconfig"/> made; null when it holds something else.</summary>
    public static AgentCredentials? From(Kubeconfig kubeconfig) =>
        kubeconfig is { Clusters: [var cluster], Users: [{ CertificatePem.Length: > 0, KeyPem.Length: > 0 } user] }
        && Uri.TryCreate(cluster.Server, UriKind.Absolute, out var hub)
            ? new(hub, cluster.AuthorityPem, user.CertificatePem, user.KeyPem)
            : null;
}
