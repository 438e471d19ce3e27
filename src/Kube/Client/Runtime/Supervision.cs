namespace Pangea.Kube.Client;

/// <summary>
/// What both executors do with a loop: run it, and when it crashes run it again after a pause. The pause doubles from crash to crash up to
/// 30 s, and starts small again after the loop has held for a minute.
/// </summary>
internal static class Supervision
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Runs a loop until it returns or is cancelled; never throws. <paramref name="crashed"/> is called once for each crash, with
    /// the pause until the next start, or null when there is none because cancellation has been asked for.
    /// </summary>
    public static async Task RunAsync(
        Func<CancellationToken, Task> loop,
        TimeProvider clock,
        Action<Exception, TimeSpan?> crashed,
        CancellationToken cancellationToken
    )
    {
        var pause = FirstPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            var started = clock.GetTimestamp();
            try
            {
                await loop(cancellationToken);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (clock.GetElapsedTime(started) >= Healthy)
                    pause = FirstPause;
                crashed(e, cancellationToken.IsCancellationRequested ? null : pause);
            }
            try
            {
                await Task.Delay(pause, clock, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
