using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pangea.Kube.Storage;
using Pangea.Pki;

namespace Pangea.Cli;

/// <summary>
/// The keys of one API server: the authority that signs its own certificate, its clients' and the requests made to it, and the key of its
/// service accounts' tokens. Made once, kept in the fleet's directory.
/// </summary>
/// <param name="Authority">The authority.</param>
/// <param name="Tokens">The keys of tokens.</param>
internal sealed record ServerKeys(CertificateAuthority Authority, TokenKeySet Tokens)
{
    private const string CertificateFile = "ca.crt";
    private const string KeyFile = "ca.key";
    private const string TokenFile = "token.key";

    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);
    private static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(365);

    /// <summary>Whom to trust.</summary>
    public TrustBundle Trust { get; } = new([Authority.Root]);

    /// <summary>Makes the keys of a new server.</summary>
    public static async Task CreateAsync(
        FleetDirectory directory,
        RoleName server,
        PkiEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        directory.CreatePkiFolder(server);
        var authority = CertificateAuthority.CreateRoot($"pangea {server}", AuthorityLifetime, environment);
        await SecretFile.WriteAsync(directory.PkiFile(server, KeyFile), authority.PrivateKeyPem, cancellationToken);
        await SecretFile.WriteAsync(
            directory.PkiFile(server, CertificateFile),
            authority.CertificatePem,
            cancellationToken
        );
        var token = TokenKey.Create().PrivateKeyPem;
        await SecretFile.WriteAsync(directory.PkiFile(server, TokenFile), token, cancellationToken);
    }

    /// <summary>Reads the keys of a server.</summary>
    /// <exception cref="StateUnusableException">They are not all there, or damaged.</exception>
    public static async Task<ServerKeys> LoadAsync(
        FleetDirectory directory,
        RoleName server,
        PkiEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var certificate = await ReadAsync(CertificateFile);
            var authority = CertificateAuthority.FromPem(certificate, await ReadAsync(KeyFile), environment);
            return new(authority, new(TokenKey.FromPem(await ReadAsync(TokenFile))));
        }
        catch (CryptographicException e)
        {
            throw new StateUnusableException(
                $"the keys of {server} in {directory.Shown}/pki cannot be read ({e.Message}): restore them, or delete the fleet with `pangea down --purge --dir {directory.Shown}`",
                e
            );
        }

        async Task<string> ReadAsync(string name) =>
            await SecretFile.ReadAsync(directory.PkiFile(server, name), cancellationToken)
            ?? throw new CryptographicException($"{name} is missing");
    }

    /// <summary>
    /// The server's certificate, issued at its start and again in time: asked for at every handshake, it is replaced when it is due.
    /// </summary>
    public Func<X509Certificate2> ServerCertificate(IReadOnlyList<string> names, TimeProvider clock)
    {
        var gate = new Lock();
        var current = Authority.IssueServer(names, ServerLifetime);
        return () =>
        {
            lock (gate)
            {
                if (RenewalPolicy.Default.IsDue(current.NotBefore, current.NotAfter, clock.GetUtcNow(), jitter: 0))
                    current = Authority.IssueServer(names, ServerLifetime);
                return current.Certificate;
            }
        };
    }
}
