using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace Pangea.Kube.Objects;

/// <summary>
/// One string instance for each field name of the Kubernetes API and for its common words, so that a parsed object does not
/// carry its own copy of "metadata" or "containers". Fixed at build time; other names are not kept.
/// </summary>
internal static class NameTable
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = WellKnownNames
        .All.ToFrozenSet(StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The one instance of a known name, or a new string.</summary>
    public static string Get(ReadOnlySpan<char> name) =>
        Known.TryGetValue(name, out var known) ? known : name.ToString();

    /// <summary>The string of the token the reader stands on.</summary>
    public static string Get(ref Utf8JsonReader reader)
    {
        var utf8 = reader.ValueSpan;
        if (reader.ValueIsEscaped || utf8.Length > 48)
            return reader.GetString()!;
        Span<char> chars = stackalloc char[48];
        if (Encoding.UTF8.TryGetChars(utf8, chars, out var n) && Known.TryGetValue(chars[..n], out var known))
            return known;
        return reader.GetString()!;
    }
}
