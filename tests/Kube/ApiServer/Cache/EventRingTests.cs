using CsCheck;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests.Cache;

public class EventRingTests
{
    private static CacheSnapshot State(params (string Name, long Revision)[] objects)
    {
        var snapshot = CacheSnapshot.Empty;
        foreach (var (name, revision) in objects)
            snapshot = snapshot.With(new("", name), Make(name, revision), revision);
        return snapshot;
    }

    private static KubeObject Make(string name, long revision) =>
        new(
            MapValue.Of(
                ("kind", "ConfigMap"),
                ("apiVersion", "v1"),
                ("metadata", MapValue.Of(("name", name), ("uid", name), ("resourceVersion", revision.ToString())))
            )
        );

    /// <summary>A ring and the list of all changes ever made, from random writes to few names.</summary>
    private static (EventRing Ring, List<CacheEvent> All, CacheSnapshot Now) Play(int capacity, int[] writes)
    {
        var ring = new EventRing(0, capacity);
        var all = new List<CacheEvent>();
        var now = CacheSnapshot.Empty;
        for (var i = 0; i < writes.Length; i++)
        {
            var revision = (i * 2) + 3;
            var key = new NamespacedName("", "o" + writes[i] % 5);
            var old = now.Get(key);
            var obj = writes[i] % 3 == 0 && old is not null ? null : Make(key.Name, revision);
            now = now.With(key, obj, revision);
            var change = new CacheEvent(old, obj, obj is null ? old : null, revision, now);
            ring.Append(change);
            all.Add(change);
        }
        return (ring, all, now);
    }

    [Fact]
    public void A_cursor_sees_every_later_change_once_and_in_order_or_is_told_that_it_cannot() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, 100].Array[0, 120], Gen.Int[0, 300], Gen.Int[1, 9])
            .Sample(
                (capacity, writes, after, batch) =>
                {
                    var (ring, all, _) = Play(capacity, writes);
                    var position = ring.Find(after);
                    if (position < 0)
                        return after < ring.BaseRevision && all.Count > capacity;
                    var seen = new List<CacheEvent>();
                    while (position < ring.Next)
                        position = ring.Read(position, batch, seen);
                    return seen.SequenceEqual(all.Where(c => c.Revision > after));
                }
            );

    [Fact]
    public void The_state_at_a_past_revision_is_what_the_changes_up_to_it_made() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, 100].Array[1, 120], Gen.Int[0, 300])
            .Sample(
                (capacity, writes, at) =>
                {
                    var (ring, all, now) = Play(capacity, writes);
                    var state = ring.At(at, now);
                    if (state is null)
                        return at < ring.BaseRevision;
                    var expected = new SortedDictionary<NamespacedName, KubeObject>();
                    foreach (var change in all.Where(c => c.Revision <= at))
                    {
                        if (change.New is null)
                            expected.Remove(change.Old!.Key);
                        else
                            expected[change.New.Key] = change.New;
                    }
                    return state.Read("").SequenceEqual(expected.Values);
                }
            );

    [Fact]
    public void A_reader_that_was_lapped_is_told_so()
    {
        var (ring, _, _) = Play(4, [1, 2, 3, 4, 5, 6, 7]);

        Assert.Equal(-1, ring.Read(0, 10, []));
        Assert.Equal(-1, ring.Find(0));
    }

    [Fact]
    public void After_a_reset_every_reader_starts_again()
    {
        var (ring, all, now) = Play(16, [1, 2, 3]);
        var read = ring.Next;

        ring.Reset(100);

        Assert.Equal(-1, ring.Read(read, 10, []));
        Assert.Equal(-1, ring.Find(all[^1].Revision));
        Assert.True(ring.Find(100) >= 0, "changes after the reset's revision can be followed");
        Assert.Null(ring.At(5, now));
    }

    [Fact]
    public void A_snapshot_reads_in_order_and_goes_on_behind_a_key()
    {
        var snapshot = CacheSnapshot.Empty;
        foreach (var key in new[] { "b/x", "a/y", "a/x", "c/a", "a/z" })
        {
            var parts = key.Split('/');
            snapshot = snapshot.With(new(parts[0], parts[1]), Make(parts[1], 1), 1);
        }

        Assert.Equal(["x", "y", "z", "x", "a"], snapshot.Read("").Select(o => o.Name));
        Assert.Equal(["x", "y", "z"], snapshot.Read("a").Select(o => o.Name));
        Assert.Equal(["z", "x", "a"], snapshot.Read("", new NamespacedName("a", "y")).Select(o => o.Name));
        Assert.Empty(snapshot.Read("nowhere"));
        Assert.Equal(5, snapshot.Count);
        Assert.Equal(State().Count, snapshot.With(new("a", "x"), null, 2).Count - 4);
    }
}
