namespace Pangea.Kube.Schema.Cel;

/// <summary>Equality, order and arithmetic. Numbers of different types compare by value; arithmetic wants equal types. Source: the CEL specification.</summary>
internal static class CelOperators
{
    /// <summary>The same object for keys that CEL takes for equal: 1, 1u and 1.0 are one key.</summary>
    public static object KeyOf(object key) =>
        key switch
        {
            ulong and <= long.MaxValue => (long)(ulong)key,
            double d when d == Math.Floor(d) && Math.Abs(d) < 9e15 => (long)d,
            _ => key,
        };

    public static bool TryIndex(object? key, out long index)
    {
        index = 0;
        switch (key is null ? null : KeyOf(key))
        {
            case long whole:
                index = whole;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Equality; null when the cost was too much.</summary>
    public static bool? Equal(object? a, object? b, CelBudget budget)
    {
        if (a is string x && b is string y)
            return budget.TryChargeFor(Math.Min(x.Length, y.Length)) ? x == y : null;
        if (a is null || b is null)
            return a is null && b is null;
        if (a is CelMap m && b is CelMap n)
            return MapsEqual(m, n, budget);
        if (a is IReadOnlyList<object?> l && b is IReadOnlyList<object?> k)
            return CelLists.Equal(l, k, budget);
        if (a is CelOptional o && b is CelOptional p)
            return o.HasValue != p.HasValue ? false
                : o.HasValue ? Equal(o.Value, p.Value, budget)
                : true;
        return IsNumber(a) && IsNumber(b) ? CompareNumbers(a, b) == 0 : a.Equals(b);
    }

    private static bool? MapsEqual(CelMap a, CelMap b, CelBudget budget)
    {
        if (a.Count != b.Count)
            return false;
        foreach (var key in a.Keys)
        {
            if (!budget.TryCharge(1))
                return null;
            a.TryGet(key, out var x);
            if (!b.TryGet(key, out var y))
                return false;
            var same = Equal(x, y, budget);
            if (same is not true)
                return same;
        }
        return true;
    }

    private static bool IsNumber(object value) => value is long or ulong or double;

    // NaN is neither less nor equal nor greater: null.
    private static int? CompareNumbers(object a, object b)
    {
        if (a is double || b is double)
        {
            var (x, y) = (ToDouble(a), ToDouble(b));
            return double.IsNaN(x) || double.IsNaN(y) ? null : x.CompareTo(y);
        }
        return ToDecimal(a).CompareTo(ToDecimal(b));
    }

    private static double ToDouble(object number) =>
        number switch
        {
            long l => l,
            ulong u => u,
            _ => (double)number,
        };

    private static decimal ToDecimal(object number) => number is long l ? l : (ulong)number;

    /// <summary>The order of two values; null when they have none.</summary>
    public static int? Compare(object? a, object? b) =>
        (a, b) switch
        {
            (string x, string y) => CompareTexts(x, y),
            (bool x, bool y) => x.CompareTo(y),
            (DateTimeOffset x, DateTimeOffset y) => x.CompareTo(y),
            (TimeSpan x, TimeSpan y) => x.CompareTo(y),
            (CelBytes x, CelBytes y) => x.Content.AsSpan().SequenceCompareTo(y.Content),
            ({ } x, { } y) when IsNumber(x) && IsNumber(y) => CompareNumbers(x, y),
            _ => null,
        };

    // By code points, as bytes of UTF-8 compare.
    private static int CompareTexts(string a, string b)
    {
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            if (a[i] == b[i])
                continue;
            var (high, low) = (char.IsSurrogate(a[i]), char.IsSurrogate(b[i]));
            return high == low ? a[i].CompareTo(b[i])
                : high ? 1
                : -1;
        }
        return a.Length.CompareTo(b.Length);
    }

    public static object? Relation(object?[] a, Func<int, bool> holds)
    {
        if (a[0] is double.NaN || a[1] is double.NaN)
            return Compare(0.0, a[0] is double.NaN ? a[1] : a[0]) is null && a[0] is not double
                ? CelError.NoSuchOverload
                : false;
        return Compare(a[0], a[1]) is { } order ? holds(order) : CelError.NoSuchOverload;
    }

    public static object? Add(object?[] a, CelBudget budget)
    {
        switch (a[0], a[1])
        {
            case (string x, string y):
                return budget.TryChargeFor(x.Length + y.Length) ? x + y : CelError.TooExpensive;
            case (CelBytes x, CelBytes y):
                return budget.TryChargeFor(x.Content.Length + y.Content.Length)
                    ? new CelBytes([.. x.Content, .. y.Content])
                    : CelError.TooExpensive;
            case (IReadOnlyList<object?> x, IReadOnlyList<object?> y):
                return budget.TryChargeFor((x.Count + y.Count) * 10L)
                    ? CelLists.Concat(x, y, budget)
                    : CelError.TooExpensive;
            case (DateTimeOffset x, TimeSpan y):
                return Times(() => x + y);
            case (TimeSpan x, DateTimeOffset y):
                return Times(() => y + x);
            case (TimeSpan x, TimeSpan y):
                return Times(() => x + y);
        }
        return Arithmetic(a, (x, y) => checked(x + y), (x, y) => checked(x + y), (x, y) => x + y);
    }

    public static object? Subtract(object?[] a) =>
        (a[0], a[1]) switch
        {
            (DateTimeOffset x, DateTimeOffset y) => x - y,
            (DateTimeOffset x, TimeSpan y) => Times(() => x - y),
            (TimeSpan x, TimeSpan y) => Times(() => x - y),
            _ => Arithmetic(a, (x, y) => checked(x - y), (x, y) => checked(x - y), (x, y) => x - y),
        };

    public static object? Multiply(object?[] a) =>
        Arithmetic(a, (x, y) => checked(x * y), (x, y) => checked(x * y), (x, y) => x * y);

    public static object? Divide(object?[] a) =>
        a[1] is 0L or 0UL && a[0] is long or ulong
            ? new CelError("division by zero")
            : Arithmetic(a, (x, y) => checked(x / y), (x, y) => x / y, (x, y) => x / y);

    public static object? Modulo(object?[] a) =>
        (a[0], a[1]) switch
        {
            (long, 0L) or (ulong, 0UL) => new CelError("modulus by zero"),
            (long, -1L) => 0L,
            (long x, long y) => x % y,
            (ulong x, ulong y) => x % y,
            _ => CelError.NoSuchOverload,
        };

    public static object? Negate(object? value) =>
        value switch
        {
            long.MinValue => CelError.Overflow,
            long whole => -whole,
            double number => -number,
            TimeSpan span => -span,
            _ => CelError.NoSuchOverload,
        };

    private static object Arithmetic(
        object?[] a,
        Func<long, long, long> whole,
        Func<ulong, ulong, ulong> unsigned,
        Func<double, double, double> real
    )
    {
        try
        {
            return (a[0], a[1]) switch
            {
                (long x, long y) => whole(x, y),
                (ulong x, ulong y) => unsigned(x, y),
                (double x, double y) => real(x, y),
                _ => CelError.NoSuchOverload,
            };
        }
        catch (OverflowException)
        {
            return CelError.Overflow;
        }
    }

    private static object Times<T>(Func<T> make)
        where T : struct
    {
        try
        {
            return make();
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            return CelError.Overflow;
        }
    }

    /// <summary><c>x in list</c> and <c>key in map</c>.</summary>
    public static object? In(object? item, object? container, CelBudget budget)
    {
        if (container is CelMap map)
            return map.TryGet(item, out _);
        return container is IReadOnlyList<object?> list
            ? CelLists.IndexOf(list, item, budget) is { } i
                ? i >= 0
                : CelError.TooExpensive
            : CelError.NoSuchOverload;
    }
}
