using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>
/// What identifies an item of a list that merges: the values of its key fields (absent ones by their defaults), or the item itself in
/// a set.
/// </summary>
internal static class ItemKey
{
    /// <summary>The path element of an item, such as <c>k:{"name":"x"}</c> or <c>v:"x"</c>; null, and why, when it has none.</summary>
    public static string? TextOf(StructuralSchema list, Value item, out string error)
    {
        error = "";
        if (list.ListMapKeys.IsDefaultOrEmpty)
        {
            error = item switch
            {
                MapValue => "associative list without keys has an element that's a map type",
                ListValue => "not supported: associative list with lists as elements",
                NullValue => "associative list without keys has an element that's an explicit null",
                _ => "",
            };
            return error.Length > 0 ? null : Text("v:", item);
        }
        if (item is not MapValue map)
        {
            error =
                item is NullValue
                    ? "associative list with keys may not have a null element"
                    : "associative list with keys may not have non-map elements";
            return null;
        }
        var text = new DefaultInterpolatedStringHandler(0, 0, null, stackalloc char[128]);
        text.AppendLiteral("k:{");
        var first = true;
        foreach (var key in Sorted(list.ListMapKeys))
        {
            if (KeyValue(list, map, key) is not { } value)
            {
                text.Clear();
                error =
                    $"associative list with keys has an element that omits key field {GoText.Quote(key)} (and doesn't have default value)";
                return null;
            }
            text.AppendLiteral(first ? "\"" : ",\"");
            text.AppendLiteral(key);
            text.AppendLiteral("\":");
            Append(ref text, value);
            first = false;
        }
        text.AppendLiteral("}");
        return text.ToStringAndClear();
    }

    /// <summary>Whether all items have keys, each another one.</summary>
    public static bool AreDistinct(StructuralSchema list, ListValue items)
    {
        if (items.Count <= FewItems)
        {
            for (var i = 0; i < items.Count; i++)
            {
                if (!Same(list, items[i], items[i]))
                    return false;
                for (var j = 0; j < i; j++)
                {
                    if (Same(list, items[i], items[j]))
                        return false;
                }
            }
            return true;
        }
        var seen = new HashSet<string>(items.Count, StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (TextOf(list, item, out _) is not { } key || !seen.Add(key))
                return false;
        }
        return true;
    }

    // Up to so many it is cheaper to compare each with each than to make texts of their keys.
    private const int FewItems = 8;

    /// <summary>Whether two items have the same key. False when either has none.</summary>
    public static bool Same(StructuralSchema list, Value a, Value b)
    {
        if (list.ListMapKeys.IsDefaultOrEmpty)
            return a is StringValue or NumberValue or BoolValue && a.Equals(b);
        if (a is not MapValue x || b is not MapValue y)
            return false;
        foreach (var key in list.ListMapKeys)
        {
            if (KeyValue(list, x, key) is not { } value || !Value.Equal(value, KeyValue(list, y, key)))
                return false;
        }
        return true;
    }

    private static Value? KeyValue(StructuralSchema list, MapValue item, string key) =>
        item[key]
        ?? (list.Items is { } items && items.Properties.TryGetValue(key, out var field) ? field.Default : null);

    private static ImmutableArray<string> Sorted(ImmutableArray<string> keys)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            if (string.CompareOrdinal(keys[i - 1], keys[i]) > 0)
                return keys.Sort(StringComparer.Ordinal);
        }
        return keys;
    }

    private static string Text(string prefix, Value value)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, null, stackalloc char[128]);
        text.AppendLiteral(prefix);
        Append(ref text, value);
        return text.ToStringAndClear();
    }

    // Texts of letters, digits and common signs, and integers, without a detour through a JSON writer.
    private static void Append(ref DefaultInterpolatedStringHandler text, Value value)
    {
        switch (value)
        {
            case StringValue s when s.Text.AsSpan().IndexOfAnyExcept(Plain) < 0:
                text.AppendLiteral("\"");
                text.AppendLiteral(s.Text);
                text.AppendLiteral("\"");
                break;
            case NumberValue { Integer: { } number }:
                text.AppendFormatted(number);
                break;
            default:
                text.AppendLiteral(GoText.Json(value));
                break;
        }
    }

    /// <summary>Characters that stand in JSON texts as they are.</summary>
    internal static readonly System.Buffers.SearchValues<char> Plain = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/:, "
    );
}
