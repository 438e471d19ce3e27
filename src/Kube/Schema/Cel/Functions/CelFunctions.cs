using System.Collections.Frozen;

namespace Pangea.Kube.Schema.Cel;

/// <summary>A function: how many arguments it takes, its target counted in, and what it does with them.</summary>
internal sealed record CelFunction(int Least, int Most, Func<object?[], CelBudget, object?> Body);

/// <summary>All functions by name; methods stand behind a dot in front of theirs. No argument is ever an error.</summary>
internal static class CelFunctions
{
    private static readonly FrozenDictionary<string, CelFunction> All = Make();

    private static FrozenDictionary<string, CelFunction> Make()
    {
        var table = new CelFunctionTable();
        CoreFunctions.Add(table);
        TextFunctions.Add(table);
        CollectionFunctions.Add(table);
        KubernetesFunctions.Add(table);
        NetworkFunctions.Add(table);
        FormatFunctions.Add(table);
        return table.ToFrozen();
    }

    private static string Key(string name, bool isMethod) => isMethod ? "." + name : name;

    /// <summary>Whether there is a function of this name, of either kind.</summary>
    public static bool IsKnown(string name) => All.ContainsKey(name) || All.ContainsKey("." + name);

    /// <summary>Whether there is a function of this name that takes so many arguments.</summary>
    public static bool Exists(string name, bool isMethod, int arguments) =>
        All.TryGetValue(Key(name, isMethod), out var f) && arguments >= f.Least && arguments <= f.Most;

    public static object? Call(string name, bool isMethod, object?[] arguments, CelBudget budget) =>
        All[Key(name, isMethod)].Body(arguments, budget);
}

/// <summary>Where functions are put together.</summary>
internal sealed class CelFunctionTable
{
    private readonly Dictionary<string, CelFunction> made = new(StringComparer.Ordinal);

    public void Add(string name, int least, int most, Func<object?[], CelBudget, object?> body) =>
        made.Add(name, new(least, most, body));

    public void Add(string name, int arguments, Func<object?[], object?> body) =>
        Add(name, arguments, arguments, (a, _) => body(a));

    /// <summary>A function of one argument of a type.</summary>
    public void Add<T>(string name, Func<T, object?> body) =>
        Add(name, 1, a => a[0] is T x ? body(x) : CelError.NoSuchOverload);

    /// <summary>A function of two arguments of types.</summary>
    public void Add<T1, T2>(string name, Func<T1, T2, object?> body) =>
        Add(name, 2, a => a[0] is T1 x && a[1] is T2 y ? body(x, y) : CelError.NoSuchOverload);

    public FrozenDictionary<string, CelFunction> ToFrozen() => made.ToFrozenDictionary(StringComparer.Ordinal);
}
