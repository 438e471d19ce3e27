using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// A request as a webhook is told of it: in the version its rule names, and with the body the subresource has, which may be another one than the object
/// that is written.
/// </summary>
/// <param name="Request">The request.</param>
/// <param name="Definition">The resource in the version that the webhook gets.</param>
internal sealed record WebhookSubject(AdmissionRequest Request, ResourceDefinition Definition)
{
    private bool IsScale => Request.Subresource == "scale" && Definition.Scale is not null;

    /// <summary>The kind of the bodies.</summary>
    public GroupVersionKind Kind =>
        IsScale ? new("autoscaling", "v1", "Scale")
        : Request.Operation == "CONNECT" ? new KubeObject(Request.Object ?? MapValue.Empty).GroupVersionKind
        : Definition.GroupVersionKind;

    /// <summary>The kind of the bodies as the client sent them.</summary>
    public GroupVersionKind RequestKind =>
        IsScale || Request.Operation == "CONNECT" ? Kind : Request.Definition.GroupVersionKind;

    /// <summary>The body as it shall be.</summary>
    public MapValue? After(MapValue? root) => root is null ? null : Body(root);

    /// <summary>The body as it is.</summary>
    public MapValue? Before => Request.Old is { } old ? Body(old.Root) : null;

    /// <summary>The object with the changes that a webhook made to the body.</summary>
    public MapValue Changed(MapValue root, MapValue body)
    {
        if (IsScale)
            return root.WithAt(body.At("spec", "replicas"), Definition.Scale!.SpecReplicas.AsSpan());
        var changed = Convert(Definition, Request.Definition, body);
        // Which object is written was decided before.
        var metadata = changed.Map("metadata") ?? MapValue.Empty;
        var own = root.Map("metadata") ?? MapValue.Empty;
        foreach (var key in (ReadOnlySpan<string>)["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
            metadata = metadata.With(key, own[key]);
        return changed.With("metadata", metadata);
    }

    private MapValue Body(MapValue root)
    {
        if (IsScale)
            return ScaleSubresource.ToScale(Request.Definition, new(root));
        return Request.Operation == "CONNECT" ? root : Convert(Request.Definition, Definition, root);
    }

    private static MapValue Convert(ResourceDefinition from, ResourceDefinition to, MapValue root) =>
        ReferenceEquals(from, to) ? root : to.View(new(from.ToStoredForm(root))).Root;
}
