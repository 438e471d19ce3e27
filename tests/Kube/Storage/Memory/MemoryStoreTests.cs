using Pangea.Kube.Storage.Memory;
using Pangea.Kube.Storage.Tests.Conformance;

namespace Pangea.Kube.Storage.Tests.Memory;

public sealed class MemoryStoreTests : StoreConformance
{
    protected override Task<IStore> OpenNewAsync() => Task.FromResult<IStore>(new MemoryStore());

    [Fact]
    public async Task The_state_outlives_the_store_that_was_used()
    {
        var first = new MemoryStore();
        await PutAsync(first, "/a", "1");
        await first.DisposeAsync();
        await using var second = first.Reopen();
        Assert.Equal("/a=1 created 2 modified 2", Same.Text((await second.GetAsync("/a", Deadline))!));
        Assert.Equal(3, await PutAsync(second, "/a", "2"));
        Assert.Equal(2, (await WatchUntilAsync(second, "/", 1, changes => changes.Count == 2)).Count);
    }

    [Fact]
    public async Task Closing_one_store_leaves_the_watches_of_another_over_the_same_state()
    {
        var first = new MemoryStore();
        await using var second = first.Reopen();
        var watching = WatchUntilAsync(second, "/", 1, changes => changes.Count == 1);
        await first.DisposeAsync();
        await PutAsync(second, "/a", "1");
        Assert.Equal("/a", Assert.Single(await watching).Key);
    }

    [Fact]
    public void On_one_thread_everything_happens_on_that_thread_and_in_the_same_order_each_time()
    {
        List<string> Run()
        {
            var context = new OneThread();
            var log = new List<string>();
            var store = new MemoryStore();
            context.Run(async () =>
            {
                using var stop = new CancellationTokenSource();
                var watches = Enumerable
                    .Range(0, 5)
                    .Select(async watcher =>
                    {
                        try
                        {
                            await foreach (var batch in store.WatchAsync($"/{watcher % 3}", 0, stop.Token))
                            {
                                Assert.Equal(context.Thread, Environment.CurrentManagedThreadId);
                                log.Add($"{watcher}: {string.Join(' ', batch.Changes.Select(c => c.Revision))}");
                                await Task.Yield();
                            }
                        }
                        catch (OperationCanceledException)
                        {
                            log.Add($"{watcher}: ended");
                        }
                    })
                    .ToList();
                for (var i = 0; i < 30; i++)
                {
                    var commit = PutAsync(store, $"/{i * 7 % 5}", "x");
                    Assert.True(commit.IsCompleted);
                    if (i % 3 == 0)
                    {
                        await Task.Yield();
                    }
                }
                await Task.Yield();
                await Task.Yield();
                stop.Cancel();
                await Task.WhenAll(watches);
            });
            Assert.Equal(5, log.Count(line => line.EndsWith("ended", StringComparison.Ordinal)));
            return log;
        }
        var first = Run();
        Assert.True(first.Count > 15);
        Assert.Equal(first, Run());
    }

    /// <summary>A synchronization context that runs all on the caller's thread, first come, first served.</summary>
    private sealed class OneThread : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback, object?)> _queue = new();

        public int Thread { get; } = Environment.CurrentManagedThreadId;

        public override void Post(SendOrPostCallback d, object? state)
        {
            Assert.Equal(Thread, Environment.CurrentManagedThreadId);
            _queue.Enqueue((d, state));
        }

        public void Run(Func<Task> main)
        {
            var before = Current;
            SetSynchronizationContext(this);
            try
            {
                var task = main();
                while (_queue.TryDequeue(out var next))
                {
                    next.Item1(next.Item2);
                }
                Assert.True(task.IsCompleted, "nothing is queued and something still waits");
                task.GetAwaiter().GetResult();
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }
    }
}
