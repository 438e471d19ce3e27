using CsCheck;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests.Cache;

public class EventRingTests
{
    private static KubeObject Make(string name, long revision) =>
        new(
            MapValue.Of(
                ("kind", "ConfigMap"),
                ("apiVersion", "v1"),
                ("metadata", MapValue.Of(("name", name), ("uid", name), ("resourceVersion", revision.ToString())))
            )
        );

    /// <summary>A ring and the list of all changes ever made, from random writes to few names.</summary>
    private static (EventRing Ring, List<CacheEvent> All) Play(int capacity, int[] writes)
    {
        var ring = new EventRing(0, capacity);
        var all = new List<CacheEvent>();
        var now = new Dictionary<NamespacedName, KubeObject>();
        for (var i = 0; i < writes.Length; i++)
        {
            var revision = (i * 2) + 3;
            var key = new NamespacedName("", "o" + writes[i] % 5);
            var old = now.GetValueOrDefault(key);
            var obj = writes[i] % 3 == 0 && old is not null ? null : Make(key.Name, revision);
            if (obj is null)
                now.Remove(key);
            else
                now[key] = obj;
            var change = new CacheEvent(old, obj, obj is null ? old : null, revision);
            ring.Append(change);
            all.Add(change);
        }
        return (ring, all);
    }

    [Fact]
    public void A_cursor_sees_every_later_change_once_and_in_order_or_is_told_that_it_cannot() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, 100].Array[0, 120], Gen.Int[0, 300], Gen.Int[1, 9])
            .Sample(
                (capacity, writes, after, batch) =>
                {
                    var (ring, all) = Play(capacity, writes);
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
    public void A_reader_that_was_lapped_is_told_so()
    {
        var (ring, _) = Play(4, [1, 2, 3, 4, 5, 6, 7]);

        Assert.Equal(-1, ring.Read(0, 10, []));
        Assert.Equal(-1, ring.Find(0));
    }

    [Fact]
    public void After_a_reset_every_reader_starts_again()
    {
        var (ring, all) = Play(16, [1, 2, 3]);
        var read = ring.Next;

        ring.Reset(100);

        Assert.Equal(-1, ring.Read(read, 10, []));
        Assert.Equal(-1, ring.Find(all[^1].Revision));
        Assert.True(ring.Find(100) >= 0, "changes after the reset's revision can be followed");
    }
}
