using Pangea.Kube.Objects;

namespace Pangea.Kube.Client.Tests;

/// <summary>What goes wrong between a client and an in-memory cluster, drawn from a seed.</summary>
internal sealed class Faults(Random random, TimeProvider clock)
{
    /// <summary>Chance that a call fails before it reaches the server.</summary>
    public double LostRequest { get; set; }

    /// <summary>Chance that a call's answer is lost after it took effect.</summary>
    public double LostAnswer { get; set; }

    /// <summary>Chance, at each event, that a watch ends quietly.</summary>
    public double CutWatch { get; set; }

    /// <summary>Chance, at each event, that a watch ends with an error, or with a transport failure.</summary>
    public double BrokenWatch { get; set; }

    /// <summary>Chance, at each event, that a watch falls silent for good.</summary>
    public double SilentWatch { get; set; }

    /// <summary>Chance, at each event, that it comes twice.</summary>
    public double RepeatedEvent { get; set; }

    /// <summary>Chance, at each event, that a bookmark follows it; it may be late or come twice.</summary>
    public double Bookmark { get; set; }

    /// <summary>Chance that a list's continue token has expired.</summary>
    public double ExpiredContinue { get; set; }

    /// <summary>The longest delay of a call, each way.</summary>
    public TimeSpan Delay { get; set; }

    public bool Happens(double chance) => chance > 0 && random.NextDouble() < chance;

    public int Below(int bound) => random.Next(bound);

    public async Task DelayAsync(CancellationToken cancellationToken)
    {
        if (Delay > TimeSpan.Zero)
            await Task.Delay(Delay * random.NextDouble(), clock, cancellationToken);
    }

    public Status Unreachable() =>
        random.Next(2) == 0 ? Status.ServiceUnavailable("connection refused") : Status.Timeout("no answer came");

    /// <summary>Ends all faults.</summary>
    public void Stop()
    {
        LostRequest =
            LostAnswer =
            CutWatch =
            BrokenWatch =
            SilentWatch =
            RepeatedEvent =
            Bookmark =
            ExpiredContinue =
                0;
        Delay = TimeSpan.Zero;
    }
}
