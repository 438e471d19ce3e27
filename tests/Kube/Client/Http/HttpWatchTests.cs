using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client.Tests;

/// <summary>Watches and informers over a real connection.</summary>
public sealed class HttpWatchTests
{
    private static readonly GroupVersionResource Pods = new("", "v1", "pods");
    private static readonly CancellationToken None = CancellationToken.None;

    private static string Pod(string name, int version) =>
        $$"""{"kind":"Pod","apiVersion":"v1","metadata":{"name":"{{name}}","namespace":"shop","uid":"u-{{name}}","resourceVersion":"{{version}}"} }""";

    private static string Line(string type, string json) => $$"""{"type":"{{type}}","object":{{json}}}""" + "\n";

    private static string Bookmark(int version, bool end) =>
        Line(
            "BOOKMARK",
            $$"""{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"{{version}}"{{(end ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "")}}} }"""
        );

    private static async Task SendAsync(HttpContext context, string text)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text));
        await context.Response.Body.FlushAsync();
    }

    private static async Task<List<WatchEvent>> WatchAsync(IClusterApi api, WatchOptions? options = null)
    {
        var events = new List<WatchEvent>();
        await foreach (var one in api.WatchAsync(Pods, "", options ?? new(), None))
            events.Add(one);
        return events;
    }

    [Fact]
    public async Task Events_come_one_by_one_and_the_end_is_quiet()
    {
        await using var world = await HttpWorld.StartAsync(async context =>
        {
            await SendAsync(context, Line("ADDED", Pod("a", 1)) + Line("MODIFIED", Pod("a", 2)));
            await SendAsync(context, Bookmark(3, end: false) + "\n" + Line("DELETED", Pod("a", 4)));
        });
        var events = await WatchAsync(world.Api);
        Assert.Equal(
            [
                (WatchEventType.Added, "1"),
                (WatchEventType.Modified, "2"),
                (WatchEventType.Bookmark, "3"),
                (WatchEventType.Deleted, "4"),
            ],
            events.Select(e => (e.Type, e.Object!.ResourceVersion))
        );
        Assert.Equal(new NamespacedName("shop", "a"), events[0].Object!.Key);
    }

    [Fact]
    public async Task A_refusal_is_the_only_event_whether_it_comes_as_an_answer_or_in_the_stream()
    {
        var expired = Status.Expired("too old resource version: 1 (2)");
        await using var world = await HttpWorld.StartAsync(context =>
            context.Request.Query["resourceVersion"] == "1"
                ? TestServer.WriteAsync(context, 410, expired.ToValue().ToString())
                : SendAsync(context, Line("ERROR", expired.ToValue().ToString()) + Line("ADDED", Pod("a", 1)))
        );
        foreach (var version in new[] { "1", "2" })
        {
            var one = Assert.Single(await WatchAsync(world.Api, new() { ResourceVersion = version }));
            Assert.Equal(WatchEventType.Error, one.Type);
            Assert.Equal(expired.ToValue(), one.Error!.ToValue());
        }
    }

    [Fact]
    public async Task A_stream_that_breaks_ends_with_an_error()
    {
        // A reset takes along what has not been read yet: the server breaks off when the first event has arrived.
        var arrived = new TaskCompletionSource();
        await using var world = await HttpWorld.StartAsync(async context =>
        {
            await SendAsync(context, Line("ADDED", Pod("a", 1)) + "{\"type\":\"MODI");
            await arrived.Task;
            context.Abort();
        });
        var events = new List<WatchEvent>();
        await foreach (var one in world.Api.WatchAsync(Pods, "", new(), None))
        {
            events.Add(one);
            arrived.TrySetResult();
        }
        Assert.Equal([WatchEventType.Added, WatchEventType.Error], events.Select(e => e.Type));
        Assert.Equal(503, events[1].Error!.Code);
    }

    [Fact]
    public async Task A_watch_waits_as_long_as_it_takes_and_its_cancellation_reaches_the_server()
    {
        var clock = new ManualClock();
        var aborted = new TaskCompletionSource();
        await using var world = await HttpWorld.StartAsync(
            async context =>
            {
                context.RequestAborted.Register(() => aborted.TrySetResult());
                await SendAsync(context, Line("ADDED", Pod("a", 1)));
                await aborted.Task;
            },
            clock
        );
        using var stop = new CancellationTokenSource();
        var events = world.Api.WatchAsync(Pods, "", new(), stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.True(await events.MoveNextAsync());
        var next = events.MoveNextAsync().AsTask();
        // The deadline of calls is no deadline of a watch that has begun.
        clock.Advance(TimeSpan.FromHours(1));
        Assert.False(next.IsCompleted);
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await events.DisposeAsync();
        await aborted.Task;
    }

    [Fact]
    public async Task A_watch_that_does_not_begin_ends_at_the_deadline()
    {
        var clock = new ManualClock();
        var asked = new TaskCompletionSource();
        await using var world = await HttpWorld.StartAsync(
            async context =>
            {
                asked.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted)
                    .ContinueWith(_ => { }, TaskScheduler.Default);
            },
            clock
        );
        var watch = WatchAsync(world.Api);
        await asked.Task;
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(504, Assert.Single(await watch).Error!.Code);
    }

    [Fact]
    public async Task More_watches_than_a_connection_takes_go_over_several()
    {
        const int Count = 250;
        var open = 0;
        var all = new TaskCompletionSource();
        await using var world = await HttpWorld.StartAsync(async context =>
        {
            await SendAsync(context, Line("ADDED", Pod("a", 1)));
            if (Interlocked.Increment(ref open) == Count)
                all.SetResult();
            await all.Task;
        });
        var watches = Enumerable.Range(0, Count).Select(_ => WatchAsync(world.Api)).ToArray();
        foreach (var events in await Task.WhenAll(watches))
            Assert.Single(events);
    }

    [Fact]
    public async Task An_informer_follows_over_breaks_and_410()
    {
        var requests = 0;
        var goOn = new SemaphoreSlim(0);
        await using var world = await HttpWorld.StartAsync(async context =>
        {
            var query = context.Request.Query;
            switch (++requests)
            {
                case 1:
                    Assert.Equal("true", query["sendInitialEvents"]);
                    await SendAsync(
                        context,
                        Line("ADDED", Pod("a", 1)) + Line("ADDED", Pod("b", 2)) + Bookmark(5, end: true)
                    );
                    await goOn.WaitAsync();
                    await SendAsync(context, Line("MODIFIED", Pod("a", 6)));
                    await goOn.WaitAsync();
                    context.Abort();
                    break;
                case 2:
                    Assert.Equal("6", query["resourceVersion"]);
                    await SendAsync(context, Line("ERROR", Status.Expired("too old").ToValue().ToString()));
                    break;
                case 3:
                    Assert.Equal("true", query["sendInitialEvents"]);
                    await SendAsync(context, Line("ADDED", Pod("c", 9)) + Bookmark(10, end: true));
                    await Task.Delay(Timeout.Infinite, context.RequestAborted)
                        .ContinueWith(_ => { }, TaskScheduler.Default);
                    break;
            }
        });
        var informer = world.Api.Informer(Pods, InformerOptions.All);
        Assert.Same(informer, world.Api.Informer(Pods, new InformerOptions()));
        var told = System.Threading.Channels.Channel.CreateUnbounded<string>();
        informer.Subscribe(change =>
            told.Writer.TryWrite(
                (
                    change.Old is null ? "+"
                    : change.New is null ? "-"
                    : "~"
                ) + change.Object.Name
            )
        );
        await informer.WaitForSyncAsync(None);
        Assert.Equal(["a", "b"], informer.List("shop").Select(p => p.Name));
        goOn.Release();
        Assert.Equal(["+a", "+b", "~a"], await TakeAsync(3));
        Assert.Equal(6, informer.Get(new("shop", "a"))!.Revision);
        goOn.Release();
        Assert.Equal(["-a", "-b", "+c"], await TakeAsync(3));
        Assert.Equal(["c"], informer.List().Select(p => p.Name));

        async Task<List<string>> TakeAsync(int count)
        {
            var taken = new List<string>();
            while (taken.Count < count)
                taken.Add(await told.Reader.ReadAsync());
            return taken;
        }
    }

    [Fact]
    public async Task A_long_list_keeps_each_items_bytes_and_says_its_kind()
    {
        var items = string.Join(
            ",",
            Enumerable
                .Range(0, 5000)
                .Select(i =>
                    $$"""{"metadata":{"name":"p{{i}}","namespace":"shop","resourceVersion":"{{i}}"},"spec":{"x":"é"} }"""
                )
        );
        await using var world = await HttpWorld.StartAsync(context =>
            TestServer.WriteAsync(
                context,
                200,
                $$"""{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"77","continue":"next","remainingItemCount":3},"items":[{{items}}]}"""
            )
        );
        var list = (await world.Api.ListAsync(Pods, "", ListOptions.All, None)).Value!;
        Assert.Equal(5000, list.Items.Count);
        Assert.Equal(("77", "next", 3L), (list.ResourceVersion, list.Continue, list.RemainingItemCount));
        Assert.All(list.Items, item => Assert.Equal(("v1", "Pod"), (item.ApiVersion, item.Kind)));
        Assert.Equal("p4999", list.Items[4999].Root.Map("metadata")!.Text("name"));
        Assert.Equal("Pod", list.Items[17].Root.Text("kind"));
        Assert.Equal("é", list.Items[17].Spec.Text("x"));
        Assert.Equal(4999.ToString(CultureInfo.InvariantCulture), list.Items[4999].ResourceVersion);
    }
}
