namespace Pangea.Kube.Client.Simulation;

/// <summary>
/// One request that a server's process works on for a client's. The work is cancelled when the client is done with it or has died; the
/// client hears of it when the server dies.
/// </summary>
internal sealed class Exchange : IDisposable
{
    private readonly SimulatedProcess client;
    private readonly SimulatedProcess server;
    private readonly int life;
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource<bool> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource lost = new();

    public Exchange(SimulatedProcess client, SimulatedProcess server)
    {
        this.client = client;
        this.server = server;
        life = server.Starts;
        client.Ended += Cancel;
        server.Ended += Lose;
    }

    /// <summary>Cancelled when the server has died.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Works on the request, in the server's process.</summary>
    public void Serve(Func<CancellationToken, Task> work) => server.Post(() => _ = ServeAsync(work));

    private async Task ServeAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(stop.Token);
            end.TrySetResult(true);
        }
        catch (OperationCanceledException)
        {
            end.TrySetResult(false);
        }
        catch (Exception e)
        {
            end.TrySetException(e);
        }
    }

    /// <summary>Waits until the work is done; false when the server gave it up or died. What the work threw is thrown.</summary>
    public Task<bool> EndAsync(CancellationToken cancellationToken) => end.Task.UntilAsync(cancellationToken);

    private void Lose()
    {
        end.TrySetResult(false);
        lost.Cancel();
    }

    // The client has died: nobody will dispose this.
    private void Cancel()
    {
        Unsubscribe();
        CancelWork();
    }

    // A step of the server's: what the cancellation calls back runs there.
    private void CancelWork()
    {
        if (server.IsRunning && server.Starts == life)
            server.Post(stop.Cancel);
    }

    private void Unsubscribe()
    {
        client.Ended -= Cancel;
        server.Ended -= Lose;
    }

    public void Dispose()
    {
        Unsubscribe();
        if (!end.Task.IsCompleted)
            CancelWork();
        lost.Dispose();
    }
}
