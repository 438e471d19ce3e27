using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Pangea.Kube.Objects;

/// <summary>An immutable JSON array.</summary>
[CollectionBuilder(typeof(ListValue), nameof(Create))]
public sealed class ListValue : Value, IReadOnlyList<Value>
{
    private readonly ReadOnlyMemory<byte> json;
    private Value[]? parsed;

    private ListValue(Value[] items) => parsed = items;

    private ListValue(ReadOnlyMemory<byte> json) => this.json = json;

    /// <summary>The empty list.</summary>
    public static ListValue Empty { get; } = new([]);

    // Making it twice does no harm: both are equal.
    private Value[] Parsed => parsed ??= JsonText.ParseItems(json.Span);

    /// <summary>A list that is read when it is first asked for; the text is canonical, and written as it is.</summary>
    internal static ListValue Unread(ReadOnlyMemory<byte> canonicalJson) => new(canonicalJson);

    /// <summary>How many items there are.</summary>
    public int Count => Parsed.Length;

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.List;

    /// <summary>The items.</summary>
    public ReadOnlySpan<Value> Items => Parsed;

    /// <summary>The item at a position.</summary>
    public Value this[int index] => Parsed[index];

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
    public IEnumerable<MapValue> Maps => Parsed.OfType<MapValue>();

    /// <summary>The items that are strings; other items are left out.</summary>
    public IEnumerable<string> Texts => Parsed.OfType<StringValue>().Select(s => s.Text);

    /// <summary>A copy with one more item at the end.</summary>
    public ListValue Add(Value item) => new([.. Parsed, item]);

    /// <summary>A copy with another item at a position.</summary>
    public ListValue SetItem(int index, Value item)
    {
        if (ReferenceEquals(Parsed[index], item))
            return this;
        var copy = (Value[])Parsed.Clone();
        copy[index] = item;
        return new(copy);
    }

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var item in Parsed)
            item.WriteTo(writer);
        writer.WriteEndArray();
    }

    internal override void Write(ref JsonOutput output)
    {
        if (!json.IsEmpty)
        {
            output.Write(json.Span);
            return;
        }
        output.Write((byte)'[');
        for (var i = 0; i < Parsed.Length; i++)
        {
            if (i > 0)
                output.Write((byte)',');
            Parsed[i].Write(ref output);
        }
        output.Write((byte)']');
    }

    /// <inheritdoc/>
    public override bool Equals(Value? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is not ListValue list)
            return false;
        if (!json.IsEmpty && !list.json.IsEmpty)
            return json.Span.SequenceEqual(list.json.Span);
        if (list.Parsed.Length != Parsed.Length)
            return false;
        for (var i = 0; i < Parsed.Length; i++)
        {
            if (!Parsed[i].Equals(list.Parsed[i]))
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Parsed)
            hash.Add(item);
        return hash.ToHashCode();
    }

    /// <summary>Enumerates without allocating.</summary>
    public ReadOnlySpan<Value>.Enumerator GetEnumerator() => ((ReadOnlySpan<Value>)Parsed).GetEnumerator();

    IEnumerator<Value> IEnumerable<Value>.GetEnumerator() => ((IEnumerable<Value>)Parsed).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Parsed.GetEnumerator();
}
