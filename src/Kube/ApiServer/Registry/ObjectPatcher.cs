using Pangea.Kube.Apply;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.ApiServer;

/// <summary>Patches of all four kinds, as changes of the present object; a lost race is run again on what won it.</summary>
internal sealed class ObjectPatcher(ObjectWriter writer, ObjectPreparation preparation, ServerParts parts)
{
    private static readonly StructuralSchema ScaleSchema = BuiltinSchemas.Instance.Get(
        new("autoscaling", "v1", "Scale")
    );

    public ValueTask<ApiResult<KubeObject>> PatchAsync(
        RequestScope scope,
        ResourceDefinition definition,
        NamespacedName key,
        PatchBody patch,
        WriteOptions options,
        CancellationToken cancellationToken
    )
    {
        var isApply = patch.Type == PatchType.Apply;
        return writer.UpdateAsync(
            scope,
            definition,
            key,
            isApply
                ? current => Apply(scope, definition, key, current, patch.Document, options)
                : current => Patch(scope, definition, current!, patch, options),
            options,
            managed: isApply,
            create: isApply && options.Subresource.Length == 0,
            cancellationToken
        );
    }

    /// <summary>Patches a tree that is no stored object: an <c>autoscaling/v1 Scale</c>.</summary>
    public static ApiResult<MapValue> PatchScale(MapValue scale, PatchBody patch) =>
        patch.Type == PatchType.Apply
            ? Status.UnsupportedMediaType("server-side apply of a scale is not supported: patch spec.replicas")
            : Change(scale, patch, ScaleSchema);

    private ApiResult<MapValue> Apply(
        RequestScope scope,
        ResourceDefinition definition,
        NamespacedName key,
        KubeObject? current,
        Value document,
        WriteOptions options
    )
    {
        if (document is not MapValue config)
            return Status.BadRequest("the body of an apply is an object");
        var metadata = config.Map("metadata") ?? MapValue.Empty;
        if (current is null && metadata.Text("uid") is { Length: > 0 } uid)
        {
            return Status.Conflict(
                definition.Resource.GroupResource,
                key.Name,
                $"uid mismatch: the provided object specified uid {uid}, and no existing object was found"
            );
        }
        if (metadata.Text("name") is null)
            config = config.WithAt(key.Name, "metadata", "name");
        return preparation
            .Manager(definition, options.Subresource)
            .Apply(
                current?.Root,
                config,
                ObjectPreparation.ManagerName(scope, options),
                parts.Clock.GetUtcNow(),
                options.Force
            );
    }

    private static ApiResult<MapValue> Patch(
        RequestScope scope,
        ResourceDefinition definition,
        KubeObject current,
        PatchBody patch,
        WriteOptions options
    )
    {
        if (patch.Type == PatchType.StrategicMerge && definition.IsCustom)
        {
            return Status.UnsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: "
                    + "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"
            );
        }
        var changed = Change(current.Root, patch, definition.Schema);
        if (!changed.IsSuccess || options.FieldValidation == "Ignore")
            return changed;
        var findings = ObjectDecoder.Decode(changed.Value, definition.Schema, DecodeOptions.Strict).Findings;
        if (findings.IsEmpty)
            return changed;
        if (options.FieldValidation == "Strict")
        {
            return Status.Invalid(
                default,
                "",
                [
                    FieldError.Invalid(
                        "patch",
                        patch.Document.ToString(),
                        "strict decoding error: " + string.Join(", ", findings)
                    ),
                ]
            );
        }
        foreach (var finding in findings)
        {
            // A lost race runs this again, and says the same.
            if (!scope.Warnings.Contains(finding))
                scope.Warnings.Add(finding);
        }
        return changed;
    }

    private static ApiResult<MapValue> Change(MapValue root, PatchBody patch, StructuralSchema schema)
    {
        if (patch.Type == PatchType.Merge)
            return MergePatch.Apply(root, patch.Document);
        if (patch.Type == PatchType.StrategicMerge)
            return StrategicMergePatch.Apply(root, patch.Document, schema);
        var operations = JsonPatch.Read(patch.Document);
        if (!operations.IsSuccess)
            return operations.Error;
        var result = operations.Value.Apply(root);
        if (!result.IsSuccess)
            return result.Error;
        return result.Value;
    }
}
