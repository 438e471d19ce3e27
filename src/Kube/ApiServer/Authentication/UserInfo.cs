using System.Collections.Immutable;

namespace Pangea.Kube.ApiServer;

/// <summary>Who makes a request.</summary>
/// <param name="Name">User name, <c>system:anonymous</c> for nobody.</param>
/// <param name="Groups">Groups, without repeats, in the order in which who vouches for the user named them: clients show them so.</param>
public sealed record UserInfo(string Name, ImmutableArray<string> Groups)
{
    /// <summary>The user without credentials.</summary>
    public static UserInfo Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);

    /// <summary>Uid, or empty.</summary>
    public string Uid { get; init; } = "";

    /// <summary>Extra attributes, sorted by key.</summary>
    public ImmutableArray<KeyValuePair<string, ImmutableArray<string>>> Extra { get; init; } = [];

    /// <summary>An authenticated user: the given groups in their order, and <c>system:authenticated</c> behind them.</summary>
    public static UserInfo Of(string name, params ReadOnlySpan<string> groups) =>
        new(name, [.. groups.ToArray().Append("system:authenticated").Distinct(StringComparer.Ordinal)]);

    /// <summary>Whether the user is in a group.</summary>
    public bool IsIn(string group)
    {
        // A plain loop: it runs on every request, and Contains with a comparer boxes the array.
        foreach (var g in Groups)
        {
            if (g == group)
                return true;
        }
        return false;
    }
}
