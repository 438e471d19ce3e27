namespace Pangea.Fleet.Scheduling;

/// <summary>A cluster that passed all filters.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Tier">The affinity group it belongs to; 0 is the primary one.</param>
/// <param name="Score">100 when it has the resource already, else 0.</param>
/// <param name="Room">For how many more replicas it has room.</param>
/// <param name="Assigned">How many replicas it was given before.</param>
internal sealed record Candidate(SchedulableCluster Cluster, int Tier, int Score, int Room, int Assigned)
{
    public const int LocalityScore = 100;

    public string Name => Cluster.Name;

    /// <summary>How many replicas it could run: those it has and those it has room for.</summary>
    public long Available => (long)Room + Assigned;

    /// <summary>Best first: primary group, where the resource is already, most room, name.</summary>
    public static int CompareForSelection(Candidate a, Candidate b)
    {
        var order = a.Tier.CompareTo(b.Tier);
        if (order == 0)
            order = b.Score.CompareTo(a.Score);
        if (order == 0)
            order = b.Available.CompareTo(a.Available);
        return order != 0 ? order : string.CompareOrdinal(a.Name, b.Name);
    }
}
