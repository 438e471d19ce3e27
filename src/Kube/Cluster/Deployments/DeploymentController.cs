using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// Rolls Deployments out over ReplicaSets. Source: <c>pkg/controller/deployment</c> of Kubernetes; a reconcile is <see cref="DeploymentSync"/>.
/// </summary>
internal sealed class DeploymentController
{
    private const string Name = "deployment-controller";

    private readonly WorkloadParts parts;
    private readonly IClusterApi api;
    private readonly EventRecorder events;
    private readonly ObjectClaims claims;

    public DeploymentController(WorkloadParts parts)
    {
        this.parts = parts;
        api = parts.Api(Name);
        events = parts.Broadcaster.Recorder(Name);
        claims = new(api, WorkloadResources.Deployments, WorkloadResources.ReplicaSets);
        Controller = parts.NewController(Name, ReconcileAsync);
        Controller.Follow(parts.Deployments, OnDeployment);
        Controller.Follow(parts.ReplicaSets, OnReplicaSet);
        Controller.Follow(parts.Pods, OnPod);
    }

    /// <summary>The work queue.</summary>
    public Controller<NamespacedName> Controller { get; }

    private static IEnumerable<NamespacedName> OnDeployment(InformerEvent change)
    {
        if (change.New is not { } now)
            return [];
        // Its own status is no news: whoever wrote it knew.
        var same =
            change.Old is { } old
            && old.Generation == now.Generation
            && old.IsDeleting == now.IsDeleting
            && old.Annotations.Equals(now.Annotations);
        return same ? [] : [now.Key];
    }

    private IEnumerable<NamespacedName> OnReplicaSet(InformerEvent change)
    {
        var set = change.Object;
        if (set.Controller is { Kind: "Deployment" } owner)
        {
            var key = new NamespacedName(set.Namespace, owner.Name);
            if (change.New is null)
                Controller.Enqueue(key);
            else
                Controller.EnqueueAfter(key, parts.Gather);
        }
        else if (set.Controller is null && change.New is not null && !set.IsDeleting)
        {
            foreach (var deployment in parts.Deployments.List(set.Namespace))
            {
                if (LabelSelector.FromValue(deployment.Spec.Map("selector")).Matches(set.Labels))
                    Controller.Enqueue(deployment.Key);
            }
        }
        if (
            change is { Old.Controller: { Kind: "Deployment" } before, New: not null }
            && before.Uid != set.Controller?.Uid
        )
            Controller.Enqueue(new(set.Namespace, before.Name));
        return [];
    }

    /// <summary>A Deployment that recreates waits for the last of its old pods to go.</summary>
    private IEnumerable<NamespacedName> OnPod(InformerEvent change)
    {
        if (
            change.New is null
            && change.Old is { Controller: { Kind: "ReplicaSet" } owner } pod
            && parts.ReplicaSets.Get(new(pod.Namespace, owner.Name)) is { Controller: { Kind: "Deployment" } above }
            && parts.Deployments.Get(new(pod.Namespace, above.Name)) is { } deployment
            && deployment.Spec.Map("strategy")?.Text("type") == "Recreate"
        )
            Controller.EnqueueAfter(deployment.Key, parts.Gather);
        return [];
    }

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (parts.Deployments.Get(key) is not { } deployment)
            return Reconcile.Done;
        var selector = LabelSelector.FromValue(deployment.Spec.Map("selector"));
        var sync = new DeploymentSync(parts, api, events, deployment);
        if (selector.IsEverything)
            return await sync.RefuseAsync(cancellationToken);
        var sets = await claims.ClaimAsync(
            deployment,
            s => selector.Matches(s.Labels),
            WorkloadIndexes.OwnedOrOrphaned(parts.ReplicaSets, deployment),
            cancellationToken
        );
        if (!sets.IsSuccess)
            return sets.IsNotFound ? Reconcile.Done : Reconcile.Retry(sets.Error);
        return await sync.RunAsync(sets.Value, cancellationToken);
    }
}
