using Pangea.Fleet.Api;

namespace Pangea.Fleet.Scheduling;

/// <summary>How replicas are spread over the selected clusters.</summary>
public enum DivisionStrategy
{
    /// <summary>Every cluster runs all of them.</summary>
    Duplicated,

    /// <summary>By fixed weights.</summary>
    StaticWeight,

    /// <summary>By the room that clusters have.</summary>
    DynamicWeight,

    /// <summary>Over as few clusters as have room.</summary>
    Aggregated,
}

/// <summary>Reads the strategy from a placement.</summary>
public static class DivisionStrategies
{
    /// <summary>The strategy of a placement; Duplicated when it says nothing of replicas.</summary>
    public static DivisionStrategy Of(Placement placement)
    {
        if (placement.ReplicaScheduling is not { ReplicaSchedulingType: ReplicaSchedulingTypes.Divided } scheduling)
            return DivisionStrategy.Duplicated;
        if (scheduling.ReplicaDivisionPreference == ReplicaDivisionPreferences.Aggregated)
            return DivisionStrategy.Aggregated;
        return scheduling.WeightPreference is { DynamicWeight.Length: > 0 }
            ? DivisionStrategy.DynamicWeight
            : DivisionStrategy.StaticWeight;
    }
}
