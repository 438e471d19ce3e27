namespace Pangea.Kube.Cluster;

/// <summary>How large ReplicaSets are to be: the arithmetic of rollouts, without anything that acts.</summary>
internal static class RolloutSize
{
    /// <summary>
    /// The size of the new ReplicaSet: as many as the surge leaves room for. Source: <c>NewRSNewReplicas</c>.
    /// </summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="current">The new set's present size.</param>
    /// <param name="occupied">How many pods there may be now, of all sets together.</param>
    public static int OfNew(DeploymentSpec spec, int current, int occupied)
    {
        if (!spec.Rolls)
            return spec.Replicas;
        var room = spec.Replicas + spec.MaxSurge - occupied;
        return room <= 0 ? current : current + Math.Min(room, spec.Replicas - current);
    }

    /// <summary>
    /// How many pods of old sets may go so that enough are available still. Source: <c>reconcileOldReplicaSets</c>; pods of the new set that are not
    /// available count as missing.
    /// </summary>
    public static int MayGo(DeploymentSpec spec, OwnedReplicaSet? fresh, int total)
    {
        var notAvailable = fresh is null ? 0 : fresh.Replicas - fresh.SurelyAvailable;
        return total - spec.MinAvailable - notAvailable;
    }

    /// <summary>
    /// Sizes of old sets after as many pods went as may: first those that are not available anyway, then others as far as enough stay
    /// available; oldest sets first.
    /// </summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="fresh">The new set.</param>
    /// <param name="old">The old sets, oldest first.</param>
    /// <returns>A size for each old set.</returns>
    public static int[] OfOld(DeploymentSpec spec, OwnedReplicaSet? fresh, IReadOnlyList<OwnedReplicaSet> old)
    {
        var sizes = new int[old.Count];
        int total = fresh?.Replicas ?? 0,
            available = fresh?.SurelyAvailable ?? 0;
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = old[i].Replicas;
            total += sizes[i];
            available += old[i].SurelyAvailable;
        }
        var mayGo = MayGo(spec, fresh, total);
        for (var i = 0; i < sizes.Length && mayGo > 0; i++)
        {
            var unhealthy = Math.Min(mayGo, sizes[i] - old[i].SurelyAvailable);
            sizes[i] -= unhealthy;
            mayGo -= unhealthy;
        }
        mayGo = Math.Min(mayGo, available - spec.MinAvailable);
        for (var i = 0; i < sizes.Length && mayGo > 0; i++)
        {
            var go = Math.Min(mayGo, sizes[i]);
            sizes[i] -= go;
            mayGo -= go;
        }
        return sizes;
    }

    /// <summary>
    /// Sizes when a Deployment is scaled in the middle of a rollout: each set grows or shrinks by its part of the whole, and what rounding leaves goes to the
    /// largest. Source: <c>scale</c> and <c>GetReplicaSetProportion</c>.
    /// </summary>
    /// <param name="spec">What is asked for now.</param>
    /// <param name="active">The sets with pods, in the order they are served: largest first.</param>
    /// <param name="before">For each set, the most pods the Deployment could have when it was last sized; 0 when unknown.</param>
    public static int[] Proportional(
        DeploymentSpec spec,
        IReadOnlyList<OwnedReplicaSet> active,
        IReadOnlyList<int> before
    )
    {
        var most = spec.Replicas > 0 ? spec.Replicas + spec.MaxSurge : 0;
        var toAdd = most - active.Sum(static s => s.Replicas);
        var added = 0;
        var sizes = new int[active.Count];
        for (var i = 0; i < sizes.Length; i++)
        {
            var part = toAdd == 0 || toAdd == added ? 0 : Part(spec, active[i].Replicas, before[i]);
            part = toAdd > 0 ? Math.Min(part, toAdd - added) : Math.Max(part, toAdd - added);
            sizes[i] = active[i].Replicas + part;
            added += part;
        }
        if (sizes.Length > 0 && toAdd != 0)
            sizes[0] = Math.Max(0, sizes[0] + toAdd - added);
        return sizes;
    }

    private static int Part(DeploymentSpec spec, int replicas, int before)
    {
        if (replicas == 0)
            return 0;
        if (spec.Replicas == 0)
            return -replicas;
        if (before == 0)
            return 0;
        var size = (double)replicas * (spec.Replicas + spec.MaxSurge) / before;
        return (int)Math.Round(size, MidpointRounding.AwayFromZero) - replicas;
    }
}
