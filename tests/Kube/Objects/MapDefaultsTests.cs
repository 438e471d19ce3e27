using CsCheck;

namespace Pangea.Kube.Objects.Tests;

public sealed class MapDefaultsTests
{
    private static readonly Gen<Value> Leaf = Gen.OneOf(
        Gen.Int[0, 3].Select(i => (Value)(long)i),
        Gen.Const((Value)NullValue.Instance),
        Gen.Const((Value)"x")
    );

    private static readonly Gen<MapValue> Maps = Gen.Recursive<MapValue>(
        (depth, self) =>
            Gen.Select(Gen.OneOf("a", "b", "c", "d"), depth > 2 ? Leaf : Gen.OneOf(Leaf, self.Select(m => (Value)m)))
                .Array[0, 4]
                .Select(entries => MapValue.From(entries.Select(e => KeyValuePair.Create(e.Item1, e.Item2))))
    );

    [Fact]
    public void Filling_twice_changes_nothing_and_allocates_nothing_new() =>
        Gen.Select(Maps, Maps)
            .Sample(
                (map, defaults) =>
                {
                    var once = map.WithDefaults(defaults);
                    Assert.Equal(once, once.WithDefaults(defaults));
                    if (!once.ToString().Contains("null", StringComparison.Ordinal))
                        Assert.Same(once, once.WithDefaults(defaults));
                }
            );

    [Fact]
    public void What_is_there_stays_and_what_is_missing_comes_from_the_defaults() =>
        Gen.Select(Maps, Maps)
            .Sample(
                (map, defaults) =>
                {
                    var filled = map.WithDefaults(defaults);
                    foreach (var (key, value) in map)
                    {
                        if (value is not MapValue and not NullValue)
                            Assert.Same(value, filled[key]);
                    }
                    Assert.True(defaults.Keys.Union(map.Keys).ToHashSet().SetEquals(filled.Keys));
                }
            );
}
