using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Pangea.Kube.Objects;

/// <summary>
/// One string instance for each field name of the Kubernetes API and for its common words, so that a parsed object does not
/// carry its own copy of "metadata" or "containers". Fixed at build time; other names are not kept. Looked up by the bytes of the
/// document, so that a known name costs no decoding.
/// </summary>
internal static class NameTable
{
    private static readonly StringValue[] Values = [.. WellKnownNames.All.Select(n => new StringValue(n))];
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes(string.Concat(WellKnownNames.All));
    private static readonly ushort[] Ends = MakeEnds();
    private static readonly ushort[] Slots = MakeSlots();

    /// <summary>The one instance of a known name, or a new string.</summary>
    public static string Get(ReadOnlySpan<char> name)
    {
        Span<byte> utf8 = stackalloc byte[64];
        return Encoding.UTF8.TryGetBytes(name, utf8, out var length) && Find(utf8[..length]) is { } known
            ? known.Text
            : name.ToString();
    }

    /// <summary>The string of the token the reader stands on.</summary>
    public static string Get(ref Utf8JsonReader reader) =>
        !reader.ValueIsEscaped && Find(reader.ValueSpan) is { } known ? known.Text : JsonText.ReadText(ref reader);

    /// <summary>The text value of the token the reader stands on.</summary>
    public static StringValue GetValue(ref Utf8JsonReader reader) =>
        !reader.ValueIsEscaped && Find(reader.ValueSpan) is { } known ? known : new(JsonText.ReadText(ref reader));

    /// <summary>
    /// A hash of a name. Length, beginning and end tell the names of the API apart nearly always, whatever lies between.
    /// </summary>
    public static int Hash(ReadOnlySpan<byte> name)
    {
        uint head,
            tail;
        if (name.Length >= 4)
        {
            head = MemoryMarshal.Read<uint>(name);
            tail = MemoryMarshal.Read<uint>(name[^4..]);
        }
        else
        {
            head = name.Length > 0 ? name[0] : 0u;
            tail = name.Length > 1 ? ((uint)name[1] << 8) | name[^1] : 0u;
        }
        var hash = (head * 0x9E3779B1u) ^ (tail * 0x85EBCA77u) ^ ((uint)name.Length * 0xC2B2AE3Du);
        return (int)((hash ^ (hash >> 15)) & 0x7FFFFFFF);
    }

    private static StringValue? Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return StringValue.Empty;
        var mask = Slots.Length - 1;
        for (var slot = Hash(name) & mask; ; slot = (slot + 1) & mask)
        {
            var i = Slots[slot] - 1;
            if (i < 0)
                return null;
            var start = i == 0 ? 0 : Ends[i - 1];
            if (Bytes.AsSpan(start, Ends[i] - start).SequenceEqual(name))
                return Values[i];
        }
    }

    private static ushort[] MakeEnds()
    {
        var ends = new ushort[Values.Length];
        var at = 0;
        for (var i = 0; i < ends.Length; i++)
        {
            at += Encoding.UTF8.GetByteCount(Values[i].Text);
            ends[i] = checked((ushort)at);
        }
        return ends;
    }

    // Slots hold positions plus one; zero is free. A quarter full, so that most misses end at the first look.
    private static ushort[] MakeSlots()
    {
        var size = 1024;
        while (size < Values.Length * 4)
            size *= 2;
        var slots = new ushort[size];
        for (var i = 0; i < Values.Length; i++)
        {
            var start = i == 0 ? 0 : Ends[i - 1];
            var slot = Hash(Bytes.AsSpan(start, Ends[i] - start)) & (size - 1);
            while (slots[slot] != 0)
                slot = (slot + 1) & (size - 1);
            slots[slot] = (ushort)(i + 1);
        }
        return slots;
    }
}
