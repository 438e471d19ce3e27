using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Nodes;

/// <summary>
/// Registers nodes and says that they are alive: each renews its Lease every ten seconds, all of one agent at the same moment, so that they
/// share one sync of the store; and its status when that changes, or after five minutes. The kubelet's periods.
/// </summary>
internal sealed partial class NodeHeartbeat(
    ImmutableArray<LocalNode> nodes,
    NodeAgentOptions options,
    TimeProvider clock
)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private const int PeriodsPerStatus = 30;

    private readonly ILogger logger = options.Logger;
    private readonly SortedDictionary<string, KubeObject> leases = new(StringComparer.Ordinal);
    private int beats;

    /// <summary>Creates what is absent of the nodes' objects and Leases, and brings the rest up to date.</summary>
    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        foreach (var step in nodes.Select(n => RegisterAsync(n, cancellationToken)).ToList())
        {
            if (await step is { } error)
                throw new InvalidOperationException($"a node could not be registered: {error}");
        }
    }

    /// <summary>Beats until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Period, clock, cancellationToken);
            var status = ++beats % PeriodsPerStatus == 0;
            foreach (var beat in nodes.Select(n => BeatAsync(n, status, cancellationToken)).ToList())
                await beat;
        }
    }

    private async Task<Status?> RegisterAsync(LocalNode node, CancellationToken cancellationToken)
    {
        var api = options.ApiOf(node.Name);
        var found = await api.GetAsync(CoreResources.Nodes, new("", node.Name), cancellationToken);
        var now = clock.GetUtcNow();
        if (found.IsNotFound)
        {
            found = await api.CreateAsync(
                CoreResources.Nodes,
                NodeObject.New(node, options.Identities, now),
                WriteOptions.None,
                cancellationToken
            );
        }
        else if (found.IsSuccess)
        {
            // The sign of life comes first: who watches over nodes must not take the status for that of a silent one.
            await RenewAsync(api, node, found.Value, cancellationToken);
            var spec = NodeObject.Spec(found.Value, node);
            if (!ReferenceEquals(spec, found.Value))
                found = await api.UpdateAsync(CoreResources.Nodes, spec, WriteOptions.None, cancellationToken);
            if (found.IsSuccess)
                found = await WriteStatusAsync(api, node, found.Value, always: false, cancellationToken);
        }
        if (found.IsSuccess && !leases.ContainsKey(node.Name))
            await RenewAsync(api, node, found.Value, cancellationToken);
        return found.Error;
    }

    private async Task BeatAsync(LocalNode node, bool status, CancellationToken cancellationToken)
    {
        var api = options.ApiOf(node.Name);
        var found = await api.GetAsync(CoreResources.Nodes, new("", node.Name), cancellationToken, "0");
        if (!found.IsSuccess)
        {
            // A node that somebody deleted stays deleted until its agent is started again.
            if (!found.IsNotFound)
                LogBeatFailed(node.Name, found.Error.ToString());
            return;
        }
        await RenewAsync(api, node, found.Value, cancellationToken);
        var written = await WriteStatusAsync(api, node, found.Value, status, cancellationToken);
        if (!written.IsSuccess && written.Error.Code is not (404 or 409))
            LogBeatFailed(node.Name, written.Error.ToString());
    }

    private async ValueTask<ApiResult<KubeObject>> WriteStatusAsync(
        IClusterApi api,
        LocalNode node,
        KubeObject found,
        bool always,
        CancellationToken cancellationToken
    )
    {
        var status = NodeObject.Status(node, found.Status, clock.GetUtcNow());
        if (!always && !NodeObject.Differ(status, found.Status))
            return found;
        return await api.UpdateAsync(
            CoreResources.Nodes,
            found.WithStatus(status),
            WriteOptions.Status,
            cancellationToken
        );
    }

    private async ValueTask RenewAsync(
        IClusterApi api,
        LocalNode node,
        KubeObject owner,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        ApiResult<KubeObject> written;
        if (leases.TryGetValue(node.Name, out var lease))
        {
            written = await api.UpdateAsync(
                CoreResources.Leases,
                lease.With(Timestamps.FormatMicro(now), "spec", "renewTime"),
                WriteOptions.None,
                cancellationToken
            );
        }
        else
        {
            written = await api.CreateAsync(
                CoreResources.Leases,
                NodeObject.Lease(owner, now),
                WriteOptions.None,
                cancellationToken
            );
            if (written.Is(StatusReason.AlreadyExists))
            {
                // It is there from before a restart, and is this agent's alone.
                var found = await api.GetAsync(
                    CoreResources.Leases,
                    new(NodeObject.LeaseNamespace, node.Name),
                    cancellationToken
                );
                written = found.IsSuccess
                    ? await api.UpdateAsync(
                        CoreResources.Leases,
                        found.Value.WithSpec(NodeObject.Lease(owner, now).Spec),
                        WriteOptions.None,
                        cancellationToken
                    )
                    : found;
            }
        }
        if (written.IsSuccess)
            leases[node.Name] = written.Value;
        else
        {
            leases.Remove(node.Name);
            LogBeatFailed(node.Name, written.Error.ToString());
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Node {Node} could not say that it is alive: {Why}")]
    private partial void LogBeatFailed(string node, string why);
}
