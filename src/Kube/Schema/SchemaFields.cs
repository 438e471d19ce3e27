using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// The fields of an object's schema, in the order of their names (ordinal), which is also the order in which objects are written.
/// Found by name as text, or by name as the UTF-8 bytes of a document: without making a string.
/// </summary>
public sealed class SchemaFields : IReadOnlyDictionary<string, StructuralSchema>
{
    private SchemaField[] fields = [];
    private byte[] names = [];
    private int[] ends = [];
    private short[] slots = [-1];

    internal SchemaFields() { }

    /// <summary>No fields.</summary>
    public static SchemaFields Empty { get; } = new();

    /// <summary>How many fields there are.</summary>
    public int Count => fields.Length;

    /// <summary>The fields, sorted by name.</summary>
    public ReadOnlySpan<SchemaField> Fields => fields;

    /// <summary>The names, sorted.</summary>
    public IEnumerable<string> Keys => fields.Select(f => f.Name);

    /// <summary>The schemas, in the order of the names.</summary>
    public IEnumerable<StructuralSchema> Values => fields.Select(f => f.Schema);

    /// <summary>The schema of a field.</summary>
    /// <exception cref="KeyNotFoundException">There is no such field.</exception>
    public StructuralSchema this[string key] =>
        TryGetValue(key, out var schema) ? schema : throw new KeyNotFoundException(key);

    /// <summary>A set of fields; the names must differ.</summary>
    public static SchemaFields Of(params ReadOnlySpan<SchemaField> fields)
    {
        if (fields.IsEmpty)
            return Empty;
        var made = new SchemaFields();
        made.Fill(fields.ToArray());
        return made;
    }

    /// <summary>
    /// Sets the fields. Apart from the constructor because types are recursive: only a builder calls it, once, before anybody reads.
    /// </summary>
    internal void Fill(SchemaField[] unsorted)
    {
        fields = unsorted;
        Sort(fields);
        var total = 0;
        foreach (var field in fields)
            total += Encoding.UTF8.GetByteCount(field.Name);
        names = new byte[total];
        ends = new int[fields.Length];
        var size = 2;
        while (size < fields.Length * 2)
            size *= 2;
        slots = new short[size];
        Array.Fill(slots, (short)-1);
        var at = 0;
        for (var i = 0; i < fields.Length; i++)
        {
            var length = Encoding.UTF8.GetBytes(fields[i].Name, names.AsSpan(at));
            var slot = NameTable.Hash(names.AsSpan(at, length)) & (size - 1);
            while (slots[slot] >= 0)
                slot = (slot + 1) & (size - 1);
            slots[slot] = (short)i;
            at += length;
            ends[i] = at;
        }
    }

    // Nearly always in order already; and the framework's sort of a struct would have to be compiled at start.
    private static void Sort(SchemaField[] fields)
    {
        for (var i = 1; i < fields.Length; i++)
        {
            var field = fields[i];
            var j = i;
            for (; j > 0 && string.CompareOrdinal(fields[j - 1].Name, field.Name) > 0; j--)
                fields[j] = fields[j - 1];
            fields[j] = field;
        }
    }

    /// <summary>The position of a field, given its name as UTF-8; -1 when there is none.</summary>
    public int IndexOf(ReadOnlySpan<byte> utf8Name)
    {
        var mask = slots.Length - 1;
        for (var slot = NameTable.Hash(utf8Name) & mask; ; slot = (slot + 1) & mask)
        {
            var i = slots[slot];
            if (i < 0)
                return -1;
            var start = i == 0 ? 0 : ends[i - 1];
            if (names.AsSpan(start, ends[i] - start).SequenceEqual(utf8Name))
                return i;
        }
    }

    /// <summary>The position of a field, or -1 when there is none.</summary>
    public int IndexOf(string name)
    {
        int low = 0,
            high = fields.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = string.CompareOrdinal(fields[middle].Name, name);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return -1;
    }

    /// <summary>Whether there is a field of this name.</summary>
    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    /// <summary>Finds the schema of a field.</summary>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out StructuralSchema value)
    {
        var i = IndexOf(key);
        value = i >= 0 ? fields[i].Schema : null;
        return i >= 0;
    }

    /// <summary>Enumerates names and schemas in order.</summary>
    public IEnumerator<KeyValuePair<string, StructuralSchema>> GetEnumerator() =>
        fields.Select(f => new KeyValuePair<string, StructuralSchema>(f.Name, f.Schema)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>One field of an object's schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Schema">What its value is.</param>
/// <param name="Presence">When it is written.</param>
public readonly record struct SchemaField(string Name, StructuralSchema Schema, FieldPresence Presence);

/// <summary>
/// When a field is written. For built-in kinds that is what a Go struct field's type and its <c>omitempty</c> or <c>omitzero</c> mean:
/// objects pass through such structs in the original, and clients see the traces.
/// </summary>
public enum FieldPresence : byte
{
    /// <summary>When it is given: fields of custom resources, and optional pointers. A null counts as absent.</summary>
    WhenGiven,

    /// <summary>When it is neither zero, false nor empty.</summary>
    WhenNotEmpty,

    /// <summary>Always; an absent one as its zero value (an empty text, 0, false), an absent or empty list or map as null.</summary>
    Always,

    /// <summary>Always; an absent one as null: a pointer without <c>omitempty</c>.</summary>
    NullWhenAbsent,

    /// <summary>Always, as it is a struct by value: an absent one as an empty object (null for a time, "0" for a quantity).</summary>
    Struct,

    /// <summary>A struct by value that is left out when it is its zero value.</summary>
    StructWhenNotZero,
}
