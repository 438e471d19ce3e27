using Pangea.Kube.Objects;
using Pangea.Kube.Storage;

namespace Pangea.Kube.ApiServer;

/// <summary>What the request handling of one server is made of; built once by the composition.</summary>
internal sealed class ServerParts
{
    public static readonly GroupResource ServiceResource = new("", "services");

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

    /// <summary>Calls webhooks. Set once by the composition.</summary>
    public IWebhookTransport Webhooks { get; set; } = null!;

    /// <summary>Gives Services their addresses; null where none are served.</summary>
    public ServiceAllocator? Services { get; set; }

    /// <summary>Charges writes to quotas; null where none are served.</summary>
    public QuotaLedger? Quotas { get; set; }

    /// <summary>What is served now.</summary>
    public ResourceCatalog Catalog
    {
        get => Volatile.Read(ref catalog);
        set
        {
            Volatile.Write(ref catalog, value);
            CatalogChanged?.Invoke();
        }
    }

    /// <summary>Called after <see cref="Catalog"/> changed. Handlers are quick: they put something into a queue.</summary>
    public event Action? CatalogChanged;

    /// <summary>An object with what the server gives it from a common stock.</summary>
    public ApiResult<MapValue> Allocate(
        ResourceDefinition definition,
        NamespacedName key,
        MapValue root,
        MapValue? old
    ) => Services is not null && definition.StoredResource == ServiceResource ? Services.Fill(key, root, old) : root;

    /// <summary>The cache that holds a definition's objects.</summary>
    public ResourceCache CacheOf(ResourceDefinition definition) => Cache.Resource(definition.StoredResource);
}
