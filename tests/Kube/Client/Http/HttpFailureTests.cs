using System.Net;
using System.Net.Sockets;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client.Tests;

/// <summary>Servers that refuse, hang, vanish or break: what is tried again, what is not, and when it ends.</summary>
public sealed class HttpFailureTests
{
    private static readonly GroupVersionResource Pods = new("", "v1", "pods");
    private static readonly KubeObject Pod = KubeObject.FromJson(
        """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"shop"}}"""u8.ToArray()
    );
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_write_refused_with_429_waits_as_asked_and_is_made_again()
    {
        var clock = new ManualClock();
        var asked = 0;
        await using var world = await HttpWorld.StartAsync(
            context =>
            {
                if (++asked > 2)
                    return TestServer.WriteAsync(context, 201, "{}");
                context.Response.Headers.RetryAfter = "3";
                return TestServer.WriteAsync(context, 429, "Too many requests, please try again later.");
            },
            clock
        );
        var call = world.Api.CreateAsync(Pods, Pod, WriteOptions.None, None).AsTask();
        for (var i = 0; i < 2; i++)
        {
            await clock.UntilArmedAsync(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3));
            Assert.False(call.IsCompleted);
            clock.Advance(TimeSpan.FromSeconds(3));
        }
        Assert.True((await call).IsSuccess);
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_Retry_After_beyond_the_deadline_comes_back_to_the_caller()
    {
        await using var world = await HttpWorld.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "31";
            return TestServer.WriteAsync(context, 429, "Too many requests, please try again later.");
        });
        var result = await world.Api.GetAsync(Pods, Pod.Key, None);
        Assert.Equal(
            (429, "TooManyRequests", 31),
            (result.Error!.Code, result.Error.Reason, result.Error.RetryAfterSeconds)
        );
        Assert.Single(world.Server.Requests);
    }

    [Fact]
    public async Task A_write_that_failed_on_the_server_is_not_repeated_whatever_it_says()
    {
        await using var world = await HttpWorld.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "1";
            return TestServer.WriteAsync(context, 500, Status.InternalError("x").ToValue().ToString());
        });
        var result = await world.Api.CreateAsync(Pods, Pod, WriteOptions.None, None);
        Assert.Equal((500, 1), (result.Error!.Code, result.Error.RetryAfterSeconds));
        Assert.Single(world.Server.Requests);
    }

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_only_when_it_was_a_read()
    {
        await using var world = await HttpWorld.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        var read = await world.Api.GetAsync(Pods, Pod.Key, None);
        Assert.Equal((503, "ServiceUnavailable"), (read.Error!.Code, read.Error.Reason));
        Assert.Equal(2, world.Server.Requests.Count);
        var write = await world.Api.UpdateAsync(Pods, Pod, WriteOptions.None, None);
        Assert.Equal(503, write.Error!.Code);
        Assert.Equal(3, world.Server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_some_times_and_named()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // Bound but not listening: connections are refused, and nobody else gets the port.
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = taken.LocalEndPoint!.ToString();
        var clock = new ManualClock();
        using var api = HttpWorld.NewApi(
            new() { Server = new($"https://{address}") },
            clock,
            o => o with { Tries = 3 }
        );
        var call = api.CreateAsync(Pods, Pod, WriteOptions.None, None).AsTask();
        foreach (var pause in new[] { 100, 200 })
            clock.Advance(
                await clock.UntilArmedAsync(
                    TimeSpan.FromMilliseconds(pause / 2),
                    TimeSpan.FromMilliseconds(pause * 3 / 2)
                )
            );
        var result = await call;
        Assert.Equal(503, result.Error!.Code);
        Assert.StartsWith(address + ": ", result.Error.Message, StringComparison.Ordinal);
        Assert.Contains("refused", result.Error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_call_that_is_not_answered_ends_at_its_deadline()
    {
        var clock = new ManualClock();
        var asked = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        await using var world = await HttpWorld.StartAsync(
            async context =>
            {
                asked.TrySetResult();
                context.RequestAborted.Register(() => aborted.TrySetResult());
                await aborted.Task;
            },
            clock
        );
        var call = world.Api.GetAsync(Pods, Pod.Key, None).AsTask();
        await asked.Task;
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(call.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        var result = await call;
        Assert.Equal((504, "Timeout"), (result.Error!.Code, result.Error.Reason));
        Assert.Contains("no answer within 30 s", result.Error.Message, StringComparison.Ordinal);
        await aborted.Task;
    }

    [Fact]
    public async Task An_answer_that_stops_in_the_middle_ends_at_the_deadline_too()
    {
        var clock = new ManualClock();
        var begun = new TaskCompletionSource();
        await using var world = await HttpWorld.StartAsync(
            async context =>
            {
                context.Response.ContentLength = 1000;
                await context.Response.Body.WriteAsync("{"u8.ToArray());
                await context.Response.Body.FlushAsync();
                begun.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted)
                    .ContinueWith(_ => { }, TaskScheduler.Default);
            },
            clock
        );
        var call = world.Api.GetAsync(Pods, Pod.Key, None).AsTask();
        await begun.Task;
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(504, (await call).Error!.Code);
    }

    [Fact]
    public async Task Cancelling_a_call_throws_and_reaches_the_server()
    {
        var asked = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        await using var world = await HttpWorld.StartAsync(async context =>
        {
            asked.TrySetResult();
            context.RequestAborted.Register(() => aborted.TrySetResult());
            await aborted.Task;
        });
        using var stop = new CancellationTokenSource();
        var call = world.Api.GetAsync(Pods, Pod.Key, stop.Token).AsTask();
        await asked.Task;
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await aborted.Task;
    }

    [Fact]
    public async Task After_the_end_no_call_is_made()
    {
        await using var world = await HttpWorld.StartAsync(context => TestServer.WriteAsync(context, 200, "{}"));
        world.Api.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await world.Api.GetAsync(Pods, Pod.Key, None));
    }
}
