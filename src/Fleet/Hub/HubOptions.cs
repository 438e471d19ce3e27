using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Fleet.Interpreter;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Controllers;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage;

namespace Pangea.Fleet.Hub;

/// <summary>What a hub is made from.</summary>
public sealed record HubOptions
{
    /// <summary>Where its objects are kept. The hub does not dispose it.</summary>
    public required IStore Store { get; init; }

    /// <summary>Spreads what must not happen together.</summary>
    public required Random Random { get; init; }

    /// <summary>Uids, permanent ids and name suffixes.</summary>
    public IIdentitySource Identities { get; init; } = new IdentitySource();

    /// <summary>Reads replicas, health and status of kinds.</summary>
    public ResourceInterpreter Interpreter { get; init; } = ResourceInterpreter.NativeOnly;

    /// <summary>The name that bindings ask for in <c>spec.schedulerName</c>.</summary>
    public string SchedulerName { get; init; } = "default-scheduler";

    /// <summary>The range that addresses of Services are given from, in CIDR form.</summary>
    public string ServiceCidr { get; init; } = "10.96.0.0/12";

    /// <summary>Authorizers besides RBAC, in order.</summary>
    public ImmutableArray<IAuthorizer> Authorizers { get; init; } = [];

    /// <summary>How tokens of service accounts are issued and accepted; null for not at all.</summary>
    public ServiceAccountTokens? ServiceAccountTokens { get; init; }

    /// <summary>By what approved certificate requests are signed; null when nobody signs here.</summary>
    public CertificateSigning? Signing { get; init; }

    /// <summary>What joining clients are told in <c>kube-public/cluster-info</c>; null for nothing.</summary>
    public ClusterInfo? ClusterInfo { get; init; }

    /// <summary>Where the hub logs.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;
}
