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
    /// <param name="ends">Is cancelled when these definitions are served no more.</param>
    public static ImmutableArray<ResourceDefinition> Of(
        KubeObject crd,
        CustomResourceNames names,
        Func<string, MapValue> schemas,
        CancellationToken ends
    )
    {
        var group = crd.Spec.Text("group") ?? "";
        var storage = crd.Spec.Maps("versions").FirstOrDefault(v => v.Flag("storage") ?? false)?.Text("name") ?? "";
        return
        [
            .. crd
                .Spec.Maps("versions")
                .Select(v => Of(crd, names, v, new(group, storage), schemas) with { Ends = ends }),
        ];
    }

    /// <summary>The same while its objects are being removed: none can be created.</summary>
    public static ResourceDefinition Terminating(ResourceDefinition definition) =>
        definition with
        {
            IsTerminating = true,
            Verbs = VerbsAtTheEnd,
        };

    private static ResourceDefinition Of(
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
        var schema = CustomSchema.Compile(source, crd.Spec.Flag("preserveUnknownFields") ?? false);
        var subresources = version.Map("subresources") ?? MapValue.Empty;
        var hasStatus = subresources.Map("status") is not null;
        var scale = CustomScale.Of(subresources.Map("scale"));
        var view = new StoredView(groupVersion, names.Kind, schema, crd.Revision);
        return new()
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
