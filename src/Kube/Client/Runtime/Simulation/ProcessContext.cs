namespace Pangea.Kube.Client.Simulation;

/// <summary>
/// One life of a simulated process, from a start to its crash or end: the context its continuations come back to, its executor, and its
/// clock. After its death nothing of it runs any more.
/// </summary>
#pragma warning disable CA1001 // a CancellationTokenSource without a timer holds nothing
internal sealed class ProcessContext : SynchronizationContext, IExecutor
#pragma warning restore CA1001
{
    private readonly SimulationExecutor simulation;
    private readonly CancellationTokenSource stopping = new();
    private int running;
    private TaskCompletionSource? ended;

    public ProcessContext(SimulationExecutor simulation, string name, int number, TimeProvider clock)
    {
        this.simulation = simulation;
        Name = name;
        Number = number;
        Clock = clock;
    }

    /// <summary>Called when the process has been stopped and everything in it has ended.</summary>
    public Action? Ended { get; set; }

    public string Name { get; }

    /// <summary>Counts the lives of all processes; part of the trace.</summary>
    public int Number { get; }

    public bool IsDead { get; private set; }

    /// <summary>What waits while the process is frozen; null when it is not.</summary>
    public List<ReadyStep>? Held { get; set; }

    public TimeProvider Clock { get; }

    public override void Post(SendOrPostCallback d, object? state) => simulation.Enqueue(new(this, d, state));

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (Current != this)
            throw new NotSupportedException("a simulated process cannot block on another one");
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    public Task RunAsync(string name, Func<CancellationToken, Task> loop, CancellationToken cancellationToken)
    {
        running++;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(_ => _ = SuperviseAsync(name, loop, done, cancellationToken), null);
        return done.Task;
    }

    private async Task SuperviseAsync(
        string name,
        Func<CancellationToken, Task> loop,
        TaskCompletionSource done,
        CancellationToken cancellationToken
    )
    {
        await Supervision.RunAsync(
            loop,
            Clock,
            (error, _) => simulation.LoopCrashed(this, name, error),
            cancellationToken
        );
        done.SetResult();
        Leave();
    }

    /// <summary>Runs the process's program; the life ends when it was stopped and everything that it started has ended.</summary>
    public void Begin(Func<IExecutor, CancellationToken, Task> main)
    {
        running++;
        Post(_ => _ = MainAsync(main), null);
    }

    private async Task MainAsync(Func<IExecutor, CancellationToken, Task> main)
    {
        try
        {
            await main(this, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested) { }
        catch (Exception e)
        {
            simulation.LoopCrashed(this, "main", e);
        }
        Leave();
    }

    private void Leave()
    {
        running--;
        if (running == 0 && ended is not null)
        {
            IsDead = true;
            ended.SetResult();
            Ended?.Invoke();
        }
    }

    /// <summary>Asks the process to stop; the task completes when everything in it has ended.</summary>
    public Task StopAsync()
    {
        if (ended is null)
        {
            ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
            // The hold makes sure that the callbacks of the cancellation run here, even when everything has ended already.
            running++;
            Post(
                _ =>
                {
                    stopping.Cancel();
                    Leave();
                },
                null
            );
        }
        return ended.Task;
    }

    public void Die()
    {
        IsDead = true;
        Held = null;
    }
}
