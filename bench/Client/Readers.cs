using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Bench.Client;

/// <summary>What it costs to make objects of a server's bytes.</summary>
internal static class Readers
{
    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        const int Count = 20_000;
        Console.WriteLine($"  objects of {Samples.Deployment.Length} bytes");
        var stream = new byte[Samples.Event.Length * Count];
        for (var i = 0; i < Count; i++)
            Samples.Event.CopyTo(stream, i * Samples.Event.Length);
        for (var round = 0; round < 3; round++)
        {
            var measurement = Measurement.Start();
            var read = 0;
            await foreach (var one in WatchReader.ReadAsync(new MemoryStream(stream), 1 << 20, cancellationToken))
                read += one.Object!.Kind.Length > 0 ? 1 : 0;
            Console.WriteLine($"  {"events of a watch", -36}{measurement.Per("", read)}");
        }
        var list = Samples.List(Count);
        for (var round = 0; round < 3; round++)
        {
            var measurement = Measurement.Start();
            var read = ListReader.Read(list);
            Console.WriteLine($"  {"items of a list", -36}{measurement.Per("", read.Items.Count)}");
        }
        var fields = KubeObject
            .FromJson(Samples.Deployment)
            .With(
                ListValue.From(Enumerable.Repeat((Value)JsonText.Parse(Samples.Deployment), 1)),
                "metadata",
                "managedFields"
            );
        var owned = KubeObject.FromJson(fields.Json.ToArray());
        for (var round = 0; round < 2; round++)
        {
            var measurement = Measurement.Start();
            for (var i = 0; i < Count; i++)
                ManagedFields.Strip(owned);
            Console.WriteLine($"  {"managed fields cut out", -36}{measurement.Per("", Count)}");
        }
    }
}
