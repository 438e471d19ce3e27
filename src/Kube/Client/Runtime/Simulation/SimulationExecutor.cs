using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Pangea.Kube.Client.Simulation;

/// <summary>
/// Runs processes on one thread and on virtual time, in an interleaving that follows from a seed: whoever is ready may run next, and time passes
/// only when nobody is. The same code with the same options takes the same steps, which <see cref="TraceHash"/> shows.
/// </summary>
/// <remarks>
/// Nothing runs but inside of the drivers (<see cref="RunUntil"/>, <see cref="RunFor"/>, <see cref="RunUntilIdle"/>, <see cref="Run"/>), on
/// the caller's thread. Work that leaves the simulation (a thread pool's continuation that comes back to a process) would make runs differ, so it
/// fails the run and is named. What leaves it, in the framework: what awaits with ConfigureAwait(false) inside
/// (<c>ChannelReader.ReadAllAsync</c>, <c>SemaphoreSlim.WaitAsync</c> with a token), and <c>Task.WhenAny</c>, <c>WhenAll</c> and <c>WaitAsync</c> over a
/// task that runs its continuations asynchronously (of a TaskCompletionSource, or of a channel's ValueTask); <see cref="Waiting"/> has forms that stay.
/// </remarks>
public sealed class SimulationExecutor
{
    private readonly SimulationOptions options;
    private readonly SimulationSchedule schedule;
    private readonly List<ReadyStep> ready = [];
    private readonly PriorityQueue<(VirtualTimer Timer, int Version), (long Due, long Order)> timers = new();
    private readonly ConcurrentQueue<string> strays = new();
    private readonly List<SimulationException> failures = [];
    private readonly Queue<string> journal = new();
    private readonly Dictionary<string, int> generators = new(StringComparer.Ordinal);
    private DeterministicRandom random;
    private ProcessContext? last;
    private long timerOrder;
    private int contexts;
    private int thread = Environment.CurrentManagedThreadId;
    private bool running;

    /// <summary>A simulation with nothing in it yet.</summary>
    public SimulationExecutor(SimulationOptions options)
    {
        this.options = options;
        random = new(options.Seed);
        schedule = options.Schedule ?? (SimulationSchedule)random.Below(4);
        Driver = new(this, "driver", contexts++, new VirtualClock(this));
    }

    /// <summary>The true time, for drivers and for what belongs to no process.</summary>
    public TimeProvider Clock => Driver.Clock;

    /// <summary>The wall clock's time at the start.</summary>
    public DateTimeOffset Start => options.Start;

    /// <summary>The virtual time that has passed.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>How many steps have been taken.</summary>
    public long Steps { get; private set; }

    /// <summary>A hash over all steps and notes so far: equal for runs that took the same steps.</summary>
    public ulong TraceHash { get; private set; } = 0x9AE16A3B2F90404F;

    /// <summary>The last steps, oldest first, when <see cref="SimulationOptions.JournalLength"/> asks for them.</summary>
    public IReadOnlyCollection<string> Journal => journal;

    /// <summary>The loops that crashed, when that is tolerated.</summary>
    public List<SimulationException> CrashedLoops { get; } = [];

    internal ProcessContext Driver { get; }

    /// <summary>Adds a process; it does nothing until it is started.</summary>
    /// <param name="name">Its name in traces.</param>
    /// <param name="main">
    /// Its program: gets the process's executor, and a token that is cancelled when the process is to stop. It may return when it has started its loops.
    /// </param>
    public SimulatedProcess AddProcess(string name, Func<IExecutor, CancellationToken, Task> main) =>
        new(this, name, main);

    /// <summary>A generator of its own for a part of the world (a network, a process's identities), from the seed and a name.</summary>
    /// <remarks>
    /// Asked for a name again it gives another one: what asks again is the next life of a process, which must not make the identities of the last.
    /// </remarks>
    public Random NewRandom(string name)
    {
        var asked = generators[name] = generators.GetValueOrDefault(name) + 1;
        var mixed = DeterministicRandom.Mix(options.Seed, 0x5EED + (ulong)asked - 1);
        foreach (var c in name)
            mixed = DeterministicRandom.Mix(mixed, c);
        return new SeededRandom(mixed);
    }

    /// <summary>Folds a fact into the trace (a write, a message), so that runs which differ in it are told apart, and into the journal.</summary>
    public void Note(string fact)
    {
        foreach (var c in fact)
            TraceHash = DeterministicRandom.Mix(TraceHash, c);
        if (options.JournalLength > 0)
            Write(fact);
    }

    /// <summary>Takes every step that is ready, and those that follow from them; no time passes.</summary>
    /// <exception cref="SimulationException">See <see cref="RunUntil"/>.</exception>
    public void RunUntilIdle() => Drive(null, Elapsed);

    /// <summary>Runs for a span of virtual time.</summary>
    /// <exception cref="SimulationException">See <see cref="RunUntil"/>.</exception>
    public void RunFor(TimeSpan span) => Drive(null, Elapsed + span);

    /// <summary>
    /// Runs until a condition holds. It is asked whenever nothing is ready, before time passes.
    /// </summary>
    /// <param name="condition">The condition; it must change nothing.</param>
    /// <param name="within">The virtual time it may take.</param>
    /// <param name="what">What is waited for, in the failure's text.</param>
    /// <exception cref="SimulationException">
    /// The time has passed, nothing is left that could ever run, a loop crashed, the step bound was reached, or work left the simulation.
    /// </exception>
    public void RunUntil(
        Func<bool> condition,
        TimeSpan within,
        [CallerArgumentExpression(nameof(condition))] string what = ""
    )
    {
        if (!TryRunUntil(condition, within))
            throw new SimulationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"after {within.TotalSeconds} s of virtual time ({Elapsed.TotalSeconds} s in all, {Steps} steps, seed {options.Seed}) this does not hold: {what}"
                )
            );
    }

    /// <summary>As <see cref="RunUntil"/>, but says whether the condition holds in the end.</summary>
    public bool TryRunUntil(Func<bool> condition, TimeSpan within) => Drive(condition, Elapsed + within);

    /// <summary>Runs an async body as the driver, beside all processes, until it has ended.</summary>
    /// <exception cref="SimulationException">See <see cref="RunUntil"/>. What the body throws is thrown as it is.</exception>
    public void Run(Func<Task> body, TimeSpan? within = null)
    {
        Task? task = null;
        Driver.Post(_ => task = body(), null);
        RunUntil(() => task is { IsCompleted: true }, within ?? TimeSpan.FromHours(1), "the body has ended");
#pragma warning disable VSTHRD002 // it has completed; this only throws what it threw
        task!.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    /// <summary>Runs an async body as the driver, beside all processes, and gives its result.</summary>
    /// <exception cref="SimulationException">See <see cref="RunUntil"/>. What the body throws is thrown as it is.</exception>
    public T Run<T>(Func<Task<T>> body, TimeSpan? within = null)
    {
        T result = default!;
        Run((Func<Task>)BodyAsync, within);
        return result;

        async Task BodyAsync() => result = await body();
    }

    private bool Drive(Func<bool>? condition, TimeSpan until)
    {
        if (running)
            throw new InvalidOperationException("a simulation is driven from outside only");
        running = true;
        thread = Environment.CurrentManagedThreadId;
        var outer = SynchronizationContext.Current;
        var execution = ExecutionContext.Capture();
        var bound = Steps + options.MaxSteps;
        try
        {
            while (true)
            {
                while (ready.Count > 0)
                {
                    Step();
                    if (execution is not null)
                        ExecutionContext.Restore(execution);
                    ThrowFailures();
                    options.AfterStep?.Invoke();
                    if (Steps >= bound)
                        throw new SimulationException(
                            $"livelock: {options.MaxSteps} steps taken (seed {options.Seed})"
                        );
                }
                ThrowFailures();
                SynchronizationContext.SetSynchronizationContext(outer);
                if (condition?.Invoke() == true)
                    return true;
                if (!PassTime(until))
                {
                    if (condition is not null)
                        WaitForStrays();
                    return false;
                }
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
            running = false;
        }
    }

    private void Step()
    {
        var at = Choose();
        var step = ready[at];
        ready.RemoveAt(at);
        last = step.Owner;
        Steps++;
        TraceHash = DeterministicRandom.Mix(
            TraceHash,
            ((ulong)(uint)step.Owner.Number << 32) ^ ((ulong)(uint)at << 8) ^ (step.Callback is null ? 1u : 0u)
        );
        if (options.JournalLength > 0)
            Write($"{step.Owner.Name} {step.Describe()}");
        SynchronizationContext.SetSynchronizationContext(step.Owner);
        try
        {
            if (step.Callback is { } callback)
                callback(step.State);
            else if (step.State is VirtualTimer timer && timer.Version == step.TimerVersion)
                timer.Fire();
        }
        catch (Exception e)
        {
            failures.Add(new($"a step of {step.Owner.Name} ({step.Describe()}) threw: {e.Message}", e));
        }
    }

    private int Choose()
    {
        var count = ready.Count;
        if (count == 1)
            return 0;
        var any = random.Below(count);
        switch (schedule)
        {
            case SimulationSchedule.OldestFirst:
                return random.Below(8) == 0 ? any : 0;
            case SimulationSchedule.NewestFirst:
                return random.Below(4) == 0 ? any : count - 1;
            case SimulationSchedule.Bursts:
                if (random.Below(16) == 0)
                    return any;
                for (var i = 0; i < count; i++)
                {
                    var candidate = (any + i) % count;
                    if (ready[candidate].Owner == last)
                        return candidate;
                }
                return any;
            default:
                return any;
        }
    }

    /// <summary>Goes to the next timer's time and makes the timers of that time ready; false when there is none up to the limit.</summary>
    private bool PassTime(TimeSpan until)
    {
        while (timers.TryPeek(out var next, out var priority))
        {
            var (timer, version) = next;
            if (timer.Version != version || timer.Owner.IsDead)
            {
                timers.Dequeue();
                continue;
            }
            if (ready.Count > 0 && priority.Due > Elapsed.Ticks)
                return true;
            if (priority.Due > until.Ticks)
                break;
            timers.Dequeue();
            if (priority.Due > Elapsed.Ticks)
            {
                Elapsed = new(priority.Due);
                TraceHash = DeterministicRandom.Mix(TraceHash, (ulong)priority.Due);
            }
            Enqueue(new(timer.Owner, null, timer, version));
        }
        if (ready.Count > 0)
            return true;
        if (Elapsed < until)
            Elapsed = until;
        return false;
    }

    internal void Schedule(VirtualTimer timer, TimeSpan after)
    {
        if (IsForeign())
        {
            strays.Enqueue($"a timer of {timer.Owner.Name} was set from another thread");
            return;
        }
        if (after == TimeSpan.Zero)
            Enqueue(new(timer.Owner, null, timer, timer.Version));
        else
            timers.Enqueue((timer, timer.Version), (Elapsed.Ticks + after.Ticks, timerOrder++));
    }

    internal void Enqueue(ReadyStep step)
    {
        if (IsForeign())
            strays.Enqueue($"{step.Describe()} of {step.Owner.Name} came back from another thread");
        else if (step.Owner.IsDead)
            return;
        else if (step.Owner.Held is { } held)
            held.Add(step);
        else
            ready.Add(step);
    }

    private bool IsForeign() => Environment.CurrentManagedThreadId != thread;

    internal ProcessContext NewContext(string name, TimeProvider clock) => new(this, name, contexts++, clock);

    internal void Drop(ProcessContext context) => ready.RemoveAll(s => s.Owner == context);

    internal void Hold(ProcessContext context)
    {
        context.Held = [.. ready.Where(s => s.Owner == context)];
        Drop(context);
    }

    internal void Release(ProcessContext context)
    {
        ready.AddRange(context.Held!);
        context.Held = null;
    }

    internal void LoopCrashed(ProcessContext context, string loop, Exception error)
    {
        var failure = new SimulationException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"loop {loop} of {context.Name} crashed after {Elapsed.TotalSeconds} s (seed {options.Seed}): {error.Message}"
            ),
            error
        );
        (options.ToleratesCrashedLoops ? CrashedLoops : failures).Add(failure);
    }

    private void ThrowFailures()
    {
        if (!strays.IsEmpty)
            throw new SimulationException(
                "work left the simulation (see the remarks of SimulationExecutor): "
                    + string.Join("; ", strays.ToArray().Distinct(StringComparer.Ordinal))
            );
        if (failures.Count == 0)
            return;
        var first = failures[0];
        failures.Clear();
        throw first;
    }

    // When nothing can run any more, something may be on its way back from another thread: it is waited for, to be named. This decides only which
    // text a run fails with that fails anyway, or makes a run fail that was not deterministic.
    private void WaitForStrays()
    {
        if (timers.Count == 0)
            SpinWait.SpinUntil(() => !strays.IsEmpty, TimeSpan.FromSeconds(2));
        ThrowFailures();
    }

    private void Write(string what)
    {
        if (journal.Count == options.JournalLength)
            journal.Dequeue();
        journal.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds:0.000000} {what}"));
    }
}
