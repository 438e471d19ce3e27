using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.Client;
using Pangea.Kube.Client.Simulation;

namespace Pangea.Bench.Client;

/// <summary>What controllers stand on: work queues, views, readers of lists and watches, calls over TLS, steps of a simulation.</summary>
internal sealed class ClientBenchmark : IBenchmark
{
    public string Name => "client";

    public string Summary => "queue, view, list and watch readers, calls over HTTP/2 and TLS, steps of a simulation";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        (string Name, Func<CancellationToken, Task> Run)[] parts =
        [
            ("queue", QueueAsync),
            ("readers", Readers.RunAsync),
            ("view", Views.RunAsync),
            ("http", HttpCalls.RunAsync),
            ("simulation", SimulationAsync),
        ];
        foreach (var part in parts)
        {
            if (arguments.Count > 0 && !arguments.Contains(part.Name))
                continue;
            Console.WriteLine(part.Name);
            await part.Run(cancellationToken);
        }
    }

    private static async Task QueueAsync(CancellationToken cancellationToken)
    {
        const int Keys = 300_000;
        var executor = new ThreadPoolExecutor(NullLogger<ThreadPoolExecutor>.Instance);
        for (var round = 0; round < 3; round++)
        {
            var left = Keys;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var controller = new Controller<int>(
                "bench",
                executor,
                (_, _) =>
                {
                    if (Interlocked.Decrement(ref left) == 0)
                        done.SetResult();
                    return new(Reconcile.Done);
                },
                NullLogger.Instance
            );
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var running = controller.RunAsync(stop.Token);
            var measurement = Measurement.Start();
            for (var i = 0; i < Keys; i++)
                controller.Enqueue(i);
            await done.Task;
            Console.WriteLine($"  {"keys through a queue, 5 workers", -36}{measurement.Per("", Keys)}");
            stop.Cancel();
            await running;
        }
    }

    private static Task SimulationAsync(CancellationToken cancellationToken)
    {
        foreach (var delay in new[] { false, true })
        {
            for (var round = 0; round < 2; round++)
            {
                var simulation = new SimulationExecutor(new() { Seed = 1, Schedule = SimulationSchedule.Uniform });
                for (var p = 0; p < 20; p++)
                    simulation.AddProcess($"p{p}", WorkAsync).Start();
                var measurement = Measurement.Start();
                simulation.RunFor(TimeSpan.FromDays(1));
                Console.WriteLine(
                    $"  {(delay ? "steps by timers" : "steps by yields"), -36}{measurement.Per("", simulation.Steps)}"
                );
            }

            async Task WorkAsync(IExecutor executor, CancellationToken stop)
            {
                for (var i = 0; i < 20_000; i++)
                {
                    if (delay)
                        await Task.Delay(TimeSpan.FromMilliseconds((i % 7) + 1), executor.Clock, stop);
                    else
                        await Task.Yield();
                }
            }
        }
        return Task.CompletedTask;
    }
}
