using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Scheduling.Tests;

/// <summary>Builds clusters and bindings for tests.</summary>
internal static class Fleets
{
    private static readonly ApiEnablement Apps = new()
    {
        GroupVersion = "apps/v1",
        Resources = [new() { Name = "deployments", Kind = "Deployment" }],
    };

    public static KubeObject Cluster(
        string name,
        string region = "",
        IReadOnlyList<Taint>? taints = null,
        long? pods = null,
        bool serves = true,
        bool terminating = false
    )
    {
        var cluster = new Cluster
        {
            Spec = new()
            {
                SyncMode = SyncModes.Pull,
                Region = region,
                Taints = taints ?? [],
            },
            Status = new()
            {
                ApiEnablements = serves ? [Apps] : [],
                ResourceSummary = pods is { } slots
                    ? new() { Allocatable = ResourceList.Of([new("pods", Quantity.Of(slots))]) }
                    : null,
            },
        };
        var metadata = MapValue.Of(
            ("name", name),
            ("deletionTimestamp", terminating ? (Value)"2026-11-23T02:52:14Z" : null)
        );
        return new(
            MapValue.Of(
                ("apiVersion", FleetKinds.Cluster.ApiVersion),
                ("kind", "Cluster"),
                ("metadata", metadata),
                ("spec", cluster.Spec.ToValue()),
                ("status", cluster.Status.ToValue())
            )
        );
    }

    public static FleetSnapshot Of(params KubeObject[] clusters) =>
        FleetSnapshot.Of(clusters.Select(SchedulableCluster.From));

    public static FleetSnapshot Named(params string[] names) => Of([.. names.Select(n => Cluster(n, pods: 1000))]);

    public static ResourceBindingSpec Deployment(int replicas, Placement placement, string uid = "") =>
        new()
        {
            Resource = new()
            {
                ApiVersion = "apps/v1",
                Kind = "Deployment",
                Name = "hello",
                Namespace = "default",
                Uid = uid,
            },
            Replicas = replicas,
            Placement = placement,
        };

    public static Placement Weighted(params (string Cluster, long Weight)[] weights) =>
        new()
        {
            ReplicaScheduling = new()
            {
                ReplicaSchedulingType = ReplicaSchedulingTypes.Divided,
                ReplicaDivisionPreference = ReplicaDivisionPreferences.Weighted,
                WeightPreference = new()
                {
                    StaticWeightList =
                    [
                        .. weights.Select(w => new StaticClusterWeight
                        {
                            TargetCluster = new() { ClusterNames = [w.Cluster] },
                            Weight = w.Weight,
                        }),
                    ],
                },
            },
        };

    public static Placement ByRoom(bool aggregated = false) =>
        new()
        {
            ReplicaScheduling = new()
            {
                ReplicaSchedulingType = ReplicaSchedulingTypes.Divided,
                ReplicaDivisionPreference = aggregated
                    ? ReplicaDivisionPreferences.Aggregated
                    : ReplicaDivisionPreferences.Weighted,
                WeightPreference = aggregated ? null : new() { DynamicWeight = DynamicWeights.AvailableReplicas },
            },
        };

    public static string Place(ResourceBindingSpec spec, FleetSnapshot fleet) => Outcome(spec, fleet).ResultText;

    public static PlacementOutcome Outcome(ResourceBindingSpec spec, FleetSnapshot fleet) =>
        Scheduler.Place(new() { Spec = spec }, fleet);

    public static ResourceBindingSpec After(this ResourceBindingSpec spec, PlacementOutcome outcome) =>
        spec with
        {
            Clusters = outcome.Clusters,
        };
}
