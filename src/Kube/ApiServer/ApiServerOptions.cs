using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage;

namespace Pangea.Kube.ApiServer;

/// <summary>What an API server is made from.</summary>
public sealed record ApiServerOptions
{
    /// <summary>Where objects are kept. The server does not dispose it.</summary>
    public required IStore Store { get; init; }

    /// <summary>What is served.</summary>
    public required ResourceCatalog Catalog { get; init; }

    /// <summary>Uids and name suffixes.</summary>
    public IIdentitySource Identities { get; init; } = new IdentitySource();

    /// <summary>Authorizers that are asked before RBAC, in order.</summary>
    public ImmutableArray<IAuthorizer> Authorizers { get; init; } = [];

    /// <summary>
    /// Admission plugins that run after the server's own, in order; made with the server so that they can read it. A cluster that runs pods takes
    /// <see cref="ClusterAdmission.Of"/>.
    /// </summary>
    public Func<ApiServer, ImmutableArray<IAdmissionPlugin>> Admission { get; init; } = static _ => [];

    /// <summary>The range that service addresses are given from, in CIDR form; the first one is the <c>kubernetes</c> service's.</summary>
    public string ServiceCidr { get; init; } = "10.96.0.0/12";

    /// <summary>How tokens of service accounts are issued and accepted; null for not at all.</summary>
    public ServiceAccountTokens? ServiceAccountTokens { get; init; }

    /// <summary>What <c>/version</c> says.</summary>
    public ServerVersion Version { get; init; } = ServerVersion.Current;

    /// <summary>Spreads what must not happen together, such as the ends of watches.</summary>
    public required Random Random { get; init; }

    /// <summary>Where the server logs.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;

    /// <summary>How webhooks are called; null for over the network.</summary>
    internal IWebhookTransport? Webhooks { get; init; }
}
