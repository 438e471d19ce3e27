namespace Pangea.Kube.Storage.Tests.Conformance;

/// <summary>
/// What holds for every store. A store's test class says how to open one; each test gets a state of its own.
/// </summary>
public abstract partial class StoreConformance : IAsyncLifetime
{
    private readonly List<IStore> _opened = [];

    /// <summary>A test that hangs is a failed test, and this is when that shows; nothing waits for it otherwise.</summary>
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(Long ? 60 : 5));

    private protected static readonly bool Long = Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1";

    protected CancellationToken Deadline => _deadline.Token;

    /// <summary>Whether watches hand companions on.</summary>
    protected virtual bool HandsCompanionsOn => true;

    /// <summary>Opens a store with an empty state.</summary>
    protected abstract Task<IStore> OpenNewAsync();

    protected async Task<IStore> OpenAsync()
    {
        var store = await OpenNewAsync();
        _opened.Add(store);
        return store;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var store in _opened)
        {
            await store.DisposeAsync();
        }
        _deadline.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task<long> PutAsync(IStore store, string key, string value) =>
        (await store.CommitAsync(new() { Operations = [Operation.Put(key, Same.Bytes(value))] }, Deadline)).Revision;

    private protected async Task<long> DeleteAsync(IStore store, string key) =>
        (await store.CommitAsync(new() { Operations = [Operation.Delete(key)] }, Deadline)).Revision;

    private protected static RangeRequest Prefix(string prefix, long revision = 0, int limit = 0) =>
        new()
        {
            Start = prefix,
            End = KeyRange.PrefixEnd(prefix),
            Revision = revision,
            Limit = limit,
        };

    /// <summary>Reads a watch until it has covered a revision, and checks the promises about batches on the way.</summary>
    private protected async Task<List<StoreChange>> WatchUntilAsync(
        IStore store,
        string prefix,
        long after,
        Func<List<StoreChange>, bool> enough
    )
    {
        var changes = new List<StoreChange>();
        if (enough(changes))
        {
            return changes;
        }
        var place = after;
        await foreach (var batch in store.WatchAsync(prefix, after, Deadline))
        {
            Assert.NotEmpty(batch.Changes);
            Assert.True(batch.Changes[0].Revision > place, "a batch begins after the one before");
            Assert.Equal(batch.Changes.OrderBy(c => c.Revision), batch.Changes);
            Assert.True(batch.Revision >= batch.Changes[^1].Revision, "a batch covers its changes");
            place = batch.Revision;
            changes.AddRange(batch.Changes);
            if (enough(changes))
            {
                break;
            }
        }
        return changes;
    }
}
