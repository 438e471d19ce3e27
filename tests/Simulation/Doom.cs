namespace Pangea.Simulation.Tests;

/// <summary>At which of its next writes a process dies.</summary>
internal sealed class Doom
{
    private int writesLeft;

    /// <summary>Whether that write is lost with it.</summary>
    public bool BeforeTheWrite { get; private set; }

    /// <summary>How often it has come.</summary>
    public long Times { get; private set; }

    /// <summary>The process dies at so many writes from now.</summary>
    public void Set(int writes, bool beforeTheWrite) => (writesLeft, BeforeTheWrite) = (writes, beforeTheWrite);

    /// <summary>It does not die any more.</summary>
    public void Lift() => writesLeft = 0;

    /// <summary>Counts a write; says whether the process dies at it.</summary>
    public bool IsNow()
    {
        if (writesLeft == 0 || --writesLeft > 0)
            return false;
        Times++;
        return true;
    }
}
