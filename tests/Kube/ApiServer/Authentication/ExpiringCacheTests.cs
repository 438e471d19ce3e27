using CsCheck;

namespace Pangea.Kube.ApiServer.Tests;

public class ExpiringCacheTests
{
    [Fact]
    public void An_entry_holds_until_its_time_and_can_be_set_anew()
    {
        var cache = new ExpiringCache<string, int>(2);
        cache.Set("a", 1, Given.Start);
        Assert.True(cache.TryGet("a", Given.Start.AddTicks(-1), out var value));
        Assert.Equal(1, value);
        Assert.False(cache.TryGet("a", Given.Start, out _));
        cache.Set("a", 2, Given.Start.AddDays(1));
        Assert.True(cache.TryGet("a", Given.Start, out value));
        Assert.Equal(2, value);
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void Whatever_is_set_the_bound_holds_and_the_last_ones_are_there() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[0, 12].Array[0, 60])
            .Sample(
                (capacity, keys) =>
                {
                    var cache = new ExpiringCache<int, int>(capacity);
                    var order = new List<int>();
                    for (var i = 0; i < keys.Length; i++)
                    {
                        cache.Set(keys[i], i, DateTimeOffset.MaxValue);
                        if (!order.Contains(keys[i]))
                            order.Add(keys[i]);
                        if (order.Count > capacity)
                            order.RemoveAt(0);
                        if (cache.Count > capacity)
                            return false;
                    }
                    return Enumerable
                        .Range(0, 13)
                        .All(k =>
                            cache.TryGet(k, Given.Start, out var value) == order.Contains(k)
                            && (!order.Contains(k) || value == Array.LastIndexOf(keys, k))
                        );
                },
                iter: Rbac.Times(500)
            );
}
