using System.Collections;
using System.Collections.Immutable;

namespace Pangea.Kube.Objects;

/// <summary>Quantities by the names of resources: what objects ask for, what a quota bounds. Immutable; ordered by name.</summary>
public sealed class ResourceAmounts : IReadOnlyCollection<KeyValuePair<string, Quantity>>
{
    private readonly ImmutableSortedDictionary<string, Quantity> amounts;

    private ResourceAmounts(ImmutableSortedDictionary<string, Quantity> amounts) => this.amounts = amounts;

    /// <summary>Nothing.</summary>
    public static ResourceAmounts None { get; } =
        new(ImmutableSortedDictionary.Create<string, Quantity>(StringComparer.Ordinal));

    /// <summary>How many resources are named.</summary>
    public int Count => amounts.Count;

    /// <summary>The names, sorted.</summary>
    public IEnumerable<string> Names => amounts.Keys;

    /// <summary>The amount of a resource; null when it is not named.</summary>
    public Quantity? this[string name] => amounts.TryGetValue(name, out var amount) ? amount : null;

    /// <summary>The amounts of a map such as <c>requests</c> or <c>hard</c>; what is no quantity is left out.</summary>
    public static ResourceAmounts From(MapValue? map)
    {
        if (map is null || map.Count == 0)
            return None;
        var builder = None.amounts.ToBuilder();
        foreach (var (name, value) in map)
        {
            if (Quantity.FromValue(value) is { } amount)
                builder[name] = amount;
        }
        return new(builder.ToImmutable());
    }

    /// <summary>With the amount of one resource set.</summary>
    public ResourceAmounts With(string name, Quantity amount) => new(amounts.SetItem(name, amount));

    /// <summary>The sums; what only one side names counts as it is.</summary>
    public ResourceAmounts Plus(ResourceAmounts other) => Merge(other, static (a, b) => a + b);

    /// <summary>The differences; what only the other side names is below zero then.</summary>
    public ResourceAmounts Minus(ResourceAmounts other)
    {
        var builder = amounts.ToBuilder();
        foreach (var (name, amount) in other.amounts)
            builder[name] = (this[name] ?? Quantity.Of(0, amount.Format)) - amount;
        return new(builder.ToImmutable());
    }

    /// <summary>Of each resource the larger amount.</summary>
    public ResourceAmounts Max(ResourceAmounts other) => Merge(other, static (a, b) => b > a ? b : a);

    /// <summary>With the amounts of the other side where it has any.</summary>
    public ResourceAmounts Override(ResourceAmounts other) => Merge(other, static (_, b) => b);

    /// <summary>Only those that fulfil a condition.</summary>
    public ResourceAmounts Where(Func<string, Quantity, bool> condition)
    {
        var builder = None.amounts.ToBuilder();
        foreach (var (name, amount) in amounts)
        {
            if (condition(name, amount))
                builder[name] = amount;
        }
        return builder.Count == amounts.Count ? this : new(builder.ToImmutable());
    }

    /// <summary>The map as it stands in an object.</summary>
    public MapValue ToValue() =>
        MapValue.From(amounts.Select(a => new KeyValuePair<string, Value>(a.Key, a.Value.ToString())));

    /// <summary><c>cpu=1,pods=2</c>: how messages about quotas print amounts.</summary>
    public override string ToString() => string.Join(',', amounts.Select(a => $"{a.Key}={a.Value}"));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Quantity>> GetEnumerator() => amounts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ResourceAmounts Merge(ResourceAmounts other, Func<Quantity, Quantity, Quantity> merge)
    {
        if (other.Count == 0)
            return this;
        if (Count == 0)
            return other;
        var builder = amounts.ToBuilder();
        foreach (var (name, amount) in other.amounts)
            builder[name] = builder.TryGetValue(name, out var own) ? merge(own, amount) : amount;
        return new(builder.ToImmutable());
    }
}
