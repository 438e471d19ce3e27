using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Pangea.Walkthrough.Tests;

/// <summary>An object as the original showed it. Ids, times, versions and addresses are of a run; every other field is compared.</summary>
internal static partial class Recording
{
    /// <summary>What is different, a field a line; empty when nothing is.</summary>
    public static string Difference(string recorded, JsonNode ours)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Fixtures", $"{recorded}.json");
        // The original has no conditions on a template; ours are more than it says, not other than it says (docs/decisions/0203).
        if (recorded == "template-deployment")
            ours["status"]?.AsObject().Remove("conditions");
        var (expected, actual) = (Lines(JsonNode.Parse(File.ReadAllText(file))!), Lines(ours));
        return expected.SequenceEqual(actual)
            ? ""
            : $"{recorded}, recorded:\n{string.Join('\n', expected.Except(actual))}\nours:\n{string.Join('\n', actual.Except(expected))}\n";
    }

    private static List<string> Lines(JsonNode node)
    {
        var lines = new List<string>();
        Print(node, "", lines);
        return lines;
    }

    // Lines name their place, so what is different on either side is all there is to show.
    private static void Print(JsonNode? node, string path, List<string> lines)
    {
        if (OfARun().IsMatch(path))
            return;
        switch (node)
        {
            case JsonObject { Count: > 0 } map:
                foreach (var (key, child) in map.OrderBy(m => m.Key, StringComparer.Ordinal))
                    Print(child, $"{path}.{key}", lines);
                break;
            case JsonArray { Count: > 0 } list:
                for (var i = 0; i < list.Count; i++)
                    Print(list[i], $"{path}[{i}]", lines);
                break;
            default:
                lines.Add($"{path} = {Ids().Replace(Times().Replace(node?.ToJsonString() ?? "null", "TIME"), "ID")}");
                break;
        }
    }

    [GeneratedRegex(@"^\.metadata\.creationTimestamp$|\.resourceVersion$|^\.spec\.clusterIPs?")]
    private static partial Regex OfARun();

    [GeneratedRegex(
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<=ReplicaSet \\\\u0022hello-)[0-9a-z]+"
    )]
    private static partial Regex Ids();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex Times();
}
