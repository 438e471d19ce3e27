using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Pods stay for five minutes on a node that is not ready or cannot be reached, unless they say how long. Source: the plugin of this name in
/// the Kubernetes page on admission control.
/// </summary>
internal sealed class DefaultTolerationSeconds : IAdmissionPlugin
{
    private const long Seconds = 300;
    private static readonly string[] Taints = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

    /// <inheritdoc/>
    public ValueTask<ApiResult<MapValue>> MutateAsync(
        AdmissionRequest request,
        MapValue root,
        CancellationToken cancellationToken
    )
    {
        if (!PodAdmission.IsPod(request) || request.Operation is not ("CREATE" or "UPDATE"))
            return new(root);
        var spec = root.Map("spec") ?? MapValue.Empty;
        var tolerations = spec.List("tolerations") ?? ListValue.Empty;
        foreach (var taint in Taints)
        {
            if (!tolerations.Maps.Any(t => Tolerates(t, taint)))
            {
                tolerations = tolerations.Add(
                    MapValue.Of(
                        ("key", taint),
                        ("operator", "Exists"),
                        ("effect", "NoExecute"),
                        ("tolerationSeconds", Seconds)
                    )
                );
            }
        }
        return new(
            tolerations.Count == (spec.List("tolerations")?.Count ?? 0)
                ? root
                : root.With("spec", spec.With("tolerations", tolerations))
        );
    }

    private static bool Tolerates(MapValue toleration, string taint) =>
        toleration.Text("key") is null or "" || toleration.Text("key") == taint
            ? toleration.Text("effect") is null or "" or "NoExecute"
            : false;
}
