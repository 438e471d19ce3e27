namespace Pangea.Kube.Schema.Cel;

/// <summary>Lists, sets, optional values and numbers: cel-go's extensions and Kubernetes' list functions.</summary>
internal static class CollectionFunctions
{
    public static void Add(CelFunctionTable t)
    {
        t.Add<IReadOnlyList<object?>>(".isSorted", CelLists.IsSorted);
        t.Add(
            ".sum",
            1,
            1,
            static (a, b) => a[0] is IReadOnlyList<object?> l ? CelLists.Sum(l, b) : CelError.NoSuchOverload
        );
        t.Add<IReadOnlyList<object?>>(".min", static l => CelLists.Extreme(l, 1, "min"));
        t.Add<IReadOnlyList<object?>>(".max", static l => CelLists.Extreme(l, -1, "max"));
        t.Add(
            ".distinct",
            1,
            1,
            static (a, b) => a[0] is IReadOnlyList<object?> l ? CelLists.Distinct(l, b) : CelError.NoSuchOverload
        );
        t.Add<IReadOnlyList<object?>>(".sort", static l => CelLists.SortBy([.. l], [.. l]));
        t.Add(
            ".flatten",
            1,
            2,
            static (a, _) =>
                a[0] is IReadOnlyList<object?> l && (a.Length == 1 || a[1] is long)
                    ? CelLists.Flatten(l, a.Length == 1 ? 1 : Math.Min((long)a[1]!, 64))
                    : CelError.NoSuchOverload
        );
        t.Add(
            ".slice",
            3,
            static a =>
                a is not [IReadOnlyList<object?> l, long from, long to] ? CelError.NoSuchOverload
                : from < 0 || to < from || to > l.Count
                    ? new CelError($"cannot slice({from}, {to}), list is length {l.Count}")
                : l.Skip((int)from).Take((int)(to - from)).ToList()
        );
        t.Add<IReadOnlyList<object?>>(".first", static l => l.Count > 0 ? CelOptional.Of(l[0]) : CelOptional.None);
        t.Add<IReadOnlyList<object?>>(".last", static l => l.Count > 0 ? CelOptional.Of(l[^1]) : CelOptional.None);
        t.Add(
            "lists.range",
            1,
            1,
            static (a, b) =>
                a[0] is not long n ? CelError.NoSuchOverload
                : b.TryCharge(Math.Max(0, n))
                    ? Enumerable.Range(0, (int)Math.Max(0, n)).Select(i => (object?)(long)i).ToList()
                : CelError.TooExpensive
        );
        AddSets(t);
        AddOptionals(t);
        AddNumbers(t);
    }

    private static void AddSets(CelFunctionTable t)
    {
        Set("sets.contains", static (a, b, budget) => Within(b, a, budget));
        Set("sets.equivalent", static (a, b, budget) => Within(b, a, budget) is true ? Within(a, b, budget) : false);
        Set(
            "sets.intersects",
            static (a, b, budget) =>
            {
                foreach (var item in a)
                {
                    if (CelLists.IndexOf(b, item, budget) is not { } i)
                        return null;
                    if (i >= 0)
                        return true;
                }
                return false;
            }
        );

        void Set(string name, Func<IReadOnlyList<object?>, IReadOnlyList<object?>, CelBudget, bool?> holds) =>
            t.Add(
                name,
                2,
                2,
                (a, b) =>
                    a is not [IReadOnlyList<object?> x, IReadOnlyList<object?> y] ? CelError.NoSuchOverload
                    : holds(x, y, b) is { } result ? result
                    : CelError.TooExpensive
            );
    }

    private static bool? Within(IReadOnlyList<object?> part, IReadOnlyList<object?> whole, CelBudget budget)
    {
        foreach (var item in part)
        {
            if (CelLists.IndexOf(whole, item, budget) is not { } i)
                return null;
            if (i < 0)
                return false;
        }
        return true;
    }

    private static void AddOptionals(CelFunctionTable t)
    {
        t.Add("optional.of", 1, static a => CelOptional.Of(a[0]));
        t.Add("optional.none", 0, static _ => CelOptional.None);
        t.Add("optional.ofNonZeroValue", 1, static a => IsZero(a[0]) ? CelOptional.None : CelOptional.Of(a[0]));
        t.Add<CelOptional>(".hasValue", static o => o.HasValue);
        t.Add<CelOptional>(".value", static o => o.HasValue ? o.Value : new CelError("optional.none() dereference"));
        t.Add<CelOptional, CelOptional>(".or", static (a, b) => a.HasValue ? a : b);
        t.Add(
            ".orValue",
            2,
            static a =>
                a[0] is not CelOptional o ? CelError.NoSuchOverload
                : o.HasValue ? o.Value
                : a[1]
        );
    }

    private static bool IsZero(object? value) =>
        value switch
        {
            null or false or 0L or 0UL or 0.0 or "" => true,
            CelBytes { Content.Length: 0 } or CelMap { Count: 0 } => true,
            IReadOnlyList<object?> { Count: 0 } => true,
            TimeSpan span => span == default,
            _ => false,
        };

    private static void AddNumbers(CelFunctionTable t)
    {
        Extreme("math.greatest", -1);
        Extreme("math.least", 1);
        t.Add<double>("math.ceil", static x => Math.Ceiling(x));
        t.Add<double>("math.floor", static x => Math.Floor(x));
        t.Add<double>("math.round", static x => Math.Round(x, MidpointRounding.AwayFromZero));
        t.Add<double>("math.trunc", static x => Math.Truncate(x));
        t.Add<double>("math.isNaN", static x => double.IsNaN(x));
        t.Add<double>("math.isInf", static x => double.IsInfinity(x));
        t.Add<double>("math.isFinite", static x => double.IsFinite(x));
        t.Add(
            "math.abs",
            1,
            static a =>
                a[0] switch
                {
                    long.MinValue => CelError.Overflow,
                    long x => Math.Abs(x),
                    double x => Math.Abs(x),
                    ulong x => x,
                    _ => CelError.NoSuchOverload,
                }
        );
        t.Add(
            "math.sign",
            1,
            static a =>
                a[0] switch
                {
                    long x => (long)Math.Sign(x),
                    double.NaN => double.NaN,
                    double x => (double)Math.Sign(x),
                    ulong x => x == 0 ? 0UL : 1UL,
                    _ => CelError.NoSuchOverload,
                }
        );

        void Extreme(string name, int sign) =>
            t.Add(
                name,
                1,
                int.MaxValue,
                (a, _) => CelLists.Extreme(a is [IReadOnlyList<object?> list] ? list : a, sign, name)
            );
    }
}
