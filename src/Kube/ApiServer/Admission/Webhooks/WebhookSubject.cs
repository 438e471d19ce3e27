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
    private MapValue? convertedAfter;
    private MapValue? convertedBefore;

    private bool IsScale => Request.Subresource == "scale" && Definition.Scale is not null;

    /// <summary>The kind of the bodies.</summary>
    public GroupVersionKind Kind =>
        IsScale ? new("autoscaling", "v1", "Scale")
        : Request.Operation == "CONNECT" ? new KubeObject(Request.Object ?? MapValue.Empty).GroupVersionKind
        : Definition.GroupVersionKind;

    /// <summary>The kind of the bodies as the client sent them.</summary>
    public GroupVersionKind RequestKind =>
        IsScale || Request.Operation == "CONNECT" ? Kind : Request.Definition.GroupVersionKind;

    /// <summary>Whether a webhook of the kind's own has to convert bodies to the version that is told of.</summary>
    private bool IsConverted =>
        Definition.Conversion is not null
        && !ReferenceEquals(Request.Definition, Definition)
        && !IsScale
        && Request.Operation != "CONNECT";

    /// <summary>The subject with its bodies in the version that is told of, or why they cannot be.</summary>
    public async ValueTask<ApiResult<WebhookSubject>> ConvertedAsync(
        MapValue? root,
        CancellationToken cancellationToken
    )
    {
        if (!IsConverted)
            return this;
        var after = await ConvertAsync(Definition, root, cancellationToken);
        if (!after.IsSuccess)
            return after.Error;
        var before = await ConvertAsync(Definition, Request.Old?.Root, cancellationToken);
        if (!before.IsSuccess)
            return before.Error;
        return this with
        {
            convertedAfter = root is null ? null : after.Value,
            convertedBefore = Request.Old is null ? null : before.Value,
        };
    }

    /// <summary>The body as it shall be.</summary>
    public MapValue? After(MapValue? root) => root is null ? null : convertedAfter ?? Body(root);

    /// <summary>The body as it is.</summary>
    public MapValue? Before => Request.Old is { } old ? convertedBefore ?? Body(old.Root) : null;

    /// <summary>The object with the changes that a webhook made to the body.</summary>
    public async ValueTask<ApiResult<MapValue>> ChangedAsync(
        MapValue root,
        MapValue body,
        CancellationToken cancellationToken
    )
    {
        if (IsScale)
            return root.WithAt(body.At("spec", "replicas"), Definition.Scale!.SpecReplicas.AsSpan());
        var back = IsConverted
            ? await ConvertAsync(Request.Definition, body, cancellationToken)
            : Convert(Definition, Request.Definition, body);
        if (!back.IsSuccess)
            return back.Error;
        var changed = back.Value;
        // Which object is written was decided before.
        var metadata = changed.Map("metadata") ?? MapValue.Empty;
        var own = root.Map("metadata") ?? MapValue.Empty;
        foreach (var key in (ReadOnlySpan<string>)["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
            metadata = metadata.With(key, own[key]);
        return changed.With("metadata", metadata);
    }

    private static async ValueTask<ApiResult<MapValue>> ConvertAsync(
        ResourceDefinition to,
        MapValue? root,
        CancellationToken cancellationToken
    ) => root is null ? MapValue.Empty : await to.Conversion!.ConvertAsync(root, cancellationToken);

    private MapValue Body(MapValue root)
    {
        if (IsScale)
            return ScaleSubresource.ToScale(Request.Definition, new(root));
        return Request.Operation == "CONNECT" ? root : Convert(Request.Definition, Definition, root);
    }

    private static MapValue Convert(ResourceDefinition from, ResourceDefinition to, MapValue root) =>
        ReferenceEquals(from, to) ? root : to.View(new(from.ToStoredForm(root))).Root;
}
