using System.Globalization;
using Pangea.Bench;
using Pangea.Bench.Apply;
using Pangea.Bench.Client;
using Pangea.Bench.Cluster;
using Pangea.Bench.Fleet;
using Pangea.Bench.Hub;
using Pangea.Bench.Schema;
using Pangea.Bench.Serving;
using Pangea.Bench.Storage;

IBenchmark[] benchmarks =
[
    new ApiServerBenchmark(),
    new ApplyBenchmark(),
    new ClientBenchmark(),
    new ClusterBenchmark(),
    new FleetBenchmark(),
    new HubBenchmark(),
    new SchemaBenchmark(),
    new StorageBenchmark(),
];

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

if (args.Length == 0 || benchmarks.FirstOrDefault(b => b.Name == args[0]) is not { } chosen)
{
    Console.Error.WriteLine("usage: Pangea.Bench NAME [ARGUMENT...]");
    foreach (var benchmark in benchmarks)
    {
        Console.Error.WriteLine($"  {benchmark.Name, -12} {benchmark.Summary}");
    }
    return 2;
}

Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}");
await chosen.RunAsync(args[1..], stop.Token);
return 0;
