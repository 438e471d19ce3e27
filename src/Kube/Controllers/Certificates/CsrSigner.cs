using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.Controllers;

/// <summary>
/// Signs certificate requests that have been approved, for the signers of a Kubernetes control plane. A request that its signer's rules refuse
/// gets the condition <c>Failed</c>. Whether a request is approved is decided by others.
/// </summary>
internal sealed class CsrSigner
{
    /// <summary>Certificate requests.</summary>
    public static readonly GroupVersionResource Requests = new(
        "certificates.k8s.io",
        "v1",
        "certificatesigningrequests"
    );

    private readonly IClusterApi api;
    private readonly CertificateSigning signing;
    private readonly TimeProvider clock;
    private readonly IInformer requests;

    /// <summary>A controller; it does nothing until it runs.</summary>
    public CsrSigner(IClusterApi api, CertificateSigning signing, IExecutor executor, ILogger logger)
    {
        this.api = api;
        this.signing = signing;
        clock = executor.Clock;
        requests = api.Informer(Requests, InformerOptions.All);
        Controller = new("csr-signer", executor, ReconcileAsync, logger);
        Controller.Follow(requests, change => change.New is { } request ? [request.Name] : []);
    }

    /// <summary>Looks at one request after the other.</summary>
    public Controller<string> Controller { get; }

    private async ValueTask<Reconcile> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (
            requests.Get(new("", name)) is not { IsDeleting: false } request
            || KubernetesSigner.Find(request.Spec.Text("signerName") ?? "") is not { } signer
            || CsrConditions.StateOf(request) != CsrState.Approved
        )
            return Reconcile.Done;
        var status = request.Status;
        if (Sign(request, signer, out var error) is { } certificate)
            status = status.With(
                "certificate",
                Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(certificate))
            );
        else
            status = CsrConditions.With(status, "Failed", "SignerValidationFailure", error, clock.GetUtcNow());
        var written = await api.UpdateAsync(
            Requests,
            request.WithStatus(status),
            WriteOptions.Status,
            cancellationToken
        );
        return written.IsSuccess || written.IsNotFound ? Reconcile.Done : Reconcile.Retry(written.Error);
    }

    private string? Sign(KubeObject request, KubernetesSigner signer, out string error)
    {
        if (!SigningRequest.TryParse(CsrConditions.Decode(request.Spec.Text("request")), out var read, out error))
            return null;
        string[] usages = [.. request.Spec.Texts("usages")];
        error = signer.Error(read, usages) ?? "";
        if (error.Length > 0)
            return null;
        var asked = request.Spec.Integer("expirationSeconds") is { } seconds
            ? TimeSpan.FromSeconds(seconds)
            : signing.Lifetime;
        var lifetime = asked < signing.Lifetime ? asked : signing.Lifetime;
        return KeyUsageNames.TryProfile(usages, lifetime, out var profile, out error)
            ? signing.Authority().Sign(read, profile).Pem
            : null;
    }
}
