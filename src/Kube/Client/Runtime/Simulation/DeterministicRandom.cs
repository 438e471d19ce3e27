using System.Numerics;

namespace Pangea.Kube.Client.Simulation;

/// <summary>
/// SplitMix64: the generator behind the scheduler's choices. Ours, so that a seed means the same run on every version of .NET.
/// </summary>
internal struct DeterministicRandom(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to below the bound.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Folds a value into a hash.</summary>
    public static ulong Mix(ulong hash, ulong value) =>
        BitOperations.RotateLeft((hash ^ value) * 0x9E3779B97F4A7C15, 29) + value;
}
