namespace Pangea.Pki;

/// <summary>
/// The rules of the signers that a Kubernetes control plane comes with, as its documentation page "Certificates and Certificate
/// Signing Requests" gives them. Pure: says whether a request may be signed, and why not.
/// </summary>
public sealed class KubernetesSigner
{
    private const string NodeGroup = "system:nodes";
    private const string NodePrefix = "system:node:";
    private readonly Func<SigningRequest, string?> requestError;
    private readonly string[] required;
    private readonly string[] allowed;

    private KubernetesSigner(
        string name,
        string[] required,
        string[] allowed,
        Func<SigningRequest, string?> requestError
    )
    {
        Name = name;
        this.required = required;
        this.allowed = allowed;
        this.requestError = requestError;
    }

    /// <summary>Client certificates for the API server, for anybody but <c>system:masters</c>.</summary>
    public static KubernetesSigner KubeApiServerClient { get; } =
        new(
            "kubernetes.io/kube-apiserver-client",
            ["client auth"],
            ["digital signature", "key encipherment", "client auth"],
            // Admission of the original (CertificateSubjectRestriction) refuses the group that passes every authorization.
            request =>
                request.Subject.Organizations.Contains("system:masters")
                    ? "the group system:masters cannot be requested"
                    : null
        );

    /// <summary>Client certificates of kubelets.</summary>
    public static KubernetesSigner KubeApiServerClientKubelet { get; } =
        new(
            "kubernetes.io/kube-apiserver-client-kubelet",
            ["digital signature", "client auth"],
            ["digital signature", "key encipherment", "client auth"],
            request =>
                NodeSubjectError(request)
                ?? (request.Names.IsEmpty ? null : "a kubelet's client certificate has no subject alternative names")
        );

    /// <summary>Serving certificates of kubelets.</summary>
    public static KubernetesSigner KubeletServing { get; } =
        new(
            "kubernetes.io/kubelet-serving",
            ["digital signature", "server auth"],
            ["digital signature", "key encipherment", "server auth"],
            request =>
                NodeSubjectError(request)
                ?? (
                    !request.Names.Emails.IsEmpty || !request.Names.Uris.IsEmpty || request.Names.Others > 0
                        ? "a kubelet's serving certificate has DNS names and IP addresses only"
                    : request.Names.DnsNames.IsEmpty && request.Names.IpAddresses.IsEmpty
                        ? "a kubelet's serving certificate needs a DNS name or an IP address"
                    : null
                )
        );

    /// <summary>The signer's name in <c>spec.signerName</c>.</summary>
    public string Name { get; }

    /// <summary>The signer of a name, or null when it is not one of these.</summary>
    public static KubernetesSigner? Find(string name) =>
        name switch
        {
            "kubernetes.io/kube-apiserver-client" => KubeApiServerClient,
            "kubernetes.io/kube-apiserver-client-kubelet" => KubeApiServerClientKubelet,
            "kubernetes.io/kubelet-serving" => KubeletServing,
            _ => null,
        };

    /// <summary>
    /// Why the signer refuses a request with these usage names (<c>spec.usages</c>), or null when it signs it.
    /// </summary>
    public string? Error(SigningRequest request, IReadOnlyCollection<string> usages)
    {
        foreach (var usage in usages)
        {
            if (!allowed.Contains(usage))
                return $"usage {usage} is not allowed by {Name}";
        }
        foreach (var usage in required)
        {
            if (!usages.Contains(usage))
                return $"usage {usage} is required by {Name}";
        }
        return requestError(request);
    }

    private static string? NodeSubjectError(SigningRequest request) =>
        request.Subject.Organizations is not [NodeGroup] ? "subject organization is not system:nodes"
        : !request.Subject.CommonName.StartsWith(NodePrefix, StringComparison.Ordinal)
        || request.Subject.CommonName.Length == NodePrefix.Length
            ? "subject common name does not begin with system:node:"
        : null;
}
