using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// The controllers that turn workloads into pods and Services into endpoints, as kube-controller-manager's do. They run on any cluster's API.
/// </summary>
public static class WorkloadControllers
{
    /// <summary>Starts all of them; they run until cancelled.</summary>
    public static void Start(WorkloadOptions options, IExecutor executor, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1);
        var parts = new WorkloadParts(options, executor);
        Run(new DeploymentController(parts).Controller);
        Run(new ReplicaSetController(parts, ReplicaSetKind.ReplicaSet).Controller);
        Run(new ReplicaSetController(parts, ReplicaSetKind.ReplicationController).Controller);
        Run(new StatefulSetController(parts).Controller);
        Run(new DaemonSetController(parts).Controller);
        var jobs = new JobController(parts);
        Run(jobs.Controller);
        Run(jobs.Orphans);
        Run(new EndpointSliceController(parts).Controller);
        Run(new EndpointsController(parts).Controller);
        Run(new DisruptionController(parts).Controller);
        _ = executor.RunAsync("workload-events", parts.Broadcaster.RunAsync, cancellationToken);

        // The executor watches over the loops; they end with the cancellation.
        void Run(Controller<NamespacedName> controller) =>
            _ = executor.RunAsync(controller.Name, controller.RunAsync, cancellationToken);
    }
}
