namespace Pangea.Kube.Client.Simulation;

/// <summary>How well a simulated network works between two processes; may be changed at any time.</summary>
public sealed class LinkConditions
{
    private TaskCompletionSource up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool isDown;

    /// <summary>
    /// Whether nothing gets through. Calls wait for their deadline; watches break when it lasts longer than the pings of a connection allow, and go on
    /// otherwise.
    /// </summary>
    public bool IsDown
    {
        get => isDown;
        set
        {
            if (isDown == value)
                return;
            isDown = value;
            if (value)
                up = new(TaskCreationOptions.RunContinuationsAsynchronously);
            else
                up.TrySetResult();
            Changed?.Invoke();
        }
    }

    /// <summary>Chance that a call fails before it reaches the server, which does nothing then.</summary>
    public double LostRequests { get; set; }

    /// <summary>Chance that a call's answer is lost: what the call did stays done.</summary>
    public double LostAnswers { get; set; }

    /// <summary>Chance, at each event, that a watch breaks.</summary>
    public double BrokenWatches { get; set; }

    /// <summary>The longest time on the way, in each direction; each message takes some of it.</summary>
    public TimeSpan LongestDelay { get; set; }

    /// <summary>How many requests were lost so far.</summary>
    public long RequestsLost { get; private set; }

    /// <summary>How many answers were lost so far.</summary>
    public long AnswersLost { get; private set; }

    /// <summary>How many watches broke so far, not counting those that broke because nothing got through.</summary>
    public long WatchesBroken { get; private set; }

    internal Action? Changed { get; set; }

    internal bool LosesRequest(Random random)
    {
        var lost = Happens(LostRequests, random);
        RequestsLost += lost ? 1 : 0;
        return lost;
    }

    internal bool LosesAnswer(Random random)
    {
        var lost = Happens(LostAnswers, random);
        AnswersLost += lost ? 1 : 0;
        return lost;
    }

    internal bool BreaksWatch(Random random)
    {
        var broken = Happens(BrokenWatches, random);
        WatchesBroken += broken ? 1 : 0;
        return broken;
    }

    /// <summary>The way of a message: some time, and until something gets through.</summary>
    internal async Task TravelAsync(TimeProvider clock, Random random, CancellationToken cancellationToken)
    {
        if (LongestDelay > TimeSpan.Zero)
            await Task.Delay(LongestDelay * random.NextDouble(), clock, cancellationToken);
        while (isDown)
            await up.Task.UntilAsync(cancellationToken);
    }

    /// <summary>Everything works from now on.</summary>
    public void Heal()
    {
        LostRequests = LostAnswers = BrokenWatches = 0;
        LongestDelay = TimeSpan.Zero;
        IsDown = false;
    }

    private static bool Happens(double chance, Random random) => chance > 0 && random.NextDouble() < chance;
}
