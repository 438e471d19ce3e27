using CsCheck;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests.Cache;

public class ResourceCacheTests
{
    private static KubeObject Make(NamespacedName key, long revision) =>
        new(
            MapValue.Of(
                ("kind", "ConfigMap"),
                ("apiVersion", "v1"),
                (
                    "metadata",
                    MapValue.Of(
                        ("name", key.Name),
                        ("namespace", key.Namespace),
                        ("uid", key.Name),
                        ("resourceVersion", revision.ToString())
                    )
                )
            )
        );

    private static CacheSnapshot Snapshot(params string[] keys) =>
        CacheSnapshot.Empty.With(keys.Select(k => (Key(k), (KubeObject?)Make(Key(k), 1))), 1);

    private static NamespacedName Key(string key) => new(key.Split('/')[0], key.Split('/')[1]);

    /// <summary>Random writes and removals of few names, after each of which somebody may look at the order.</summary>
    private static (ResourceCache Cache, List<SortedDictionary<NamespacedName, KubeObject>> States) Play(
        int capacity,
        int[] writes
    )
    {
        var cache = new ResourceCache(CacheSnapshot.Empty, 0, capacity);
        var states = new List<SortedDictionary<NamespacedName, KubeObject>> { new() };
        foreach (var write in writes)
        {
            var revision = states.Count;
            var key = new NamespacedName("n" + (write % 2), "o" + (write % 5));
            var next = new SortedDictionary<NamespacedName, KubeObject>(states[^1]);
            var obj = write % 3 == 0 && next.ContainsKey(key) ? null : Make(key, revision);
            if (obj is null)
                next.Remove(key);
            else
                next[key] = obj;
            cache.Apply(obj, null, key, revision);
            states.Add(next);
            if (write % 7 == 0)
                _ = cache.Snapshot;
        }
        return (cache, states);
    }

    [Fact]
    public void Keys_and_order_are_those_of_a_plain_dictionary() =>
        Gen.Int[0, 100]
            .Array[0, 120]
            .Sample(writes =>
            {
                var (cache, states) = Play(16, writes);
                var expected = states[^1];
                var now = cache.Snapshot;
                return now.Read("").SequenceEqual(expected.Values)
                    && now.Count == expected.Count
                    && now.Read("n1").SequenceEqual(expected.Values.Where(o => o.Namespace == "n1"))
                    && expected.All(e => cache.Get(e.Key) == e.Value)
                    && cache.Get(new("n0", "nowhere")) is null;
            });

    [Fact]
    public void The_state_at_a_past_revision_is_what_the_changes_up_to_it_made() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, 100].Array[1, 120], Gen.Int[0, 130])
            .Sample(
                (capacity, writes, at) =>
                {
                    var (cache, states) = Play(capacity, writes);
                    var past = cache.At(at);
                    if (past is null)
                        return at < cache.Ring.BaseRevision;
                    return past.Read("").SequenceEqual(states[Math.Min(at, writes.Length)].Values);
                }
            );

    [Fact]
    public void Many_changes_that_nobody_looks_at_are_all_there_when_somebody_does()
    {
        var cache = new ResourceCache(CacheSnapshot.Empty, 0);
        for (var i = 0; i < 3000; i++)
            cache.Apply(Make(new("a", $"o{i % 2000:d4}"), i + 1), null, new("a", $"o{i % 2000:d4}"), i + 1);

        Assert.Equal(2000, cache.Snapshot.Count);
        Assert.Equal(3000, cache.Snapshot.Revision);
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => $"o{i:d4}"), cache.Snapshot.Read("").Select(o => o.Name));
    }

    [Fact]
    public void After_a_replacement_the_past_is_unknown_and_handlers_have_seen_the_differences()
    {
        var cache = new ResourceCache(Snapshot("a/stays", "a/goes", "a/changes"), 1);
        var seen = new List<string>();
        cache.Subscribe(c => seen.Add($"{c.Old?.Name}>{c.New?.Name}"));
        seen.Clear();

        cache.Replace(
            CacheSnapshot.Empty.With(
                [
                    (Key("a/stays"), Make(Key("a/stays"), 1)),
                    (Key("a/changes"), Make(Key("a/changes"), 9)),
                    (Key("b/comes"), Make(Key("b/comes"), 9)),
                ],
                9
            ),
            9
        );

        Assert.Equal(["goes>", "changes>changes", ">comes"], seen);
        Assert.Null(cache.At(5));
        Assert.Null(cache.Get(Key("a/goes")));
        Assert.Equal(9, cache.Get(Key("a/changes"))!.Revision);
        Assert.Equal(3, cache.Snapshot.Count);
    }

    [Fact]
    public void A_snapshot_reads_in_order_and_goes_on_behind_a_key()
    {
        var snapshot = Snapshot("b/x", "a/y", "a/x", "c/a", "a/z");

        Assert.Equal(["x", "y", "z", "x", "a"], snapshot.Read("").Select(o => o.Name));
        Assert.Equal(["x", "y", "z"], snapshot.Read("a").Select(o => o.Name));
        Assert.Equal(["z", "x", "a"], snapshot.Read("", new NamespacedName("a", "y")).Select(o => o.Name));
        Assert.Empty(snapshot.Read("nowhere"));
        Assert.Equal(5, snapshot.Count);
        Assert.Equal(["x", "y", "z", "a"], snapshot.With([(Key("b/x"), null)], 2).Read("").Select(o => o.Name));
    }
}
