using System.Buffers.Binary;

namespace Pangea.Kube.Client.Simulation;

/// <summary>A <see cref="Random"/> over our own generator, so that a seed means the same numbers on every version of .NET.</summary>
internal sealed class SeededRandom(ulong seed) : Random(0)
{
    private DeterministicRandom generator = new(seed);

    public override int Next() => generator.Below(int.MaxValue);

    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return maxValue == 0 ? 0 : generator.Below(maxValue);
    }

    public override int Next(int minValue, int maxValue) => (int)NextInt64(minValue, maxValue);

    public override long NextInt64() => NextInt64(long.MaxValue);

    public override long NextInt64(long maxValue) => NextInt64(0, maxValue);

    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        var range = (ulong)(maxValue - minValue);
        return range == 0 ? minValue : minValue + (long)Math.BigMul(generator.Next(), range, out _);
    }

    public override double NextDouble() => Sample();

    public override float NextSingle() => (generator.Next() >> 40) * (1f / (1 << 24));

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override void NextBytes(Span<byte> buffer)
    {
        Span<byte> eight = stackalloc byte[8];
        while (!buffer.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(eight, generator.Next());
            var n = Math.Min(8, buffer.Length);
            eight[..n].CopyTo(buffer);
            buffer = buffer[n..];
        }
    }

    protected override double Sample() => (generator.Next() >> 11) * (1.0 / (1UL << 53));
}
