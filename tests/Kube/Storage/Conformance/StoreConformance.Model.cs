using CsCheck;

namespace Pangea.Kube.Storage.Tests.Conformance;

public abstract partial class StoreConformance
{
    private static readonly string[] ModelKeys =
    [
        "/a",
        "/a/",
        "/a/1",
        "/a/2",
        "/a/\uFFEE",
        "/a/\U0001F600",
        "/b/1",
        "/b/2",
        "/é",
    ];

    private static readonly string[] ModelPrefixes = ["", "/", "/a", "/a/", "/b/", "/b/1", "/c"];

    private static readonly Gen<string> GenKey = Gen.OneOf(ModelKeys);

    private static readonly Gen<ModelStep> GenStep = Gen.Frequency(
        (10, GenCommit()),
        (4, GenRange()),
        (2, GenKey.Select(key => (ModelStep)new ModelStep.Get(key))),
        (2, Gen.Select(Gen.OneOf(ModelPrefixes), Gen.Double.Unit, (p, at) => (ModelStep)new ModelStep.Watch(p, at))),
        (1, Gen.Double.Unit.Select(at => (ModelStep)new ModelStep.Compact(at)))
    );

    /// <summary>How many histories to try; a store that opens slowly takes fewer.</summary>
    protected virtual int ModelHistories => Long ? 20_000 : 300;

    [Fact]
    public Task Any_history_reads_and_watches_as_in_the_plain_model() =>
        GenStep
            .List[1, 60]
            .SampleAsync(
                RunAgainstModelAsync,
                iter: ModelHistories,
                threads: 2,
                print: steps => string.Join('\n', steps)
            );

    private async Task RunAgainstModelAsync(List<ModelStep> steps)
    {
        await using var store = await OpenNewAsync();
        var model = new StoreModel();
        var watches = new List<(ModelStep.Watch Step, long After, Task<List<StoreChange>> Seen)>();
        var done = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var step in steps)
        {
            switch (step)
            {
                case ModelStep.Commit commit:
                    var transaction = commit.At(model);
                    Assert.Equal(model.Commit(transaction), await store.CommitAsync(transaction, Deadline));
                    break;
                case ModelStep.Get get:
                    var entry = await store.GetAsync(get.Key, Deadline);
                    Same.Entries(model.Now.TryGetValue(get.Key, out var e) ? [e] : [], entry is null ? [] : [entry]);
                    break;
                case ModelStep.Range range:
                    await CompareRangeAsync(store, model, range.At(model));
                    break;
                case ModelStep.Compact compact:
                    await CompareCompactionAsync(store, model, (long)(compact.At * (model.Revision + 2)));
                    break;
                case ModelStep.Watch watch:
                    var after = (long)(watch.At * (model.Revision + 1));
                    if (after < model.Compacted)
                    {
                        await Assert.ThrowsAsync<CompactedException>(() =>
                            WatchUntilAsync(store, watch.Prefix, after, changes => changes.Count > 0)
                        );
                        break;
                    }
                    watches.Add((watch, after, CollectAsync(store, watch.Prefix, after)));
                    break;
            }
            Assert.Equal(model.Revision, await store.GetRevisionAsync(Deadline));
        }

        // A last change under every prefix tells the watches that they have seen all.
        foreach (var prefix in ModelPrefixes)
        {
            var last = new Transaction { Operations = [Operation.Put(prefix + "last", Same.Bytes("last"))] };
            Assert.Equal(model.Commit(last), await store.CommitAsync(last, Deadline));
        }
        foreach (var (step, after, seen) in watches)
        {
            try
            {
                Same.Changes(model.ChangesAfter(step.Prefix, after), await seen);
            }
            catch (CompactedException)
            {
                // It had not got so far yet when history was compacted.
                Assert.True(after < model.Compacted);
            }
        }
    }

    private Task<List<StoreChange>> CollectAsync(IStore store, string prefix, long after) =>
        WatchUntilAsync(
            store,
            prefix,
            after,
            changes =>
                changes.Count > 0
                && changes[^1].Key == ModelPrefixes.Last(p => p.StartsWith(prefix, StringComparison.Ordinal)) + "last"
        );

    private async Task CompareRangeAsync(IStore store, StoreModel model, RangeRequest request)
    {
        if (request.Revision > model.Revision)
        {
            await Assert.ThrowsAsync<FutureRevisionException>(async () => await store.RangeAsync(request, Deadline));
        }
        else if (request.Revision != 0 && request.Revision < model.Compacted)
        {
            await Assert.ThrowsAsync<CompactedException>(async () => await store.RangeAsync(request, Deadline));
        }
        else
        {
            Same.Range(model.Range(request), await store.RangeAsync(request, Deadline));
        }
    }

    private async Task CompareCompactionAsync(IStore store, StoreModel model, long revision)
    {
        if (revision > model.Revision)
        {
            await Assert.ThrowsAsync<FutureRevisionException>(async () => await store.CompactAsync(revision, Deadline));
        }
        else if (revision <= model.Compacted)
        {
            await Assert.ThrowsAsync<CompactedException>(async () => await store.CompactAsync(revision, Deadline));
        }
        else
        {
            await store.CompactAsync(revision, Deadline);
            model.Compact(revision);
        }
    }

    private static Gen<ModelStep> GenCommit()
    {
        var operation = Gen.Select(GenKey, Gen.Int[0, 3], Gen.String[Gen.Char.AlphaNumeric, 0, 9]);
        var condition = Gen.Select(GenKey, Gen.Int[-1, 8]);
        return Gen.Select(operation.List[1, 4], condition.List[0, 2], (o, c) => (ModelStep)new ModelStep.Commit(o, c));
    }

    private static Gen<ModelStep> GenRange() =>
        Gen.Select(
            Gen.OneOf(GenKey, Gen.Const("")),
            Gen.OneOf(GenKey, Gen.Const("")),
            Gen.Double.Unit,
            Gen.Int[0, 5],
            (start, end, at, limit) => (ModelStep)new ModelStep.Range(start, end, at, limit)
        );
}

/// <summary>A step of a random history. Revisions are parts of the newest, so that they mean something whatever came before.</summary>
public abstract record ModelStep
{
    public sealed record Get(string Key) : ModelStep;

    public sealed record Watch(string Prefix, double At) : ModelStep;

    public sealed record Compact(double At) : ModelStep;

    public sealed record Range(string Start, string End, double Place, int Limit) : ModelStep
    {
        internal RangeRequest At(StoreModel model) =>
            new()
            {
                Start = Start,
                End = End,
                Revision = (long)(Place * (model.Revision + 2)),
                Limit = Limit,
            };
    }

    /// <summary>A transaction.</summary>
    /// <param name="Operations">Keys, with 0 for a removal, and values.</param>
    /// <param name="Conditions">Keys, with the expected revision: -1 is the true one.</param>
    public sealed record Commit(List<(string, int, string)> Operations, List<(string, int)> Conditions) : ModelStep
    {
        public override string ToString() => $"Commit {string.Join(' ', Operations)} if {string.Join(' ', Conditions)}";

        internal Transaction At(StoreModel model) =>
            new()
            {
                Operations =
                [
                    .. Operations
                        .DistinctBy(o => o.Item1)
                        .Select(o =>
                            o.Item2 == 0 ? Operation.Delete(o.Item1) : Operation.Put(o.Item1, Same.Bytes(o.Item3))
                        ),
                ],
                Conditions =
                [
                    .. Conditions.Select(c => new Condition(
                        c.Item1,
                        c.Item2 == -1 ? model.Now.GetValueOrDefault(c.Item1)?.ModRevision ?? 0 : c.Item2
                    )),
                ],
            };
    }
}
