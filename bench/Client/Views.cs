using System.Text;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Bench.Client;

/// <summary>What it costs to keep and read an informer's view of ten thousand objects.</summary>
internal static class Views
{
    private const int Count = 10_000;

    public static Task RunAsync(CancellationToken cancellationToken)
    {
        var view = new ObjectView();
        view.AddIndex("last", o => [o.Name[^1..]]);
        var state = Objects(1);
        view.Replace(state);
        for (var round = 2; round < 5; round++)
        {
            var next = Objects(round);
            var measurement = Measurement.Start();
            foreach (var one in next)
                view.Set(one);
            Console.WriteLine($"  {"changes, one index", -36}{measurement.Per("", Count)}");
        }
        for (var round = 5; round < 7; round++)
        {
            var next = Objects(round);
            var measurement = Measurement.Start();
            foreach (var one in next)
            {
                view.Set(one);
                view.List("ns7");
            }
            Console.WriteLine($"  {"changes, each with a list", -36}{measurement.Per("", Count)}");
        }
        for (var round = 0; round < 2; round++)
        {
            var measurement = Measurement.Start();
            foreach (var one in state)
                view.Get(one.Key);
            Console.WriteLine($"  {"reads by name", -36}{measurement.Per("", Count)}");
        }
        return Task.CompletedTask;
    }

    private static KubeObject[] Objects(int round) =>
        [
            .. Enumerable
                .Range(0, Count)
                .Select(i =>
                    KubeObject.FromJson(
                        Encoding.UTF8.GetBytes(
                            $$"""{"metadata":{"name":"n{{i}}","namespace":"ns{{i % 50}}","uid":"u{{i}}","resourceVersion":"{{(round * Count) + i}}"} }"""
                        )
                    )
                ),
        ];
}
