using System.Security.Cryptography;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Fleet.Agent;

/// <summary>
/// Finds out whom to trust at an address, knowing only a token and the hash of an authority: anybody may ask the hub for <c>kube-public/cluster-info</c>; that
/// what comes is the hub's is shown by the authority in it having the hash, by its being signed with the token, and by the server's then proving itself by
/// that authority. Source: kubeadm's design page, "Discovery cluster-info".
/// </summary>
internal sealed class HubDiscovery(Func<ClusterConnection, HttpClusterApi> connect)
{
    private static readonly NamespacedName ClusterInfo = new("kube-public", "cluster-info");

    /// <summary>The authority's certificates as PEM, or why nobody at the address is trusted.</summary>
    public async ValueTask<(string AuthorityPem, string Error)> FindAsync(
        RegistrationRequest request,
        BootstrapToken token,
        CancellationToken cancellationToken
    )
    {
        var stranger = new ClusterConnection { Server = request.Hub, InsecureSkipTlsVerify = true };
        var (kubeconfig, signature, error) = await ReadAsync(stranger, request, token, cancellationToken);
        if (error.Length > 0)
            return ("", error);
        if (Authority(kubeconfig) is not { } pem)
            return ("", $"the hub at {request.Hub} publishes no certificate authority");
        TrustBundle bundle;
        try
        {
            bundle = new(PemText.ReadCertificates(pem));
        }
        catch (CryptographicException e)
        {
            return ("", $"the certificate authority that {request.Hub} publishes cannot be read: {e.Message}");
        }
        if (bundle.Roots.IsEmpty)
            return ("", $"the hub at {request.Hub} publishes no certificate authority");
        if (
            !request.SkipsAuthorityVerification
            && !bundle.Roots.Any(r => PublicKeyPin.Matches(r, request.AuthorityPins))
        )
        {
            return (
                "",
                $"the CA hash does not match: the authority at {request.Hub} has {PublicKeyPin.Of(bundle.Roots[0])}"
            );
        }
        if (signature is null)
            return ("", $"the hub does not know the token {token.Id}: it is wrong, has expired, or may not sign");
        if (!ClusterInfoSignature.Verify(kubeconfig, signature, token))
            return ("", $"the token {token.Id} has another secret on the hub");

        // Only who holds the authority's key is what was asked for.
        var known = new ClusterConnection { Server = request.Hub, Roots = bundle.Roots };
        var (again, _, untrusted) = await ReadAsync(known, request, token, cancellationToken);
        if (untrusted.Length > 0)
            return ("", untrusted);
        return again == kubeconfig
            ? (pem, "")
            : ("", $"the hub at {request.Hub} publishes one thing to strangers and another to those who trust it");
    }

    private async ValueTask<(string Kubeconfig, string? Signature, string Error)> ReadAsync(
        ClusterConnection connection,
        RegistrationRequest request,
        BootstrapToken token,
        CancellationToken cancellationToken
    )
    {
        using var api = connect(connection);
        var read = await api.GetAsync(AgentResources.ConfigMaps, ClusterInfo, cancellationToken);
        if (!read.IsSuccess)
        {
            return (
                "",
                null,
                read.Error.Code is 503 or 504 ? $"the hub cannot be reached: {read.Error.Message}"
                : read.Error.Code is 401 or 403 or 404
                    ? $"{request.Hub} lets nobody join: it publishes no {ClusterInfo} ({read.Error.Message})"
                : $"the hub at {request.Hub} does not say who it is: {read.Error.Message}"
            );
        }
        var data = read.Value.Root.Map("data") ?? MapValue.Empty;
        return data.Text(ClusterInfoSignature.KubeconfigKey) is { Length: > 0 } kubeconfig
            ? (kubeconfig, data.Text(ClusterInfoSignature.KeyPrefix + token.Id), "")
            : ("", null, $"the {ClusterInfo} of {request.Hub} holds no kubeconfig");
    }

    private static string? Authority(string kubeconfig) =>
        Kubeconfig.TryParse(kubeconfig, "", out var read, out _)
        && read.Clusters.FirstOrDefault()?.AuthorityPem is { Length: > 0 } pem
            ? pem
            : null;
}
