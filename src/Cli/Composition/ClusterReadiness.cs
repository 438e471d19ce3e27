using Pangea.Fleet.Api;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Cli;

/// <summary>Waits until the hub says that a cluster is Ready, and its agent has been heard of since a given time.</summary>
internal static class ClusterReadiness
{
    private static readonly GroupVersionResource Clusters = new("cluster.karmada.io", "v1alpha1", "clusters");
    private static readonly GroupVersionResource Leases = new("coordination.k8s.io", "v1", "leases");
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The status of a cluster's condition Ready, and its message.</summary>
    public static (string Status, string Message) Of(KubeObject cluster)
    {
        var condition = cluster.Status.Maps("conditions").FirstOrDefault(c => c.Text("type") == "Ready");
        return condition is null
            ? ("Unknown", "it has not reported yet")
            : (condition.Text("status") ?? "Unknown", condition.Text("message") ?? "");
    }

    /// <summary>Waits.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="name">The cluster.</param>
    /// <param name="since">A heartbeat from before this time does not count: it is from the agent's life before.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="clock">The time to wait by.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether it is ready, and why not.</returns>
    public static async Task<(bool Ready, string Why)> WaitAsync(
        IClusterApi hub,
        string name,
        DateTimeOffset since,
        TimeSpan patience,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        using var enough = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellationToken);
        var why = "it has not registered yet";
        try
        {
            while (true)
            {
                await foreach (
                    var change in hub.WatchAsync(
                        Clusters,
                        "",
                        new() { Fields = FieldSelector.Of("metadata.name", name), SendInitialEvents = true },
                        either.Token
                    )
                )
                {
                    if (change.Object is not { } cluster || change.Type is WatchEventType.Bookmark)
                    {
                        why = change.Error?.Message ?? why;
                        continue;
                    }
                    (var status, why) = Of(cluster);
                    if (status == "True" && await HasBeatAsync(hub, name, since, clock, either.Token))
                        return (true, "");
                }
                await Task.Delay(Pause, clock, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, why);
        }
    }

    private static async Task<bool> HasBeatAsync(
        IClusterApi hub,
        string name,
        DateTimeOffset since,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var lease = await hub.GetAsync(Leases, new(FleetNamespaces.Cluster, name), cancellationToken);
            if (!lease.IsSuccess)
                return false;
            if (Timestamps.TryParse(lease.Value.Spec.Text("renewTime")) >= since)
                return true;
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }
}
