using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Nodes;

/// <summary>What the controllers of nodes share: the API, views, events, time.</summary>
internal sealed class NodeViews
{
    private const string ByNode = "node";

    public NodeViews(IClusterApi api, EventBroadcaster broadcaster, IExecutor executor, ILogger logger)
    {
        Api = api;
        Broadcaster = broadcaster;
        Executor = executor;
        Logger = logger;
        Nodes = api.Informer(CoreResources.Nodes, InformerOptions.All);
        Leases = api.Informer(CoreResources.Leases, new() { Namespace = NodeObject.LeaseNamespace });
        Pods = api.Informer(CoreResources.Pods, InformerOptions.All);
        Pods.AddIndex(ByNode, p => p.Spec.Text("nodeName") is { Length: > 0 } node ? [node] : []);
    }

    public IClusterApi Api { get; }

    public EventBroadcaster Broadcaster { get; }

    public IExecutor Executor { get; }

    public ILogger Logger { get; }

    public TimeProvider Clock => Executor.Clock;

    public IInformer Nodes { get; }

    public IInformer Leases { get; }

    public IInformer Pods { get; }

    /// <summary>A node, or null.</summary>
    public KubeObject? Node(string name) => Nodes.Get(new("", name));

    /// <summary>The pods that are bound to a node.</summary>
    public IReadOnlyList<KubeObject> PodsOf(string node) => Pods.ByIndex(ByNode, node);

    /// <summary>Writes a condition of a pod, and other fields of its status, unless the pod is another one by now.</summary>
    public ValueTask<ApiResult<KubeObject>> PatchPodAsync(
        KubeObject pod,
        MapValue condition,
        string? phase,
        CancellationToken cancellationToken
    ) =>
        Api.PatchAsync(
            CoreResources.Pods,
            pod.Key,
            new(
                PatchType.StrategicMerge,
                MapValue.Of(
                    ("metadata", MapValue.Of(("uid", pod.Uid))),
                    (
                        "status",
                        MapValue.Of(
                            ("phase", phase is null ? null : (Value)phase),
                            ("conditions", ListValue.Create([condition]))
                        )
                    )
                )
            ),
            WriteOptions.Status,
            cancellationToken
        );

    /// <summary>The condition that says that a pod is deleted by somebody else's decision.</summary>
    public MapValue Disruption(string reason, string message) =>
        MapValue.Of(
            ("type", "DisruptionTarget"),
            ("status", "True"),
            ("lastTransitionTime", Timestamps.Format(Clock.GetUtcNow())),
            ("reason", reason),
            ("message", message)
        );
}
