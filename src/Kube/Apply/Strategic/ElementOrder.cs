using Pangea.Kube.Objects;

namespace Pangea.Kube.Apply;

/// <summary>
/// The order of merged lists: items that the patch names stand in the patch's order, the others in that of the object, and the two
/// sequences are interleaved by the order in which the object had them.
/// </summary>
internal static class ElementOrder
{
    /// <summary>What tells an item from others: the value of its merge key, or the item itself where there is no key.</summary>
    public static Value IdentityOf(Value item, string mergeKey) =>
        mergeKey.Length == 0 ? item : (item as MapValue)?[mergeKey] ?? NullValue.Instance;

    /// <summary>The positions of items by identity; of a repeated one the first.</summary>
    public static Dictionary<Value, int> Positions(IEnumerable<Value> items, string mergeKey)
    {
        var positions = new Dictionary<Value, int>();
        var i = 0;
        foreach (var item in items)
            positions.TryAdd(IdentityOf(item, mergeKey), i++);
        return positions;
    }

    /// <summary>Arranges merged items.</summary>
    public static ListValue Arrange(List<Value> merged, ListValue named, ListValue live, string mergeKey)
    {
        var inPatch = Positions(named, mergeKey);
        var inLive = Positions(live, mergeKey);
        var first = merged.Where(Named).OrderBy(i => inPatch[IdentityOf(i, mergeKey)]).ToList();
        var others = merged.Where(i => !Named(i)).OrderBy(LivePosition).ToList();
        var arranged = new Value[merged.Count];
        int a = 0,
            b = 0;
        for (var i = 0; i < arranged.Length; i++)
        {
            var takeOther = b == first.Count || (a < others.Count && Precedes(others[a], first[b]));
            arranged[i] = takeOther ? others[a++] : first[b++];
        }
        return arranged.AsSpan().SequenceEqual(live.Items) ? live : ListValue.Create(arranged);

        bool Named(Value item) => inPatch.ContainsKey(IdentityOf(item, mergeKey));

        int LivePosition(Value item) => inLive.GetValueOrDefault(IdentityOf(item, mergeKey), -1);

        bool Precedes(Value other, Value item)
        {
            var (x, y) = (LivePosition(other), LivePosition(item));
            return x >= 0 && y >= 0 && x < y;
        }
    }
}
