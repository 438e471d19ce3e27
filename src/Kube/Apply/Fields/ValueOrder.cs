using Pangea.Kube.Objects;

namespace Pangea.Kube.Apply;

/// <summary>The order of values in field paths, and how paths print them. Source: structured-merge-diff's <c>value.Compare</c>.</summary>
internal static class ValueOrder
{
    /// <summary>Numbers before texts, flags, lists, maps and null; lists and maps part by part.</summary>
    public static int Compare(Value a, Value b)
    {
        var kind = Rank(a) - Rank(b);
        if (kind != 0)
            return kind;
        return (a, b) switch
        {
            (NumberValue { Integer: { } x }, NumberValue { Integer: { } y }) => x.CompareTo(y),
            (NumberValue x, NumberValue y) => x.Double.CompareTo(y.Double),
            (StringValue x, StringValue y) => string.CompareOrdinal(x.Text, y.Text),
            (BoolValue x, BoolValue y) => x.Flag.CompareTo(y.Flag),
            (ListValue x, ListValue y) => CompareLists(x, y),
            (MapValue x, MapValue y) => CompareMaps(x, y),
            _ => 0,
        };
    }

    private static int Rank(Value value) =>
        value.Kind switch
        {
            ValueKind.Number => 0,
            ValueKind.String => 1,
            ValueKind.Bool => 2,
            ValueKind.List => 3,
            ValueKind.Map => 4,
            _ => 5,
        };

    private static int CompareLists(ListValue a, ListValue b)
    {
        for (var i = 0; i < a.Count && i < b.Count; i++)
        {
            var order = Compare(a[i], b[i]);
            if (order != 0)
                return order;
        }
        return a.Count - b.Count;
    }

    private static int CompareMaps(MapValue a, MapValue b)
    {
        for (var i = 0; i < a.Count && i < b.Count; i++)
        {
            var order = string.CompareOrdinal(a.Entries[i].Key, b.Entries[i].Key);
            if (order == 0)
                order = Compare(a.Entries[i].Value, b.Entries[i].Value);
            if (order != 0)
                return order;
        }
        return a.Count - b.Count;
    }

    /// <summary>A value in a path: texts quoted, null as <c>null</c>.</summary>
    public static string Print(Value value) => value is StringValue s ? GoText.Quote(s.Text) : value.ToString();
}
