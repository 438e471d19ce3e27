using Microsoft.Extensions.Logging;
using Pangea.Fleet.Api;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>
/// Renews the member's Lease in the hub: that the agent is there, whatever the member does. Source: <c>--cluster-lease-duration</c> of Karmada's agent.
/// </summary>
internal sealed partial class Heartbeat(AgentContext agent)
{
    private const double RenewFraction = 0.25;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly NamespacedName key = new(FleetNamespaces.Cluster, agent.Cluster);
    private readonly ILogger logger = agent.Logger;
    private KubeObject? lease;
    private string logged = "";

    /// <summary>Renews until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var error = await BeatAsync(cancellationToken);
            if (error is not null)
            {
                lease = null;
                var why = error.ToString();
                if (logged != why)
                    LogFailed(agent.Cluster, why);
                logged = why;
            }
            else
                logged = "";
            await Task.Delay(
                error is null ? agent.Options.LeaseDuration * RenewFraction : Retry,
                agent.Clock,
                cancellationToken
            );
        }
    }

    private async ValueTask<Status?> BeatAsync(CancellationToken cancellationToken)
    {
        if (lease is null)
        {
            var found = await agent.Hub.GetAsync(AgentResources.Leases, key, cancellationToken);
            if (!found.IsSuccess && !found.IsNotFound)
                return found.Error;
            if (found.IsNotFound)
            {
                // The Lease ends with its Cluster.
                var cluster = await agent.Hub.GetAsync(
                    AgentResources.Clusters,
                    new("", agent.Cluster),
                    cancellationToken,
                    "0"
                );
                if (!cluster.IsSuccess)
                    return cluster.Error;
                var made = await agent.Hub.CreateAsync(
                    AgentResources.Leases,
                    New(cluster.Value),
                    WriteOptions.None,
                    cancellationToken
                );
                lease = made.Value;
                return made.Error;
            }
            lease = found.Value;
        }
        var renewed = await agent.Hub.UpdateAsync(
            AgentResources.Leases,
            lease!.WithSpec(Spec(lease.Spec)),
            WriteOptions.None,
            cancellationToken
        );
        lease = renewed.Value;
        return renewed.Error;
    }

    private KubeObject New(KubeObject cluster) =>
        new(
            MapValue.Of(
                ("apiVersion", "coordination.k8s.io/v1"),
                ("kind", "Lease"),
                (
                    "metadata",
                    MapValue.Of(
                        ("name", key.Name),
                        ("namespace", key.Namespace),
                        (
                            "ownerReferences",
                            ListValue.Create([
                                new OwnerReference(
                                    FleetKinds.Cluster.ApiVersion,
                                    FleetKinds.Cluster.Kind,
                                    cluster.Name,
                                    cluster.Uid
                                ).ToValue(),
                            ])
                        )
                    )
                ),
                ("spec", Spec(MapValue.Empty))
            )
        );

    private MapValue Spec(MapValue before) =>
        before
            .With("holderIdentity", agent.Cluster)
            .With("leaseDurationSeconds", (long)agent.Options.LeaseDuration.TotalSeconds)
            .With("renewTime", Timestamps.FormatMicro(agent.Clock.GetUtcNow()));

    [LoggerMessage(1, LogLevel.Warning, "{Cluster}: the Lease could not be renewed: {Why}; it is tried again")]
    private partial void LogFailed(string cluster, string why);
}
