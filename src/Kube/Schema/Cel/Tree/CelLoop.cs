namespace Pangea.Kube.Schema.Cel;

internal enum CelLoopKind
{
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
    TransformList,
    TransformMap,
    TransformMapEntry,
    SortBy,
}

/// <summary>
/// The macros that go through a list or map: <c>all</c>, <c>exists</c>, <c>existsOne</c>, <c>filter</c>, <c>map</c>, and those of two variables.
/// </summary>
/// <param name="at">Where it stands.</param>
/// <param name="kind">Which one.</param>
/// <param name="range">What is gone through.</param>
/// <param name="names">One variable (the item, or the key of a map), or two (index and item, or key and value).</param>
/// <param name="condition">What an item must fulfil to count; null for none.</param>
/// <param name="result">What is made of it, or what is asked.</param>
internal sealed class CelLoop(
    int at,
    CelLoopKind kind,
    CelNode range,
    string[] names,
    CelNode? condition,
    CelNode result
) : CelNode(at)
{
    public CelNode Range => range;

    public string[] Names => names;

    public CelNode? Condition => condition;

    public CelNode Result => result;

    public CelLoopKind Kind => kind;

    protected override object? Value(CelScope? scope, CelBudget budget)
    {
        var over = range.Eval(scope, budget);
        if (over is CelError)
            return over;
        if (over is not (CelMap or IReadOnlyList<object?>))
            return CelError.NoSuchOverload;
        var first = new CelScope(scope, names[0], null);
        var second = names.Length > 1 ? new CelScope(first, names[1], null) : null;
        var inner = second ?? first;
        var state = new State(kind);
        foreach (var (key, item) in Pairs(over, names.Length > 1))
        {
            if (item is CelError)
                return item;
            first.Value = second is null ? item : key;
            second?.Value = item;
            var chosen = condition?.Eval(inner, budget) ?? true;
            if (budget.IsExhausted)
                return CelError.TooExpensive;
            if (chosen is not bool flag)
                return chosen is CelError ? chosen : CelError.NoSuchOverload;
            if (flag && !state.Take(key, item, result.Eval(inner, budget)))
                break;
        }
        return budget.IsExhausted ? CelError.TooExpensive : state.Result();
    }

    /// <summary>Index and item of a list; key and value of a map, or its key alone.</summary>
    private static IEnumerable<(object? Key, object? Item)> Pairs(object over, bool two)
    {
        if (over is CelMap map)
        {
            foreach (var key in map.Keys)
                yield return two && map.TryGet(key, out var value) ? (key, value) : (key, key);
            yield break;
        }
        var list = (IReadOnlyList<object?>)over;
        for (var i = 0; i < list.Count; i++)
            yield return ((long)i, list[i]);
    }

    private sealed class State(CelLoopKind kind)
    {
        private readonly List<object?> list = [];
        private readonly List<object?> sortKeys = [];
        private readonly CelMadeMap map = new();
        private object? error;
        private long count;
        private bool decided;

        /// <summary>Takes the result for an item; false when the rest does not matter.</summary>
        public bool Take(object? key, object? item, object? result)
        {
            switch (kind)
            {
                case CelLoopKind.All or CelLoopKind.Exists:
                    // As with "&&" and "||": an item that decides makes errors of others not matter.
                    if (result is not bool flag)
                        error ??= result is CelError ? result : CelError.NoSuchOverload;
                    else if (flag == (kind == CelLoopKind.Exists))
                        decided = true;
                    return !decided;
                case CelLoopKind.ExistsOne or CelLoopKind.Filter:
                    if (result is not bool counts)
                        return Fail(result);
                    if (counts)
                    {
                        count++;
                        list.Add(item);
                    }
                    return true;
            }
            if (result is CelError)
                return Fail(result);
            if (kind == CelLoopKind.TransformMap)
                map.TryAdd(key!, result);
            else if (kind == CelLoopKind.TransformMapEntry)
                return TakeEntries(result);
            else if (kind == CelLoopKind.SortBy)
            {
                list.Add(item);
                sortKeys.Add(result);
            }
            else
                list.Add(result);
            return true;
        }

        private bool TakeEntries(object? result)
        {
            if (result is not CelMap entries)
                return Fail(CelError.NoSuchOverload);
            foreach (var key in entries.Keys)
            {
                entries.TryGet(key, out var value);
                if (!map.TryAdd(key!, value))
                    return Fail(new CelError($"insert failed: key {CelText.Of(key)} already exists"));
            }
            return true;
        }

        private bool Fail(object? result)
        {
            error = result is CelError ? result : CelError.NoSuchOverload;
            return false;
        }

        public object? Result() =>
            kind switch
            {
                CelLoopKind.All or CelLoopKind.Exists => decided
                    ? kind == CelLoopKind.Exists
                    : error ?? (object)(kind == CelLoopKind.All),
                _ when error is not null => error,
                CelLoopKind.ExistsOne => count == 1,
                CelLoopKind.TransformMap or CelLoopKind.TransformMapEntry => map,
                CelLoopKind.SortBy => CelLists.SortBy(list, sortKeys),
                _ => list,
            };
    }
}

/// <summary><c>cel.bind(name, value, result)</c>, <c>optMap</c> and <c>optFlatMap</c>.</summary>
internal sealed class CelBind(int at, string name, CelNode value, CelNode result, CelBindKind kind) : CelNode(at)
{
    public string Name => name;

    public CelNode Bound => value;

    public CelNode Result => result;

    public CelBindKind Kind => kind;

    protected override object? Value(CelScope? scope, CelBudget budget)
    {
        var bound = value.Eval(scope, budget);
        if (bound is CelError)
            return bound;
        if (kind == CelBindKind.Bind)
            return result.Eval(new(scope, name, bound), budget);
        if (bound is not CelOptional optional)
            return CelError.NoSuchOverload;
        if (!optional.HasValue)
            return optional;
        var made = result.Eval(new(scope, name, optional.Value), budget);
        return made is CelError || kind == CelBindKind.OptFlatMap ? made : CelOptional.Of(made);
    }
}

internal enum CelBindKind
{
    Bind,
    OptMap,
    OptFlatMap,
}
