namespace Pangea.Kube.Client.Simulation;

/// <summary>How a simulation is set up. Equal options and equal code give equal runs.</summary>
public sealed record SimulationOptions
{
    /// <summary>Chooses the interleaving; another seed, another run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The wall clock's time at the start.</summary>
    public DateTimeOffset Start { get; init; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// How the next continuation is chosen; null draws one of the ways from the seed, because each finds bugs that the others rarely reach.
    /// </summary>
    public SimulationSchedule? Schedule { get; init; }

    /// <summary>
    /// How many steps one call of a driver may take before it gives up: the bound that turns a livelock into a failure.
    /// </summary>
    public long MaxSteps { get; init; } = 20_000_000;

    /// <summary>
    /// Whether loops may crash and be started again, as in production. By default a crashed loop fails the run: in a simulation it
    /// is a bug.
    /// </summary>
    public bool ToleratesCrashedLoops { get; init; }

    /// <summary>How many of the last steps are kept with names, for <see cref="SimulationExecutor.Journal"/>; 0 for none (fast).</summary>
    public int JournalLength { get; init; }

    /// <summary>Called after each step, for invariants that must hold at all times; null for none.</summary>
    public Action? AfterStep { get; init; }
}

/// <summary>How the next continuation is chosen among those that could run.</summary>
public enum SimulationSchedule
{
    /// <summary>Any, with equal chance.</summary>
    Uniform,

    /// <summary>Mostly the one that waits longest: close to what a quiet machine does.</summary>
    OldestFirst,

    /// <summary>Mostly the one that became ready last: others starve for long.</summary>
    NewestFirst,

    /// <summary>Mostly one of the process that ran last: processes run in bursts, as when cores are scarce.</summary>
    Bursts,
}
