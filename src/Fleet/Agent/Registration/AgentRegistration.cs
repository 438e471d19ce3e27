using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Fleet.Api;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Fleet.Agent;

/// <summary>
/// Brings a member into the fleet: finds the hub by token and hash, gets the agent a certificate of its own, and makes the Cluster. Running it again for the
/// same member is safe and gives new credentials; what fails leaves nothing behind but a certificate request that the hub clears away.
/// </summary>
public sealed class AgentRegistration
{
    private readonly IExecutor executor;
    private readonly Random random;
    private readonly string userAgent;
    private readonly ILogger logger;

    /// <summary>A way to register.</summary>
    /// <param name="executor">Its clock is the clock of everything here.</param>
    /// <param name="random">Spreads retries.</param>
    /// <param name="userAgent">Who calls: <c>pangea/VERSION (register)</c>.</param>
    /// <param name="logging">Where it logs.</param>
    public AgentRegistration(IExecutor executor, Random random, string userAgent, ILoggerFactory? logging = null)
    {
        this.executor = executor;
        this.random = random;
        this.userAgent = userAgent;
        logger = (logging ?? NullLoggerFactory.Instance).CreateLogger("Pangea.Fleet.Agent.Registration");
    }

    /// <summary>Registers a member.</summary>
    /// <param name="request">What to register with.</param>
    /// <param name="member">The member.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RegistrationResult> RegisterAsync(
        RegistrationRequest request,
        IClusterApi member,
        CancellationToken cancellationToken
    )
    {
        if (request.Error(out var token) is { } wrong)
            return RegistrationResult.Failed(wrong);
        var (id, unreachable) = await MemberId.ReadAsync(member, cancellationToken);
        if (unreachable.Length > 0)
            return RegistrationResult.Failed(unreachable);
        var (authority, unknown) = await new HubDiscovery(Connect).FindAsync(request, token!, cancellationToken);
        if (unknown.Length > 0)
            return RegistrationResult.Failed(unknown);

        var identity = new AgentIdentity(request.ClusterName, id);
        var bootstrap = new ClusterConnection
        {
            Server = request.Hub,
            Roots = PemText.ReadCertificates(authority),
            Token = token!.Text,
        };
        AgentCredentials credentials;
        using (var hub = Connect(bootstrap))
        {
            var (certificate, key, refused) = await CertificateOrder.PlaceAsync(
                hub,
                identity,
                request.Patience,
                executor.Clock,
                cancellationToken
            );
            if (refused.Length > 0)
                return RegistrationResult.Failed(refused);
            credentials = new(request.Hub, authority, certificate, key);
        }
        using (var hub = Connect(credentials.ToConnection()))
        {
            return await ClaimAsync(hub, request, id, cancellationToken) is { } error
                ? RegistrationResult.Failed(error)
                : new(credentials, "");
        }
    }

    private HttpClusterApi Connect(ClusterConnection connection) =>
        new(connection, new() { UserAgent = userAgent }, executor, new Random(random.Next()), logger);

    /// <summary>Makes the member's Cluster, or brings it up to date when it is there; why not, or null.</summary>
    private static async ValueTask<string?> ClaimAsync(
        IClusterApi hub,
        RegistrationRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var found = await hub.GetAsync(AgentResources.Clusters, new("", request.ClusterName), cancellationToken);
            if (!found.IsSuccess && !found.IsNotFound)
                return $"the hub does not show the cluster {request.ClusterName}: {found.Error.Message}";
            if (found.Value is { IsDeleting: true })
                return $"the cluster {request.ClusterName} is being removed from the fleet; try again when it is gone";
            if (found.Value is { } other && other.Spec.Text("id") != id)
                return $"the cluster name {request.ClusterName} is taken by another member";
            var wanted = Described(found.Value ?? New(request.ClusterName), request, id);
            if (found.Value is { } same && same.Root.Equals(wanted.Root))
                return null;
            var written = found.IsSuccess
                ? await hub.UpdateAsync(AgentResources.Clusters, wanted, WriteOptions.None, cancellationToken)
                : await hub.CreateAsync(AgentResources.Clusters, wanted, WriteOptions.None, cancellationToken);
            if (written.IsSuccess)
                return null;
            // The hub's own controllers write it too.
            if (written.Error.Reason is not (StatusReason.Conflict or StatusReason.AlreadyExists))
                return $"the hub refuses the cluster {request.ClusterName}: {written.Error.Message}";
        }
    }

    private static KubeObject New(string name) =>
        new(
            MapValue.Of(
                ("apiVersion", FleetKinds.Cluster.ApiVersion),
                ("kind", FleetKinds.Cluster.Kind),
                ("metadata", MapValue.Of(("name", name))),
                ("spec", MapValue.Empty)
            )
        );

    private static KubeObject Described(KubeObject cluster, RegistrationRequest request, string id)
    {
        var spec = cluster.Spec.With("id", id).With("syncMode", SyncModes.Pull);
        if (request.ApiEndpoint.Length > 0)
            spec = spec.With("apiEndpoint", request.ApiEndpoint);
        if (request.Region.Length > 0)
            spec = spec.With("region", request.Region);
        if (request.Provider.Length > 0)
            spec = spec.With("provider", request.Provider);
        if (!request.Zones.IsEmpty)
            spec = spec.With("zones", ListValue.OfTexts(request.Zones));
        return cluster.WithSpec(spec);
    }
}
