using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>What the workload controllers share: views of the kinds with their indexes, events, time. Built once.</summary>
internal sealed class WorkloadParts
{
    // A thousand workloads start together, and the repetitions of their events are still counted.
    private static readonly EventOptions ManyEvents = EventOptions.Default with { Remembered = 16384 };

    private readonly WorkloadOptions options;
    private readonly IExecutor executor;
    private readonly ILogger logger;

    public WorkloadParts(WorkloadOptions options, IExecutor executor)
    {
        this.options = options;
        this.executor = executor;
        logger = options.Logging.CreateLogger("Pangea.Kube.Cluster.Workloads");
        var views = options.Api("shared-informers");
        Pods = views.Informer(WorkloadResources.Pods, InformerOptions.All);
        Nodes = views.Informer(WorkloadResources.Nodes, InformerOptions.All);
        Services = views.Informer(WorkloadResources.Services, InformerOptions.All);
        Endpoints = views.Informer(WorkloadResources.Endpoints, InformerOptions.All);
        Slices = views.Informer(WorkloadResources.EndpointSlices, InformerOptions.All);
        Claims = views.Informer(WorkloadResources.Claims, InformerOptions.All);
        Deployments = views.Informer(WorkloadResources.Deployments, InformerOptions.All);
        ReplicaSets = views.Informer(WorkloadResources.ReplicaSets, InformerOptions.All);
        ReplicationControllers = views.Informer(WorkloadResources.ReplicationControllers, InformerOptions.All);
        StatefulSets = views.Informer(WorkloadResources.StatefulSets, InformerOptions.All);
        DaemonSets = views.Informer(WorkloadResources.DaemonSets, InformerOptions.All);
        Revisions = views.Informer(WorkloadResources.ControllerRevisions, InformerOptions.All);
        Jobs = views.Informer(WorkloadResources.Jobs, InformerOptions.All);
        Budgets = views.Informer(WorkloadResources.DisruptionBudgets, InformerOptions.All);
        WorkloadIndexes.ByOwner(Pods);
        WorkloadIndexes.ByLabel(Pods);
        WorkloadIndexes.ByOwner(ReplicaSets);
        WorkloadIndexes.ByOwner(Revisions);
        ServiceFacts.BySelector(Services);
        ServiceFacts.ByService(Slices);
        Broadcaster = new(options.Api("kube-controller-manager"), executor.Clock, logger, ManyEvents);
    }

    public TimeProvider Clock => executor.Clock;

    public IIdentitySource Identities => options.Identities;

    public TimeSpan Gather => options.Gather;

    public IInformer Pods { get; }

    public IInformer Nodes { get; }

    public IInformer Services { get; }

    public IInformer Endpoints { get; }

    public IInformer Slices { get; }

    public IInformer Claims { get; }

    public IInformer Deployments { get; }

    public IInformer ReplicaSets { get; }

    public IInformer ReplicationControllers { get; }

    public IInformer StatefulSets { get; }

    public IInformer DaemonSets { get; }

    public IInformer Revisions { get; }

    public IInformer Jobs { get; }

    public IInformer Budgets { get; }

    /// <summary>Writes the controllers' events.</summary>
    public EventBroadcaster Broadcaster { get; }

    /// <summary>The API as one of the controllers.</summary>
    public IClusterApi Api(string controller) => options.Api(controller);

    /// <summary>A controller on the shared executor.</summary>
    public Controller<NamespacedName> NewController(
        string name,
        Func<NamespacedName, CancellationToken, ValueTask<Reconcile>> reconcile
    ) => new(name, executor, reconcile, logger, new() { Workers = options.Workers });
}
