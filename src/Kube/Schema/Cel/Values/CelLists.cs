namespace Pangea.Kube.Schema.Cel;

/// <summary>Lists: those that are sets or maps by their schema know no order, and grow like sets and maps.</summary>
internal static class CelLists
{
    public static bool? Equal(IReadOnlyList<object?> a, IReadOnlyList<object?> b, CelBudget budget)
    {
        if (a.Count != b.Count)
            return false;
        var schema = SchemaOf(a) ?? SchemaOf(b);
        if (schema is null)
        {
            for (var i = 0; i < a.Count; i++)
            {
                if (!budget.TryCharge(1))
                    return null;
                var same = CelOperators.Equal(a[i], b[i], budget);
                if (same is not true)
                    return same;
            }
            return true;
        }
        foreach (var item in a)
        {
            if (IndexOf(b, item, budget) is not { } i)
                return null;
            if (i < 0)
                return false;
        }
        return true;
    }

    /// <summary>The first place of an item, -1 when it is not there, null when the cost was too much.</summary>
    public static int? IndexOf(IReadOnlyList<object?> list, object? item, CelBudget budget)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (!budget.TryCharge(1) || CelOperators.Equal(list[i], item, budget) is not { } same)
                return null;
            if (same)
                return i;
        }
        return -1;
    }

    public static object Concat(IReadOnlyList<object?> a, IReadOnlyList<object?> b, CelBudget budget)
    {
        var made = new List<object?>(a);
        var schema = SchemaOf(a);
        foreach (var item in b)
        {
            if (schema is null)
            {
                made.Add(item);
                continue;
            }
            var i =
                schema.ListType == ListType.Map ? IndexOfKeys(made, item, schema, budget) : IndexOf(made, item, budget);
            if (i is null)
                return CelError.TooExpensive;
            if (i < 0)
                made.Add(item);
            else
                made[i.Value] = item;
        }
        return made;
    }

    private static int? IndexOfKeys(List<object?> list, object? item, StructuralSchema schema, CelBudget budget)
    {
        for (var i = 0; i < list.Count; i++)
        {
            var same = true;
            foreach (var key in schema.ListMapKeys)
            {
                if (!budget.TryCharge(1))
                    return null;
                same &= CelOperators.Equal(Field(list[i], key), Field(item, key), budget) ?? false;
            }
            if (same)
                return i;
        }
        return -1;
    }

    private static object? Field(object? item, string key) =>
        item is CelMap map && map.TryGet(key, out var value) ? value : null;

    private static StructuralSchema? SchemaOf(IReadOnlyList<object?> list) =>
        list is CelJsonList { Schema: { ListType: not ListType.Atomic } schema } ? schema : null;

    public static object SortBy(List<object?> items, List<object?> keys)
    {
        var order = Enumerable.Range(0, items.Count).ToArray();
        var failed = false;
        Array.Sort(
            order,
            (a, b) =>
            {
                var compared = CelOperators.Compare(keys[a], keys[b]);
                failed |= compared is null;
                return compared is null or 0 ? a.CompareTo(b) : compared.Value;
            }
        );
        return failed ? CelError.NoSuchOverload : order.Select(i => items[i]).ToList();
    }

    public static object IsSorted(IReadOnlyList<object?> list)
    {
        for (var i = 1; i < list.Count; i++)
        {
            if (CelOperators.Compare(list[i - 1], list[i]) is not { } order)
                return CelError.NoSuchOverload;
            if (order > 0)
                return false;
        }
        return true;
    }

    public static object? Sum(IReadOnlyList<object?> list, CelBudget budget)
    {
        if (list.Count == 0)
            return 0L;
        var sum = list[0];
        for (var i = 1; i < list.Count; i++)
        {
            sum = CelOperators.Add([sum, list[i]], budget);
            if (sum is CelError)
                return sum;
        }
        return sum is long or ulong or double or TimeSpan ? sum : CelError.NoSuchOverload;
    }

    /// <summary>The least (sign 1) or greatest (sign -1) item.</summary>
    public static object? Extreme(IReadOnlyList<object?> list, int sign, string name)
    {
        if (list.Count == 0)
            return new CelError($"{name} called on empty list");
        var best = list[0];
        for (var i = 1; i < list.Count; i++)
        {
            if (CelOperators.Compare(list[i], best) is not { } order)
                return CelError.NoSuchOverload;
            if (order * sign < 0)
                best = list[i];
        }
        return best;
    }

    public static object? LastIndexOf(IReadOnlyList<object?> list, object? item, CelBudget budget)
    {
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (CelOperators.Equal(list[i], item, budget) ?? false)
                return (long)i;
        }
        return -1L;
    }

    public static object? Flatten(IReadOnlyList<object?> list, long depth)
    {
        var made = new List<object?>();
        foreach (var item in list)
        {
            if (depth > 0 && item is IReadOnlyList<object?> inner && Flatten(inner, depth - 1) is List<object?> flat)
                made.AddRange(flat);
            else
                made.Add(item);
        }
        return made;
    }

    public static object Distinct(IReadOnlyList<object?> list, CelBudget budget)
    {
        var made = new List<object?>();
        foreach (var item in list)
        {
            if (IndexOf(made, item, budget) is not { } i)
                return CelError.TooExpensive;
            if (i < 0)
                made.Add(item);
        }
        return made;
    }
}
