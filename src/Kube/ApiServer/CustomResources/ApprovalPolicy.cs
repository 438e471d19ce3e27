using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.CustomResources;

/// <summary>
/// Groups under <c>k8s.io</c> and <c>kubernetes.io</c> belong to the Kubernetes community: a definition in one says by an annotation who approved
/// it. Source: <c>api-approved.kubernetes.io</c> in the Kubernetes reference of well-known annotations.
/// </summary>
internal static class ApprovalPolicy
{
    /// <summary>The annotation.</summary>
    public const string Annotation = "api-approved.kubernetes.io";

    /// <summary>Whether a group is protected.</summary>
    public static bool IsProtected(string group) =>
        group is "k8s.io" or "kubernetes.io"
        || group.EndsWith(".k8s.io", StringComparison.Ordinal)
        || group.EndsWith(".kubernetes.io", StringComparison.Ordinal);

    /// <summary>Why an annotation does not do, or null when it does.</summary>
    public static string? Error(string annotation)
    {
        if (annotation.Length == 0)
        {
            return "protected groups must have approval annotation \""
                + Annotation
                + "\", see https://github.com/kubernetes/enhancements/pull/1111";
        }
        return IsUnapproved(annotation) || IsUrl(annotation)
            ? null
            : $"protected groups must have approval annotation \"{Annotation}\" with either a URL or a reason starting with "
                + "\"unapproved\", see https://github.com/kubernetes/enhancements/pull/1111";
    }

    /// <summary>The condition <c>KubernetesAPIApprovalPolicyConformant</c>: status, reason and message.</summary>
    public static (bool Conforms, string Reason, string Message) Condition(string annotation) =>
        Error(annotation) is { } error
            ? (false, annotation.Length == 0 ? "MissingAnnotation" : "InvalidAnnotation", error)
        : IsUnapproved(annotation) ? (false, "UnapprovedAnnotation", $"not approved: {(Value)annotation}")
        : (true, "ApprovedAnnotation", $"approved in {annotation}");

    private static bool IsUnapproved(string annotation) =>
        annotation.StartsWith("unapproved", StringComparison.Ordinal);

    private static bool IsUrl(string annotation) =>
        Uri.TryCreate(annotation, UriKind.Absolute, out var url) && url.Host.Length > 0;
}
