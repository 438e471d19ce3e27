namespace Pangea.Kube.Client.Simulation;

/// <summary>
/// A process of a simulation: a program that can be started, stopped, frozen, and crashed, and started again. What a crash leaves behind is only
/// what the program wrote outside of itself.
/// </summary>
public sealed class SimulatedProcess
{
    private readonly SimulationExecutor simulation;
    private readonly Func<IExecutor, CancellationToken, Task> main;
    private readonly VirtualClock clock;
    private ProcessContext? life;

    internal SimulatedProcess(SimulationExecutor simulation, string name, Func<IExecutor, CancellationToken, Task> main)
    {
        this.simulation = simulation;
        this.main = main;
        Name = name;
        clock = new(simulation);
    }

    /// <summary>
    /// Called when the process has crashed or ended, on whoever's step that was: it may only complete what others wait for.
    /// </summary>
    internal Action? Ended { get; set; }

    /// <summary>The name, as it stands in traces.</summary>
    public string Name { get; }

    /// <summary>Whether it has been started and has neither crashed nor come to its end.</summary>
    public bool IsRunning => life is { IsDead: false };

    /// <summary>How often it has been started.</summary>
    public int Starts { get; private set; }

    /// <summary>How far the process's wall clock is ahead of the true one.</summary>
    public TimeSpan ClockSkew
    {
        get => clock.Skew;
        set => clock.Skew = value;
    }

    /// <summary>Starts the program, with a fresh executor and cancellation. Does nothing when it runs.</summary>
    public void Start()
    {
        if (IsRunning)
            return;
        Starts++;
        life = simulation.NewContext($"{Name}#{Starts}", clock);
        life.Ended += () => Ended?.Invoke();
        clock.Owner = life;
        life.Begin(main);
    }

    /// <summary>
    /// Asks the program to stop, by its cancellation token. The task completes when the program and every loop that it started have ended; what
    /// they left is dropped then. Completes at once when it does not run.
    /// </summary>
    public Task StopAsync() => IsRunning ? life!.StopAsync() : Task.CompletedTask;

    /// <summary>
    /// Ends the process as <c>kill -9</c> does: no continuation of it, no timer and no finally block runs any more. Code of it that is running right
    /// now runs on to its next await that has to wait.
    /// </summary>
    public void Crash()
    {
        if (!IsRunning)
            return;
        life!.Die();
        simulation.Drop(life);
        Ended?.Invoke();
    }

    /// <summary>
    /// For a crash at a point in the process's own code: crashes, and gives a task that never completes. The code awaits it, and goes no further.
    /// </summary>
    public Task CrashHereAsync()
    {
        Crash();
        return new TaskCompletionSource().Task;
    }

    /// <summary>
    /// Stops the process from running until <see cref="Thaw"/>, as a long pause of its machine does: time goes on, its timers come due, and
    /// everything that has become ready waits.
    /// </summary>
    public void Freeze()
    {
        if (IsRunning && life!.Held is null)
            simulation.Hold(life);
    }

    /// <summary>Lets a frozen process run on.</summary>
    public void Thaw()
    {
        if (life?.Held is not null)
            simulation.Release(life);
    }

    /// <summary>Runs something in the process, as a step of it. Does nothing when it does not run.</summary>
    public void Post(Action action) => life?.Post(_ => action(), null);
}
