namespace Pangea.Simulation.Tests;

/// <summary>What can go wrong.</summary>
internal enum Fault
{
    /// <summary>A server dies at a write to its disk.</summary>
    CrashAtAWrite,

    /// <summary>An agent dies at a write call.</summary>
    CrashAtACall,

    /// <summary>A process dies at any moment.</summary>
    Crash,
    Freeze,
    Partition,
    Delay,
    LostRequest,
    LostAnswer,
    BrokenWatch,
    ClockSkew,
}

/// <summary>How often what happened.</summary>
internal sealed class Faults
{
    private readonly long[] counts = new long[Enum.GetValues<Fault>().Length];

    /// <summary>How often a fault happened.</summary>
    public long this[Fault fault] => counts[(int)fault];

    /// <summary>What never happened.</summary>
    public IEnumerable<Fault> Missing => Enum.GetValues<Fault>().Where(f => this[f] == 0);

    public void Add(Fault fault, long times = 1) => counts[(int)fault] += times;

    public void Add(Faults others)
    {
        foreach (var fault in Enum.GetValues<Fault>())
            Add(fault, others[fault]);
    }

    public override string ToString() => string.Join(", ", Enum.GetValues<Fault>().Select(f => $"{f}: {this[f]}"));
}
