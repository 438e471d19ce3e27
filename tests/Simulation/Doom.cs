using Pangea.Kube.Client.Simulation;

namespace Pangea.Simulation.Tests;

/// <summary>At which of its next writes a process dies.</summary>
internal sealed class Doom
{
    private int writesLeft;
    private bool isLifted;

    /// <summary>Whether that write is lost with it.</summary>
    public bool BeforeTheWrite { get; private set; }

    /// <summary>How often it has come.</summary>
    public long Times { get; private set; }

    /// <summary>The process dies at so many writes from now.</summary>
    public void Set(int writes, bool beforeTheWrite) => (writesLeft, BeforeTheWrite) = (writes, beforeTheWrite);

    /// <summary>Nobody dies any more, also not at a write that is under way.</summary>
    public void Lift() => isLifted = true;

    /// <summary>Counts a write; says whether the process is to die at it.</summary>
    public bool IsNow() => !isLifted && writesLeft > 0 && --writesLeft == 0;

    /// <summary>Kills a process in its own code, which goes no further; does nothing when it is lifted by now.</summary>
    public Task StrikeAsync(SimulatedProcess process)
    {
        if (isLifted)
            return Task.CompletedTask;
        Times++;
        return process.CrashHereAsync();
    }
}
