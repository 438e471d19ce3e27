using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Cluster.Runtime;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Nodes;

/// <summary>What an agent of nodes needs.</summary>
/// <param name="Nodes">The nodes it plays.</param>
/// <param name="ApiOf">The cluster's API in the name of a node.</param>
/// <param name="Identities">Ids of machines.</param>
/// <param name="Logger">Gets what it logs.</param>
internal sealed record NodeAgentOptions(
    ImmutableArray<LocalNode> Nodes,
    Func<string, IClusterApi> ApiOf,
    IIdentitySource Identities,
    ILogger Logger
);

/// <summary>
/// The agent of some nodes: registers them, keeps their Leases, runs the pods that are bound to them on their runtimes, and writes what becomes of
/// the pods, once for each transition. It knows the cluster by its API alone.
/// </summary>
internal sealed class NodeAgent
{
    private readonly IExecutor executor;
    private readonly ImmutableSortedDictionary<string, LocalNode> nodes;
    private readonly PodWorker worker;
    private readonly NodeHeartbeat heartbeat;

    public NodeAgent(NodeAgentOptions options, IExecutor executor)
    {
        this.executor = executor;
        nodes = options.Nodes.ToImmutableSortedDictionary(n => n.Name, n => n, StringComparer.Ordinal);
        worker = new(nodes, options.ApiOf, executor, options.Logger);
        heartbeat = new([.. nodes.Values], options, executor.Clock);
    }

    /// <summary>The runtime of a node that this agent plays, or null.</summary>
    public IPodRuntime? RuntimeOf(string node) => nodes.GetValueOrDefault(node)?.Runtime;

    /// <summary>Registers the nodes, then starts to work, until cancelled.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (nodes.IsEmpty)
            return;
        await heartbeat.RegisterAsync(cancellationToken);
        _ = executor.RunAsync("node-heartbeat", heartbeat.RunAsync, cancellationToken);
        _ = executor.RunAsync("node-pods", worker.RunAsync, cancellationToken);
    }
}
