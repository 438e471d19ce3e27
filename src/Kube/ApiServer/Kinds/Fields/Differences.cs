using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>What two objects differ in, for messages in which the original prints a comparison of Go structures.</summary>
internal static class Differences
{
    /// <summary>The fields that differ, as lines of what went and what came.</summary>
    public static string Between(MapValue old, MapValue now)
    {
        var lines = new List<string>();
        foreach (var key in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            if (Checks.Same(old[key], now[key]))
                continue;
            if (old[key] is { } gone)
                lines.Add($"- \t{key}: {gone}");
            if (now[key] is { } came)
                lines.Add($"+ \t{key}: {came}");
        }
        return string.Join('\n', lines);
    }
}
