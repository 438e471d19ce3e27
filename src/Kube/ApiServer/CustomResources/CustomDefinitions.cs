using System.Collections.Immutable;
using Pangea.Kube.ApiServer.Printing;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.ApiServer.CustomResources;

/// <summary>What a CustomResourceDefinition defines, as the server serves it: one <see cref="ResourceDefinition"/> for each version.</summary>
internal static class CustomDefinitions
{
    private static readonly ImmutableArray<string> Verbs =
    [
        "create",
        "delete",
        "deletecollection",
        "get",
        "list",
        "patch",
        "update",
        "watch",
    ];

    private static readonly ImmutableArray<string> VerbsAtTheEnd =
    [
        "delete",
        "deletecollection",
        "get",
        "list",
        "watch",
    ];

    /// <summary>The definitions of an established CustomResourceDefinition.</summary>
    /// <param name="crd">The definition.</param>
    /// <param name="names">The names it has been given.</param>
    /// <param name="schemas">Reads the schema of a version again, so that nobody keeps it.</param>
    /// <param name="webhook">Converts the objects; null when only their apiVersion differs from version to version.</param>
    /// <param name="ends">Is cancelled when these definitions are served no more.</param>
    public static ImmutableArray<ResourceDefinition> Of(
        KubeObject crd,
        CustomResourceNames names,
        Func<string, MapValue> schemas,
        ConversionWebhook? webhook,
        CancellationToken ends
    )
    {
        var marked = crd.Spec.Maps("versions").FirstOrDefault(v => v.Flag("storage") ?? false) ?? MapValue.Empty;
        var storage = new GroupVersion(crd.Spec.Text("group") ?? "", marked.Text("name") ?? "");
        var stored = webhook is null ? null : new StoredView(storage, names.Kind, SchemaOf(crd, marked), crd.Revision);
        return
        [
            .. crd
                .Spec.Maps("versions")
                .Select(v =>
                {
                    var (definition, view) = Of(crd, names, v, storage, schemas);
                    if (webhook is null)
                        return definition with { Ends = ends };
                    var conversion = new ObjectConversion(webhook, view, stored!);
                    return definition with { Ends = ends, ReadStored = conversion.Of, Conversion = conversion };
                }),
        ];
    }

    /// <summary>The same while its objects are being removed: none can be created.</summary>
    public static ResourceDefinition Terminating(ResourceDefinition definition) =>
        definition with
        {
            IsTerminating = true,
            Verbs = VerbsAtTheEnd,
        };

    private static StructuralSchema SchemaOf(KubeObject crd, MapValue version) =>
        CustomSchema.Compile(
            version.At("schema", "openAPIV3Schema") as MapValue,
            crd.Spec.Flag("preserveUnknownFields") ?? false
        );

    private static (ResourceDefinition Definition, StoredView View) Of(
        KubeObject crd,
        CustomResourceNames names,
        MapValue version,
        GroupVersion storage,
        Func<string, MapValue> schemas
    )
    {
        var name = version.Text("name") ?? "";
        var groupVersion = new GroupVersion(storage.Group, name);
        var source = version.At("schema", "openAPIV3Schema") as MapValue;
        var schema = SchemaOf(crd, version);
        var subresources = version.Map("subresources") ?? MapValue.Empty;
        var hasStatus = subresources.Map("status") is not null;
        var scale = CustomScale.Of(subresources.Map("scale"));
        var view = new StoredView(groupVersion, names.Kind, schema, crd.Revision);
        var definition = new ResourceDefinition
        {
            Resource = groupVersion.Resource(names.Plural),
            Kind = names.Kind,
            ListKindName = names.ListKind,
            Singular = names.Singular,
            Namespaced = crd.Spec.Text("scope") != "Cluster",
            Verbs = Verbs,
            ShortNames = names.ShortNames,
            Categories = names.Categories,
            Schema = schema,
            OpenApiSchema = () => schemas(name),
            OpenApiSchemaVersion = $"{crd.Uid}/{crd.Generation}",
            Strategy = new CustomStrategy(
                hasStatus,
                scale,
                SelectableFields.Of(version),
                ValidationRules.Compile(source, schema)
            ),
            Printer = CustomColumns.Of(version.List("additionalPrinterColumns")),
            Subresources = Subresources(groupVersion.Kind(names.Kind), hasStatus, scale is not null),
            Scale = scale?.ToDefinition(),
            IsCustom = true,
            StoredIn = storage,
            ReadStored = view.Of,
            DeprecationWarning = Deprecation(version, groupVersion.Kind(names.Kind)),
        };
        return (definition, view);
    }

    private static ImmutableArray<SubresourceDefinition> Subresources(GroupVersionKind kind, bool status, bool scale)
    {
        var made = ImmutableArray.CreateBuilder<SubresourceDefinition>();
        if (scale)
            made.Add(new("scale", new("autoscaling", "v1", "Scale"), ["get", "patch", "update"]));
        if (status)
            made.Add(new("status", kind, ["get", "patch", "update"]));
        return made.ToImmutable();
    }

    private static string Deprecation(MapValue version, GroupVersionKind kind) =>
        !(version.Flag("deprecated") ?? false) ? ""
        : version.Text("deprecationWarning") is { Length: > 0 } own ? own
        : $"{kind.ApiVersion} {kind.Kind} is deprecated";
}
