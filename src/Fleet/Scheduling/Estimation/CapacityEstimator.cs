using Pangea.Fleet.Api;

namespace Pangea.Fleet.Scheduling;

/// <summary>
/// Tells for how many more replicas a cluster has room, given what one needs (null: nothing in particular); null when it cannot tell.
/// </summary>
public delegate int? CapacityEstimator(SchedulableCluster cluster, ReplicaRequirements? requirements);
