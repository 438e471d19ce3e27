using Microsoft.Extensions.Time.Testing;
using Pangea.Kube.Storage.Memory;
using Pangea.Kube.Storage.Tests.Conformance;

namespace Pangea.Kube.Storage.Tests;

public sealed class RetentionTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly MemoryStore _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task WriteAsync(int commits)
    {
        for (var i = 0; i < commits; i++)
        {
            await _store.CommitAsync(new() { Operations = [Operation.Put("/a", Same.Bytes($"{i}"))] }, default);
        }
    }

    private async Task<bool> IsReadableAsync(long revision)
    {
        try
        {
            await _store.RangeAsync(
                new()
                {
                    Start = "/",
                    End = "",
                    Revision = revision,
                },
                default
            );
            return true;
        }
        catch (CompactedException)
        {
            return false;
        }
    }

    [Fact]
    public async Task A_revision_is_kept_for_its_time_and_then_compacted()
    {
        var retention = new Retention(_store, new() { KeepFor = TimeSpan.FromMinutes(5) }, _clock);
        await WriteAsync(9);
        Assert.Equal(0, await retention.CompactAsync(default));
        for (var minute = 0; minute < 4; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await WriteAsync(10);
            Assert.Equal(0, await retention.CompactAsync(default));
        }
        Assert.True(await IsReadableAsync(2));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(10, await retention.CompactAsync(default));
        Assert.False(await IsReadableAsync(9));
        Assert.True(await IsReadableAsync(10));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(20, await retention.CompactAsync(default));
    }

    [Fact]
    public async Task More_revisions_than_the_bound_are_compacted_however_young()
    {
        var retention = new Retention(_store, new() { MaxRevisions = 100 }, _clock);
        await WriteAsync(500);
        Assert.Equal(401, await retention.CompactAsync(default));
        Assert.Equal(401, await retention.CompactAsync(default));
        await WriteAsync(1);
        Assert.Equal(402, await retention.CompactAsync(default));
    }

    [Fact]
    public async Task An_idle_store_is_left_alone()
    {
        var retention = new Retention(_store, new() { KeepFor = TimeSpan.FromMinutes(5) }, _clock);
        await WriteAsync(9);
        for (var i = 0; i < 20; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await retention.CompactAsync(default);
        }
        Assert.Equal(10, await retention.CompactAsync(default));
        Assert.True(await IsReadableAsync(10));
    }

    [Fact]
    public async Task What_another_process_has_compacted_is_no_error()
    {
        var retention = new Retention(_store, new() { MaxRevisions = 10 }, _clock);
        await WriteAsync(50);
        await _store.CompactAsync(45, default);
        Assert.Equal(45, await retention.CompactAsync(default));
        await WriteAsync(20);
        Assert.Equal(61, await retention.CompactAsync(default));
    }
}
