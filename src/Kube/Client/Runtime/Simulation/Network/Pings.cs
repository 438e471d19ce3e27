namespace Pangea.Kube.Client.Simulation;

/// <summary>Looks after an open connection: it is lost when nothing has got through for longer than its pings allow.</summary>
internal sealed class Pings : IDisposable
{
    private readonly LinkConditions conditions;
    private readonly TimeSpan timeout;
    private readonly ITimer timer;
    private readonly CancellationTokenSource lost = new();

    public Pings(LinkConditions conditions, TimeProvider clock, TimeSpan timeout)
    {
        this.conditions = conditions;
        this.timeout = timeout;
        timer = clock.CreateTimer(_ => lost.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        conditions.Changed += Follow;
        Follow();
    }

    /// <summary>Cancelled when the connection is lost.</summary>
    public CancellationToken Lost => lost.Token;

    private void Follow() =>
        timer.Change(conditions.IsDown ? timeout : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        conditions.Changed -= Follow;
        timer.Dispose();
        lost.Dispose();
    }
}
