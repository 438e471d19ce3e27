namespace Pangea.Simulation.Tests;

/// <summary>
/// Watches all disks for what must never be removed, from when it is made: anything of the steady Deployment, which only somebody's being away could
/// have cost.
/// </summary>
internal sealed class Losses
{
    public Losses(IEnumerable<Disk> disks)
    {
        foreach (var disk in disks)
            disk.Removed = Note;
    }

    /// <summary>What was removed.</summary>
    public List<string> Keys { get; } = [];

    private void Note(string key)
    {
        var isItself = key.EndsWith($"/default/{Wishes.Steady}", StringComparison.Ordinal);
        var isPart =
            key.Contains($"/{Wishes.Steady}-", StringComparison.Ordinal)
            && (
                key.StartsWith("/registry/core/pods/", StringComparison.Ordinal)
                || key.StartsWith("/registry/apps/", StringComparison.Ordinal)
                || key.StartsWith("/registry/work.karmada.io/", StringComparison.Ordinal)
            );
        if (isItself || isPart)
            Keys.Add(key);
    }
}
