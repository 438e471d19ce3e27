using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>What the plugins for pods share.</summary>
internal static class PodAdmission
{
    private static readonly GroupResource Pods = new("", "pods");

    /// <summary>Whether a pod itself is written, not a part of it.</summary>
    public static bool IsPod(AdmissionRequest request) =>
        request.Subresource.Length == 0 && request.Definition.Resource.GroupResource == Pods;

    /// <summary>Whether a pod is created.</summary>
    public static bool IsNewPod(AdmissionRequest request) => request.Operation == "CREATE" && IsPod(request);

    /// <summary>The pod is refused, for this reason.</summary>
    public static Status Refusal(AdmissionRequest request, string why) => Status.Forbidden(Pods, request.Key.Name, why);
}
