namespace Pangea.Kube.Schema.Cel;

/// <summary>A part of an expression that has a value.</summary>
/// <param name="at">Where it stands in the text.</param>
internal abstract class CelNode(int at)
{
    public int At { get; } = at;

    /// <summary>The value, or a <see cref="CelError"/>.</summary>
    public object? Eval(CelScope? scope, CelBudget budget) =>
        budget.TryCharge(1) ? Value(scope, budget) : CelError.TooExpensive;

    protected abstract object? Value(CelScope? scope, CelBudget budget);
}

internal sealed class CelLiteral(int at, object? literal) : CelNode(at)
{
    public object? Literal => literal;

    protected override object? Value(CelScope? scope, CelBudget budget) => literal;
}

internal sealed class CelName(int at, string name) : CelNode(at)
{
    public string Name => name;

    protected override object? Value(CelScope? scope, CelBudget budget) =>
        CelScope.TryFind(scope, name, out var value) ? value
        : CelType.Named(name) is { } type ? type
        : new CelError($"undeclared reference to '{name}'");
}

/// <summary><c>a.f</c>, <c>a.?f</c> and <c>has(a.f)</c>.</summary>
internal sealed class CelSelect(int at, CelNode operand, string name, bool optional, bool test) : CelNode(at)
{
    public CelNode Operand => operand;

    public string Field => name;

    public bool IsOptional => optional;

    public bool IsTest => test;

    protected override object? Value(CelScope? scope, CelBudget budget)
    {
        var target = operand.Eval(scope, budget);
        if (target is CelError)
            return target;
        // Of an optional value everything is optional.
        var wrap = optional;
        if (target is CelOptional inner)
        {
            if (!inner.HasValue)
                return test ? false : inner;
            target = inner.Value;
            wrap = true;
        }
        if (target is not CelMap map)
            return target is null && wrap ? CelOptional.None : CelError.NoSuchOverload;
        var found = map.TrySelect(name, out var value);
        if (test)
            return found;
        return (found, wrap) switch
        {
            (true, true) => value is CelError ? value : CelOptional.Of(value),
            (true, false) => value,
            (false, true) => CelOptional.None,
            _ => CelError.NoSuchKey(name),
        };
    }
}

/// <summary><c>a[i]</c> and <c>a[?i]</c>.</summary>
internal sealed class CelIndex(int at, CelNode operand, CelNode index, bool optional) : CelNode(at)
{
    public CelNode Operand => operand;

    public CelNode Position => index;

    protected override object? Value(CelScope? scope, CelBudget budget)
    {
        var target = operand.Eval(scope, budget);
        if (target is CelError)
            return target;
        var key = index.Eval(scope, budget);
        if (key is CelError)
            return key;
        var wrap = optional;
        if (target is CelOptional inner)
        {
            if (!inner.HasValue)
                return inner;
            target = inner.Value;
            wrap = true;
        }
        var result = Find(target, key);
        if (!wrap)
            return result;
        return result is CelError error
            ? error == CelError.NoSuchOverload
                ? error
                : CelOptional.None
            : CelOptional.Of(result);
    }

    private static object? Find(object? target, object? key)
    {
        if (target is CelMap map)
            return map.TryGet(key, out var value) ? value : CelError.NoSuchKey(key);
        if (target is not IReadOnlyList<object?> list || !CelOperators.TryIndex(key, out var i))
            return CelError.NoSuchOverload;
        return i >= 0 && i < list.Count ? list[(int)i] : CelError.OutOfBounds(i);
    }
}

/// <summary>A function or method; an error of an argument is its result.</summary>
internal sealed class CelCall(int at, string function, bool isMethod, CelNode[] arguments) : CelNode(at)
{
    public string Function => function;

    public CelNode[] Arguments => arguments;

    protected override object? Value(CelScope? scope, CelBudget budget)
    {
        var values = new object?[arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i].Eval(scope, budget);
            if (values[i] is CelError)
                return values[i];
        }
        return CelFunctions.Call(function, isMethod, values, budget);
    }
}

internal sealed class CelAnd(int at, CelNode left, CelNode right, bool stopsAt) : CelNode(at)
{
    public CelNode Left => left;

    public CelNode Right => right;

    // "&&" stops at false, "||" at true; the side that decides makes an error of the other side not matter.
    protected override object? Value(CelScope? scope, CelBudget budget)
    {
        var first = left.Eval(scope, budget);
        if (first is bool a && a == stopsAt)
            return a;
        var second = right.Eval(scope, budget);
        if (second is bool b && b == stopsAt)
            return b;
        return (first, second) switch
        {
            (bool, bool) => !stopsAt,
            (CelError, _) => first,
            (_, CelError) => second,
            _ => CelError.NoSuchOverload,
        };
    }
}

internal sealed class CelChoice(int at, CelNode condition, CelNode yes, CelNode no) : CelNode(at)
{
    public CelNode Condition => condition;

    public CelNode Yes => yes;

    public CelNode No => no;

    protected override object? Value(CelScope? scope, CelBudget budget) =>
        condition.Eval(scope, budget) switch
        {
            bool flag => (flag ? yes : no).Eval(scope, budget),
            CelError error => error,
            _ => CelError.NoSuchOverload,
        };
}

internal sealed class CelList(int at, (CelNode Item, bool Optional)[] items) : CelNode(at)
{
    public IEnumerable<CelNode> Items => items.Select(i => i.Item);

    protected override object? Value(CelScope? scope, CelBudget budget)
    {
        var made = new List<object?>(items.Length);
        foreach (var (item, optional) in items)
        {
            var value = item.Eval(scope, budget);
            if (value is CelError)
                return value;
            if (!optional)
                made.Add(value);
            else if (value is not CelOptional maybe)
                return CelError.NoSuchOverload;
            else if (maybe.HasValue)
                made.Add(maybe.Value);
        }
        return made;
    }
}

internal sealed class CelMapLiteral(int at, (CelNode Key, CelNode Value, bool Optional)[] entries) : CelNode(at)
{
    public IEnumerable<CelNode> Parts => entries.SelectMany(e => (CelNode[])[e.Key, e.Value]);

    protected override object? Value(CelScope? scope, CelBudget budget)
    {
        var made = new CelMadeMap();
        foreach (var (keyNode, valueNode, optional) in entries)
        {
            var key = keyNode.Eval(scope, budget);
            if (key is CelError)
                return key;
            var value = valueNode.Eval(scope, budget);
            if (value is CelError)
                return value;
            if (optional)
            {
                if (value is not CelOptional maybe)
                    return CelError.NoSuchOverload;
                if (!maybe.HasValue)
                    continue;
                value = maybe.Value;
            }
            if (key is not (bool or long or ulong or string))
                return new CelError("unsupported key type");
            if (!made.TryAdd(key, value))
                return new CelError($"Failed with repeated key: {CelText.Of(key)}");
        }
        return made;
    }
}
