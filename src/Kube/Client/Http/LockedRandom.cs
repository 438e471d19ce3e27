namespace Pangea.Kube.Client;

/// <summary>A generator that many may use at the same time; takes its seed from another.</summary>
internal sealed class LockedRandom(Random seed) : Random(0)
{
    private readonly Lock sourceLock = new();
    private readonly Random source = new(seed.Next());

    public override int Next()
    {
        lock (sourceLock)
            return source.Next();
    }

    public override double NextDouble() => Sample();

    protected override double Sample()
    {
        lock (sourceLock)
            return source.NextDouble();
    }
}
