using System.Collections.Immutable;
using Pangea.Kube.ApiServer.Kinds;
using Pangea.Kube.Schema;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The resources of Kubernetes itself. Made once in a process, on first use; immutable, so that all servers of the process share them.
/// </summary>
public static class BuiltinDefinitions
{
    private static readonly ScaleDefinition Replicas = new(
        ["spec", "replicas"],
        ["status", "replicas"],
        ["spec", "selector"]
    );

    private static readonly Lazy<Set> Made = new(Make);

    /// <summary>The resources whose objects are stored, in the order in which discovery lists them.</summary>
    public static ImmutableArray<ResourceDefinition> All => Made.Value.Stored;

    /// <summary>
    /// The resources that a function answers: bindings, component statuses, and reviews of tokens and of access.
    /// </summary>
    public static ImmutableArray<VirtualResource> Virtuals => Made.Value.Virtuals;

    /// <summary>A catalog of all of them, to start a server with.</summary>
    public static ResourceCatalog Catalog => Made.Value.Catalog;

    private static Set Make()
    {
        var stored = ImmutableArray.CreateBuilder<ResourceDefinition>();
        var virtuals = ImmutableArray.CreateBuilder<VirtualResource>();
        foreach (var resource in BuiltinSchemas.Instance.Resources)
        {
            if (BuiltinKinds.Find(resource.Resource) is { } kind)
                stored.Add(Definition(resource, kind));
            else
                virtuals.Add(Virtual(resource));
        }
        var (all, others) = (stored.ToImmutable(), virtuals.ToImmutable());
        return new(all, others, ResourceCatalog.Of(all, others));
    }

    private static VirtualResource Virtual(BuiltinResource resource) =>
        new(
            resource.Resource,
            resource.Kind,
            resource.Singular,
            resource.Namespaced,
            resource.Verbs,
            resource.ShortNames
        );

    private sealed record Set(
        ImmutableArray<ResourceDefinition> Stored,
        ImmutableArray<VirtualResource> Virtuals,
        ResourceCatalog Catalog
    );

    private static ResourceDefinition Definition(BuiltinResource resource, BuiltinKind kind) =>
        new()
        {
            Resource = resource.Resource,
            Kind = resource.Kind,
            Singular = resource.Singular,
            Namespaced = resource.Namespaced,
            Verbs = resource.Verbs,
            ShortNames = resource.ShortNames,
            Categories = resource.Categories,
            Schema = resource.Schema,
            Strategy = kind.Strategy,
            Printer = kind.Printer,
            Subresources = [.. resource.Subresources.Select(s => new SubresourceDefinition(s.Name, s.Kind, s.Verbs))],
            Scale = resource.Subresources.Any(s => s.Name == "scale") ? Replicas : null,
            StoredAs = kind.StoredAs,
            StoredIn = kind.StoredIn,
            FromStored = kind.FromStored,
            ToStored = kind.ToStored,
        };
}
