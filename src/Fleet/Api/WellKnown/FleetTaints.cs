namespace Pangea.Fleet.Api;

/// <summary>Keys of taints that the system sets on clusters; the effect is NoSchedule.</summary>
public static class FleetTaints
{
    /// <summary>The cluster's Ready condition is False, or it has none.</summary>
    public const string NotReady = "cluster.karmada.io/not-ready";

    /// <summary>The cluster's Ready condition is Unknown.</summary>
    public const string Unreachable = "cluster.karmada.io/unreachable";

    /// <summary>An operator has cordoned the cluster.</summary>
    public const string Unschedulable = "cluster.karmada.io/unschedulable";
}
