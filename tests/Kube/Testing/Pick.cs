using CsCheck;

namespace Pangea.Kube.Testing;

/// <summary>A random choice of given things.</summary>
internal static class Pick
{
    /// <summary>One of these.</summary>
    public static Gen<T> Of<T>(params T[] things) => Gen.Int[0, things.Length - 1].Select(i => things[i]);
}
