using Pangea.Fleet.Api;
using Pangea.Kube.ApiServer;
using Pangea.Kube.ApiServer.Printing;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Fleet.Hub;

/// <summary>The fleet's kinds as the hub's API server serves them.</summary>
public static class FleetDefinitions
{
    private static readonly Lazy<
        IReadOnlyList<(FleetKind Kind, StructuralSchema Schema, TablePrinter Printer)>
    > Compiled = new(() => [.. FleetKinds.All.Select(Compile)]);

    /// <summary>The definitions. Schemas are compiled once in a process; the strategies draw ids and times from the given sources.</summary>
    public static IEnumerable<ResourceDefinition> Of(IIdentitySource identities, TimeProvider clock)
    {
        var options = new FleetRuleOptions();
        return Compiled.Value.Select(c => new ResourceDefinition
        {
            Resource = c.Kind.Resource,
            Kind = c.Kind.Kind,
            Singular = c.Kind.Singular,
            Namespaced = c.Kind.Namespaced,
            ShortNames = [.. c.Kind.ShortNames],
            Categories = [.. c.Kind.Categories],
            Schema = c.Schema,
            OpenApiSchema = () => OpenApiSchema(c.Kind),
            Strategy = new FleetStrategy(c.Kind, KindRules.Of(c.Kind, options), identities, clock),
            Printer = c.Printer,
            IsCustom = true,
            Subresources = c.Kind.HasStatus ? [new("status", c.Kind.GroupVersionKind, ["get", "patch", "update"])] : [],
        });
    }

    private static MapValue OpenApiSchema(FleetKind kind) =>
        kind.ReadDefinition().Spec.Maps("versions").First().At("schema", "openAPIV3Schema") as MapValue
        ?? MapValue.Empty;

    private static (FleetKind, StructuralSchema, TablePrinter) Compile(FleetKind kind)
    {
        var definition = kind.ReadDefinition();
        var version = definition.Spec.Maps("versions").First();
        return (
            kind,
            CustomSchema.Compile(version.At("schema", "openAPIV3Schema") as MapValue),
            kind.Resource == FleetResources.Clusters
                ? ClusterColumns.Of(CustomColumns.Of(version.List("additionalPrinterColumns")))
                : CustomColumns.Of(version.List("additionalPrinterColumns"))
        );
    }
}
