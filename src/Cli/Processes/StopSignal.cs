using System.Runtime.InteropServices;

namespace Pangea.Cli;

/// <summary>
/// Turns the signals that ask a program to end into a cancellation, once: the second one ends it at once, as the system has it.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];

    /// <summary>Listens for signals.</summary>
    /// <param name="fromTerminal">
    /// Whether the terminal's signals (Ctrl-C, a closed window) count too; otherwise they are passed over, and only SIGTERM counts.
    /// </param>
    public StopSignal(bool fromTerminal = true)
    {
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGHUP })
            registrations.Add(
                PosixSignalRegistration.Create(
                    signal,
                    fromTerminal ? OnSignal : static context => context.Cancel = true
                )
            );
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Waits for a cancellation.</summary>
    public static async Task WaitAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.Register(() => stopped.TrySetResult()))
            await stopped.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (source.IsCancellationRequested)
            return;
        context.Cancel = true;
        source.Cancel();
    }
}
