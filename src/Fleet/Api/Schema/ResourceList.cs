using System.Collections;
using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>A <c>v1.ResourceList</c>: amounts by resource name, sorted by name. Immutable.</summary>
public sealed class ResourceList : IReadOnlyCollection<KeyValuePair<string, Quantity>>, IEquatable<ResourceList>
{
    /// <summary>The resource name <c>cpu</c>.</summary>
    public const string Cpu = "cpu";

    /// <summary>The resource name <c>memory</c>.</summary>
    public const string Memory = "memory";

    /// <summary>The resource name <c>pods</c>.</summary>
    public const string Pods = "pods";

    /// <summary>The resource name <c>ephemeral-storage</c>.</summary>
    public const string EphemeralStorage = "ephemeral-storage";

    private readonly KeyValuePair<string, Quantity>[] entries;

    private ResourceList(KeyValuePair<string, Quantity>[] entries) => this.entries = entries;

    /// <summary>No resources.</summary>
    public static ResourceList Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => entries.Length;

    /// <summary>The amount of a resource, or null when it is not in the list.</summary>
    public Quantity? this[string name]
    {
        get
        {
            foreach (var (key, amount) in entries)
            {
                if (string.Equals(key, name, StringComparison.Ordinal))
                    return amount;
            }
            return null;
        }
    }

    /// <summary>A list of these amounts; of a repeated name the last counts.</summary>
    public static ResourceList Of(IEnumerable<KeyValuePair<string, Quantity>> amounts)
    {
        var sorted = new SortedDictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var (name, amount) in amounts)
            sorted[name] = amount;
        return sorted.Count == 0 ? Empty : new([.. sorted]);
    }

    /// <summary>Reads a map of quantities; entries that are none are left out, an absent map reads as empty.</summary>
    public static ResourceList From(MapValue? map)
    {
        if (map is null || map.Count == 0)
            return Empty;
        var list = new List<KeyValuePair<string, Quantity>>(map.Count);
        foreach (var (name, value) in map)
        {
            if (Quantity.FromValue(value) is { } amount)
                list.Add(new(name, amount));
        }
        return list.Count == 0 ? Empty : new([.. list]);
    }

    /// <summary>Amount by amount, this list plus another.</summary>
    public ResourceList Plus(ResourceList other)
    {
        if (other.Count == 0)
            return this;
        var sum = new SortedDictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var (name, amount) in entries)
            sum[name] = amount;
        foreach (var (name, amount) in other.entries)
            sum[name] = sum.TryGetValue(name, out var have) ? have + amount : amount;
        return new([.. sum]);
    }

    /// <summary>Amount by amount, the greater of this list and another.</summary>
    public ResourceList Max(ResourceList other)
    {
        if (other.Count == 0)
            return this;
        var most = new SortedDictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var (name, amount) in entries)
            most[name] = amount;
        foreach (var (name, amount) in other.entries)
        {
            if (!most.TryGetValue(name, out var have) || amount > have)
                most[name] = amount;
        }
        return new([.. most]);
    }

    /// <summary>The list as it stands in an object.</summary>
    public MapValue ToValue() =>
        MapValue.From(entries.Select(e => new KeyValuePair<string, Value>(e.Key, e.Value.ToString())));

    /// <summary>Writes the list as a JSON object.</summary>
    public void WriteTo(Utf8JsonWriter writer) => ToValue().WriteTo(writer);

    /// <inheritdoc/>
    public bool Equals(ResourceList? other)
    {
        if (other is null || other.entries.Length != entries.Length)
            return false;
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].Key != other.entries[i].Key || entries[i].Value != other.entries[i].Value)
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ResourceList other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (name, amount) in entries)
        {
            hash.Add(name, StringComparer.Ordinal);
            hash.Add(amount);
        }
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Quantity>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, Quantity>>)entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => entries.GetEnumerator();

    /// <summary><c>cpu=100m,memory=64Mi</c>.</summary>
    public override string ToString() => string.Join(",", entries.Select(e => $"{e.Key}={e.Value}"));
}
