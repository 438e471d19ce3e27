using Pangea.Fleet.Api;
using Pangea.Kube.Client;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Lets a deleted policy go when nothing is claimed for it any more; the detector takes the claims off. Source: the finalizers of Karmada's
/// propagation policies.
/// </summary>
internal sealed class PolicyReleaseController
{
    private readonly HubParts hub;

    public PolicyReleaseController(HubParts hub)
    {
        this.hub = hub;
        Controller = hub.NewController<PolicyKey>("policy-release", ReconcileAsync);
        Controller.Follow(hub.Policies, OnPolicy);
        Controller.Follow(hub.ClusterPolicies, OnPolicy);
        Controller.Follow(hub.Bindings, OnClaimed);
        Controller.Follow(hub.ClusterBindings, OnClaimed);
        hub.Templates.Subscribe(
            (_, change) =>
            {
                foreach (var policy in OnClaimed(change))
                    Controller.Enqueue(policy);
            }
        );
    }

    /// <summary>The work queue of policies.</summary>
    public Controller<PolicyKey> Controller { get; }

    private static IEnumerable<PolicyKey> OnPolicy(InformerEvent change) =>
        change.New is { IsDeleting: true } policy ? [PolicyKey.Of(policy)] : [];

    /// <summary>Something that was claimed is so no longer.</summary>
    private static IEnumerable<PolicyKey> OnClaimed(InformerEvent change)
    {
        if (change.Old is not { } before || Claim.Read(before) is not { } claim)
            return [];
        return change.New is { } after && Claim.Read(after) == claim ? [] : [claim.Policy];
    }

    private async ValueTask<Reconcile> ReconcileAsync(PolicyKey key, CancellationToken cancellationToken)
    {
        var policy = (key.IsClusterWide ? hub.ClusterPolicies : hub.Policies).Get(key.NamespacedName);
        var finalizer = key.IsClusterWide
            ? FleetFinalizers.ClusterPropagationPolicy
            : FleetFinalizers.PropagationPolicy;
        if (policy is not { IsDeleting: true } || !policy.Finalizers.Contains(finalizer))
            return Reconcile.Done;
        var id = Claim.Of(policy).PermanentId;
        // Who has not seen all templates does not know all claims.
        if (!hub.Templates.HaveSynced)
            return Reconcile.Again(TimeSpan.FromSeconds(1));
        // Each claim that is taken off brings us here again.
        if (hub.IsClaimed(id))
            return Reconcile.Done;
        var freed = await hub.Api.UpdateAsync(
            key.IsClusterWide ? FleetResources.ClusterPropagationPolicies : FleetResources.PropagationPolicies,
            policy.WithoutFinalizer(finalizer),
            WriteOptions.None,
            cancellationToken
        );
        return freed.IsSuccess || freed.IsNotFound ? Reconcile.Done : Reconcile.Retry(freed.Error);
    }
}
