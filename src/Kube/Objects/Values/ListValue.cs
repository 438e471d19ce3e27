using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Pangea.Kube.Objects;

/// <summary>An immutable JSON array.</summary>
[CollectionBuilder(typeof(ListValue), nameof(Create))]
public sealed class ListValue : Value, IReadOnlyList<Value>
{
    private readonly Value[] items;

    private ListValue(Value[] items) => this.items = items;

    /// <summary>The empty list.</summary>
    public static ListValue Empty { get; } = new([]);

    /// <summary>How many items there are.</summary>
    public int Count => items.Length;

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.List;

    /// <summary>The items.</summary>
    public ReadOnlySpan<Value> Items => items;

    /// <summary>The item at a position.</summary>
    public Value this[int index] => items[index];

    /// <summary>A list of these items. Also what a collection expression calls.</summary>
    public static ListValue Create(ReadOnlySpan<Value> items) => items.IsEmpty ? Empty : new(items.ToArray());

    /// <summary>A list of these items.</summary>
    public static ListValue From(IEnumerable<Value> items)
    {
        var array = items.ToArray();
        return array.Length == 0 ? Empty : new(array);
    }

    /// <summary>A list of these texts.</summary>
    public static ListValue OfTexts(IEnumerable<string> texts) => From(texts.Select(t => (Value)t));

    /// <summary>Takes ownership of an array that nobody else will change.</summary>
    internal static ListValue Own(Value[] items) => items.Length == 0 ? Empty : new(items);

    /// <summary>The items that are maps; other items are left out.</summary>
    public IEnumerable<MapValue> Maps => items.OfType<MapValue>();

    /// <summary>The items that are strings; other items are left out.</summary>
    public IEnumerable<string> Texts => items.OfType<StringValue>().Select(s => s.Text);

    /// <summary>A copy with one more item at the end.</summary>
    public ListValue Add(Value item) => new([.. items, item]);

    /// <summary>A copy with another item at a position.</summary>
    public ListValue SetItem(int index, Value item)
    {
        if (ReferenceEquals(items[index], item))
            return this;
        var copy = (Value[])items.Clone();
        copy[index] = item;
        return new(copy);
    }

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var item in items)
            item.WriteTo(writer);
        writer.WriteEndArray();
    }

    internal override void Write(ref JsonOutput output)
    {
        output.Write((byte)'[');
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0)
                output.Write((byte)',');
            items[i].Write(ref output);
        }
        output.Write((byte)']');
    }

    /// <inheritdoc/>
    public override bool Equals(Value? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is not ListValue list || list.items.Length != items.Length)
            return false;
        for (var i = 0; i < items.Length; i++)
        {
            if (!items[i].Equals(list.items[i]))
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in items)
            hash.Add(item);
        return hash.ToHashCode();
    }

    /// <summary>Enumerates without allocating.</summary>
    public ReadOnlySpan<Value>.Enumerator GetEnumerator() => ((ReadOnlySpan<Value>)items).GetEnumerator();

    IEnumerator<Value> IEnumerable<Value>.GetEnumerator() => ((IEnumerable<Value>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
}
