using System.Text;
using Pangea.Kube.ApiServer.Kinds;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Keeps CertificateSigningRequests honest: the server writes who asks, nobody asks to be an administrator, and who approves or signs must
/// have been given that signer. Source: the plugins CertificateApproval, CertificateSigning and CertificateSubjectRestriction in the
/// Kubernetes page on admission control.
/// </summary>
internal sealed class CertificateAdmission(IAuthorizer authorizer) : IAdmissionPlugin
{
    private const string Group = "certificates.k8s.io";
    private static readonly GroupResource Requests = new(Group, "certificatesigningrequests");

    /// <inheritdoc/>
    public ValueTask<ApiResult<MapValue>> MutateAsync(
        AdmissionRequest request,
        MapValue root,
        CancellationToken cancellationToken
    ) =>
        new(
            IsRequest(request) && request.Operation == "CREATE"
                ? CsrStrategy.WithRequester(root, request.Scope.User)
                : root
        );

    /// <inheritdoc/>
    public async ValueTask<Status?> ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (!IsRequest(request) || request.Object is not { } root)
            return null;
        if (request.Operation == "CREATE")
            return SubjectError(root) is { } why ? Status.Forbidden(Requests, request.Key.Name, why) : null;
        var before = request.Old!.Status;
        var after = root.Map("status") ?? MapValue.Empty;
        // The signer is what is stored: the spec cannot change.
        var signer = request.Old.Spec.Text("signerName") ?? "";
        if (
            request.Subresource == "approval"
            && !await MayAsync(request.Scope.User, "approve", signer, cancellationToken)
        )
            return Refusal(request, $"user not permitted to approve requests with signerName \"{signer}\"");
        var signs =
            request.Subresource == "status"
            && (before.Text("certificate") != after.Text("certificate") || HasFailed(before) != HasFailed(after));
        return signs && !await MayAsync(request.Scope.User, "sign", signer, cancellationToken)
            ? Refusal(request, $"user not permitted to sign requests with signerName \"{signer}\"")
            : null;
    }

    private async ValueTask<bool> MayAsync(
        UserInfo user,
        string verb,
        string signer,
        CancellationToken cancellationToken
    )
    {
        var slash = signer.IndexOf('/', StringComparison.Ordinal);
        string[] names = slash < 0 ? [signer] : [signer, signer[..slash] + "/*"];
        foreach (var name in names)
        {
            var asked = new AuthorizationAttributes(user, verb)
            {
                IsResource = true,
                Group = Group,
                Version = "*",
                Resource = "signers",
                Name = name,
            };
            if ((await authorizer.AuthorizeAsync(asked, cancellationToken)).Decision == Decision.Allow)
                return true;
        }
        return false;
    }

    private static bool IsRequest(AdmissionRequest request) =>
        request.Definition.Resource.Group == Group && request.Definition.Resource.Resource == Requests.Resource;

    private static bool HasFailed(MapValue status) => status.Maps("conditions").Any(c => c.Text("type") == "Failed");

    private static string? SubjectError(MapValue root)
    {
        var spec = root.Map("spec");
        if (spec?.Text("signerName") != KubernetesSigner.KubeApiServerClient.Name)
            return null;
        var buffer = new byte[(spec.Text("request") ?? "").Length];
        return
            Convert.TryFromBase64String(spec.Text("request") ?? "", buffer, out var length)
            && SigningRequest.TryParse(Encoding.UTF8.GetString(buffer, 0, length), out var asked, out _)
            && asked.Subject.Organizations.Contains("system:masters")
            ? "use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed"
            : null;
    }

    private static Status Refusal(AdmissionRequest request, string why) =>
        Status.Forbidden(Requests, request.Key.Name, why);
}
