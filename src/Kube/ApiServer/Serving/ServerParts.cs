using Pangea.Kube.Objects;
using Pangea.Kube.Storage;

namespace Pangea.Kube.ApiServer;

/// <summary>What the request handling of one server is made of; built once by the composition.</summary>
internal sealed class ServerParts
{
    private ResourceCatalog catalog;

    public ServerParts(ResourceCatalog catalog) => this.catalog = catalog;

    public required IStore Store { get; init; }

    public required ObjectCache Cache { get; init; }

    public required TimeProvider Clock { get; init; }

    public required IIdentitySource Identities { get; init; }

    /// <summary>Set once by the composition, after the parts exist that authorizers read.</summary>
    public IAuthorizer Authorizer { get; set; } = new AuthorizerChain([]);

    /// <summary>Set once by the composition, after the parts exist that plugins read.</summary>
    public AdmissionChain Admission { get; set; } = new([]);

    /// <summary>What is served now.</summary>
    public ResourceCatalog Catalog
    {
        get => Volatile.Read(ref catalog);
        set => Volatile.Write(ref catalog, value);
    }

    /// <summary>The cache that holds a definition's objects.</summary>
    public ResourceCache CacheOf(ResourceDefinition definition) => Cache.Resource(definition.StoredResource);
}
