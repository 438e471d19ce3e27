using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Apply;

/// <summary>
/// One step of a path into an object: a field, the item of a list by its keys or its value, or a position. Source:
/// structured-merge-diff's <c>fieldpath.PathElement</c> and the FieldsV1 format.
/// </summary>
public sealed class PathElement : IComparable<PathElement>, IEquatable<PathElement>
{
    private readonly Value? item;
    private readonly int index;

    private PathElement(
        string text,
        string? field,
        ImmutableArray<KeyValuePair<string, Value>> keys,
        Value? item,
        int index
    )
    {
        Text = text;
        FieldName = field;
        Keys = keys;
        this.item = item;
        this.index = index;
    }

    /// <summary>The element in FieldsV1: <c>f:name</c>, <c>k:{"name":"x"}</c>, <c>v:"x"</c>, <c>i:0</c>.</summary>
    public string Text { get; }

    /// <summary>The field's name, or null when this is no field.</summary>
    public string? FieldName { get; }

    /// <summary>The key fields of a list item, sorted by name; default when this is none.</summary>
    public ImmutableArray<KeyValuePair<string, Value>> Keys { get; }

    /// <summary>A field of a map or object.</summary>
    public static PathElement Field(string name) => new("f:" + name, name, default, null, 0);

    /// <summary>The item of a list that has these values in its key fields.</summary>
    public static PathElement Key(params ReadOnlySpan<(string Name, Value Value)> keys)
    {
        var sorted = MapValue.Of([.. keys.ToArray().Select(k => (k.Name, (Value?)k.Value))]);
        return new("k:" + GoText.Json(sorted), null, [.. sorted.Entries], null, 0);
    }

    /// <summary>The item of a set.</summary>
    public static PathElement Item(Value value) => new("v:" + GoText.Json(value), null, default, value, 0);

    /// <summary>A position in a list.</summary>
    public static PathElement At(int index) =>
        new("i:" + index.ToString(CultureInfo.InvariantCulture), null, default, null, index);

    /// <summary>
    /// Reads an element as FieldsV1 writes it. False and an error when it has not that form; false without an error for a kind of
    /// element that is not known, which readers skip.
    /// </summary>
    public static bool TryParse(string text, out PathElement? element, out string error)
    {
        element = null;
        error = "";
        if (text.Length < 2)
            error = "key must be 2 characters long:";
        else if (text[1] != ':')
            error = $"missing colon: {text}";
        if (error.Length > 0)
            return false;
        switch (text[0])
        {
            case 'f':
                element = new(text, text[2..], default, null, 0);
                return true;
            case 'i'
                when int.TryParse(
                    text.AsSpan(2),
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var at
                ):
                element = At(at);
                return true;
            case 'i':
                error = $"strconv.Atoi: parsing {GoText.Quote(text[2..])}: invalid syntax";
                return false;
            case 'k' or 'v':
                if (ParseJson(text[2..]) is not { } value || (text[0] == 'k' && value is not MapValue))
                {
                    error = $"invalid path element: {text}";
                    return false;
                }
                element = text[0] == 'v' ? Item(value) : Key([.. ((MapValue)value).Select(e => (e.Key, e.Value))]);
                return true;
            default:
                return false;
        }
    }

    private static Value? ParseJson(string json)
    {
        try
        {
            return JsonText.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Orders fields before keys, values and positions; fields by name, keys and values by value, numbers as numbers.</summary>
    public int CompareTo(PathElement? other)
    {
        if (other is null)
            return 1;
        var kind = Rank - other.Rank;
        if (kind != 0)
            return kind;
        if (FieldName is not null)
            return string.CompareOrdinal(FieldName, other.FieldName);
        if (item is not null)
            return ValueOrder.Compare(item, other.item!);
        return Keys.IsDefault ? index.CompareTo(other.index) : CompareKeys(Keys, other.Keys);
    }

    private int Rank =>
        FieldName is not null ? 0
        : !Keys.IsDefault ? 1
        : item is not null ? 2
        : 3;

    private static int CompareKeys(
        ImmutableArray<KeyValuePair<string, Value>> a,
        ImmutableArray<KeyValuePair<string, Value>> b
    )
    {
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            var order = string.CompareOrdinal(a[i].Key, b[i].Key);
            if (order == 0)
                order = ValueOrder.Compare(a[i].Value, b[i].Value);
            if (order != 0)
                return order;
        }
        return a.Length - b.Length;
    }

    /// <summary>Whether both are written the same.</summary>
    public bool Equals(PathElement? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PathElement);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>For people: <c>.name</c>, <c>[name="x"]</c>, <c>[="x"]</c>, <c>[0]</c>. kubectl shows it in conflicts.</summary>
    public override string ToString()
    {
        if (FieldName is not null)
            return "." + FieldName;
        if (item is not null)
            return $"[={ValueOrder.Print(item)}]";
        if (Keys.IsDefault)
            return string.Create(CultureInfo.InvariantCulture, $"[{index}]");
        var text = new StringBuilder("[");
        foreach (var (name, value) in Keys)
            text.Append(text.Length > 1 ? "," : "").Append(name).Append('=').Append(ValueOrder.Print(value));
        return text.Append(']').ToString();
    }
}
