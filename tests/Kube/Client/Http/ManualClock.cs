using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Pangea.Kube.Client.Tests;

/// <summary>A clock that a test moves, and that tells when somebody begins to wait on it.</summary>
internal sealed class ManualClock() : FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private readonly Channel<TimeSpan> armed = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        armed.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits until a timer within these times has been set; gives its time.</summary>
    public async Task<TimeSpan> UntilArmedAsync(TimeSpan least, TimeSpan most)
    {
        while (true)
        {
            var due = await armed.Reader.ReadAsync();
            if (due >= least && due <= most)
                return due;
        }
    }
}
