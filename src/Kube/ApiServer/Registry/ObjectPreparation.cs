using System.Runtime.CompilerServices;
using Pangea.Kube.Apply;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.ApiServer;

/// <summary>What happens to every object between its body and its storage: pruning, defaults, ownership of fields, validation.</summary>
internal sealed class ObjectPreparation
{
    private readonly ConditionalWeakTable<ResourceDefinition, FieldManagers> managers = [];

    /// <summary>
    /// The object as its kind's schema and strategy make it: unknown fields dropped, defaults filled in. What cannot be decoded at all is
    /// left to validation; bodies of requests have been decoded strictly before.
    /// </summary>
    /// <param name="definition">The kind.</param>
    /// <param name="root">The object.</param>
    /// <param name="current">The object as it is, whose parts need no second look; null when there is none.</param>
    public static ApiResult<MapValue> Prepare(ResourceDefinition definition, MapValue root, KubeObject? current = null)
    {
        var typed = root.With("apiVersion", definition.Resource.GroupVersion.ToString()).With("kind", definition.Kind);
        var decoded = ObjectDecoder.Decode(
            typed,
            definition.Schema,
            DecodeOptions.Default,
            current is { IsDecoded: true } ? current.Root : null
        );
        return decoded.Object is null
            ? DecodeError.Of(definition, decoded.Error)
            : definition.Strategy.Default(decoded.Object);
    }

    /// <summary>The object with the ownership that a create or update leads to.</summary>
    public MapValue TrackUpdate(
        ResourceDefinition definition,
        KubeObject? current,
        MapValue root,
        RequestScope scope,
        WriteOptions options,
        DateTimeOffset now
    ) =>
        (options.IncludesStatus ? Manager(definition) : Manager(definition, options.Subresource)).Update(
            current?.Root,
            root,
            ManagerName(scope, options),
            now
        );

    /// <summary>The field manager of a kind's endpoint.</summary>
    public FieldManager Manager(ResourceDefinition definition, string subresource) =>
        managers.GetValue(definition, static d => new(d)).Of(subresource);

    /// <summary>The field manager of writes that include the status.</summary>
    private FieldManager Manager(ResourceDefinition definition) =>
        managers.GetValue(definition, static d => new(d)).Whole;

    /// <summary>Who owns what a request writes.</summary>
    public static string ManagerName(RequestScope scope, WriteOptions options) =>
        options.FieldManager.Length > 0 ? options.FieldManager : scope.DefaultFieldManager;

    /// <summary>422 with all that is wrong with a new object, or null.</summary>
    public static Status? Validate(ResourceDefinition definition, MapValue root)
    {
        var errors = new List<FieldError>();
        ObjectMetaValidation.Validate(definition, root, errors);
        if (definition.IsCustom)
            SchemaValidation.Validate(root, definition.Schema, errors);
        var bySchema = errors.ToArray();
        definition.Strategy.Validate(root, errors);
        DropRepeats(definition, errors, bySchema);
        return Invalid(definition, root, errors);
    }

    /// <summary>422 with all that is wrong with a change, or null.</summary>
    public static Status? ValidateUpdate(ResourceDefinition definition, MapValue root, MapValue old, string subresource)
    {
        var errors = new List<FieldError>();
        ObjectMetaValidation.ValidateUpdate(definition, root, old, errors);
        if (definition.IsCustom)
            SchemaValidation.Validate(root, definition.Schema, errors, old);
        var bySchema = errors.ToArray();
        if (subresource is "" or "scale")
            definition.Strategy.ValidateUpdate(root, old, errors);
        else if (Subresources.IsPart(subresource))
            definition.Strategy.ValidateStatusUpdate(root, old, errors);
        DropRepeats(definition, errors, bySchema);
        return Invalid(definition, root, errors);
    }

    /// <summary>
    /// What a schema has found once is not said again by the kind's own rules; the rules of a schema itself say something else.
    /// </summary>
    private static void DropRepeats(ResourceDefinition definition, List<FieldError> errors, FieldError[] bySchema)
    {
        if (definition.ReadStored is not null)
            return;
        if (bySchema.Length < errors.Count && bySchema.Length > 0)
        {
            var own = errors
                .Skip(bySchema.Length)
                .Where(e => !bySchema.Any(s => s.Field == e.Field && s.Reason == e.Reason));
            FieldError[] kept = [.. bySchema, .. own];
            errors.Clear();
            errors.AddRange(kept);
        }
    }

    private static Status? Invalid(ResourceDefinition definition, MapValue root, List<FieldError> errors) =>
        errors.Count == 0
            ? null
            : Status.Invalid(definition.GroupVersionKind.GroupKind, root.Map("metadata")?.Text("name") ?? "", errors);

    /// <summary>The field managers of one kind, by endpoint.</summary>
    private sealed class FieldManagers(ResourceDefinition definition)
    {
        private readonly FieldManager own = new(definition.GroupVersionKind, definition.Schema)
        {
            ResetFields = definition.HasStatus ? FieldSet.OfFields("status") : FieldSet.Empty,
        };

        private readonly FieldManager status = new(definition.GroupVersionKind, definition.Schema)
        {
            Subresource = "status",
            ResetFields = definition.IsCustom
                ? FieldSet.OfFields("spec", "metadata")
                : FieldSet.OfFields("spec", "metadata.labels"),
        };

        public FieldManager Whole { get; } = new(definition.GroupVersionKind, definition.Schema);

        public FieldManager Of(string subresource) =>
            subresource switch
            {
                "status" => status,
                "" => own,
                _ => new(definition.GroupVersionKind, definition.Schema) { Subresource = subresource },
            };
    }
}
