using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The <c>scale</c> subresource: an <c>autoscaling/v1 Scale</c> made from an object's numbers, and changes of it written back.
/// </summary>
internal sealed class ScaleSubresource(ResourceApi api)
{
    public async ValueTask<ApiResult<KubeObject>> GetAsync(
        ResourceDefinition definition,
        NamespacedName key,
        CancellationToken cancellationToken
    )
    {
        var found = await api.GetAsync(definition, key, "", cancellationToken);
        if (!found.IsSuccess)
            return found.Error;
        if (definition.IsCustom && found.Value.Root.At(definition.Scale!.SpecReplicas.AsSpan()) is not NumberValue)
        {
            return Status.InternalError(
                $"the spec replicas field \".{string.Join('.', definition.Scale.SpecReplicas)}\" does not exist"
            );
        }
        return new KubeObject(ToScale(definition, found.Value));
    }

    public ValueTask<ApiResult<KubeObject>> PutAsync(
        RequestScope scope,
        ResourceDefinition definition,
        NamespacedName key,
        MapValue body,
        WriteOptions options,
        CancellationToken cancellationToken
    ) => WriteAsync(scope, definition, key, _ => body, options, cancellationToken);

    public ValueTask<ApiResult<KubeObject>> PatchAsync(
        RequestScope scope,
        ResourceDefinition definition,
        NamespacedName key,
        PatchBody patch,
        WriteOptions options,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            scope,
            definition,
            key,
            current => ObjectPatcher.PatchScale(ToScale(definition, current!), patch),
            options,
            cancellationToken
        );

    private async ValueTask<ApiResult<KubeObject>> WriteAsync(
        RequestScope scope,
        ResourceDefinition definition,
        NamespacedName key,
        ObjectChange scaleOf,
        WriteOptions options,
        CancellationToken cancellationToken
    )
    {
        ApiResult<MapValue> Change(KubeObject? current)
        {
            var wanted = scaleOf(current);
            if (!wanted.IsSuccess)
                return wanted;
            var scale = wanted.Value;
            var replicas = scale.At("spec", "replicas") is NumberValue n ? n.Integer : 0;
            if (replicas is null or < 0)
            {
                return Status.Invalid(
                    new("autoscaling", "Scale"),
                    key.Name,
                    [
                        FieldError.Invalid(
                            "spec.replicas",
                            scale.At("spec", "replicas"),
                            "must be greater than or equal to 0"
                        ),
                    ]
                );
            }
            var root = current!.Root.WithAt(replicas.Value, definition.Scale!.SpecReplicas.AsSpan());
            // The version the caller read, if it names one, is the version that may be changed.
            var version = scale.Map("metadata")?.Text("resourceVersion") ?? "";
            return root.WithAt(version.Length > 0 ? version : null!, "metadata", "resourceVersion");
        }
        var updated = await api.ChangeAsync(
            scope,
            definition,
            key,
            Change,
            options with
            {
                Subresource = "scale",
            },
            cancellationToken
        );
        return updated.IsSuccess ? new KubeObject(ToScale(definition, updated.Value)) : updated.Error;
    }

    /// <summary>The scale of an object.</summary>
    public static MapValue ToScale(ResourceDefinition definition, KubeObject obj)
    {
        var paths = definition.Scale!;
        var selector = paths.Selector is { } path
            ? obj.Root.At(path.AsSpan()) switch
            {
                MapValue map => LabelSelector.FromValue(map).ToString(),
                StringValue text => text.Text,
                _ => "",
            }
            : "";
        return MapValue.Of(
            ("apiVersion", "autoscaling/v1"),
            ("kind", "Scale"),
            (
                "metadata",
                MapValue.Of(
                    ("name", obj.Name),
                    ("namespace", obj.Namespace),
                    ("uid", obj.Uid),
                    ("resourceVersion", obj.ResourceVersion),
                    ("creationTimestamp", obj.Metadata["creationTimestamp"])
                )
            ),
            ("spec", MapValue.Of(("replicas", obj.Root.At(paths.SpecReplicas.AsSpan())))),
            (
                "status",
                MapValue.Of(
                    ("replicas", obj.Root.At(paths.StatusReplicas.AsSpan()) ?? 0),
                    ("selector", selector.Length == 0 ? null : (Value)selector)
                )
            )
        );
    }
}
