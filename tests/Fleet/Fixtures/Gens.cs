using CsCheck;

namespace Pangea.Fleet.Fixtures;

/// <summary>Generators that the Fleet rooms' tests share.</summary>
internal static class Gens
{
    /// <summary>One of these values.</summary>
    public static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>How many cases a property is tried on: few in the everyday run, many in the long one.</summary>
    public static long Cases { get; } = Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1" ? 100_000 : 1_000;
}
