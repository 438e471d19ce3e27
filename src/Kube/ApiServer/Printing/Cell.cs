using System.Globalization;
using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>What cells of many kinds have in common.</summary>
internal static class Cell
{
    /// <summary>A cell that has nothing to show.</summary>
    public static readonly Value None = "<none>";

    /// <summary>A cell whose field is not set.</summary>
    public static readonly Value Unset = "<unset>";

    private static readonly Value UnknownTime = "<unknown>";

    /// <summary>The name column, first in most tables.</summary>
    public static readonly TableColumn NameColumn = new("Name") { Format = "name" };

    /// <summary>The age column.</summary>
    public static readonly TableColumn AgeColumn = new("Age");

    /// <summary>The name of an object.</summary>
    public static Value Name(KubeObject obj) => obj.Metadata["name"] ?? StringValue.Empty;

    /// <summary>How long ago an object was created.</summary>
    public static Value Age(KubeObject obj, DateTimeOffset now) => Since(obj.Metadata.Text("creationTimestamp"), now);

    /// <summary>How long ago a time was; <c>&lt;unknown&gt;</c> when it is none.</summary>
    public static Value Since(string? time, DateTimeOffset now) =>
        Timestamps.TryParse(time) is { } then ? HumanDuration.Format(now - then) : UnknownTime;

    /// <summary>A text, or another when it is empty.</summary>
    public static Value Or(string? text, Value otherwise) => string.IsNullOrEmpty(text) ? otherwise : text;

    /// <summary>A text; empty when absent.</summary>
    public static Value Text(MapValue map, string key) => map[key] as StringValue ?? StringValue.Empty;

    /// <summary>A whole number; 0 when absent.</summary>
    public static Value Number(MapValue map, string key) => map.Integer(key) ?? 0;

    /// <summary>How many items a list or a map has; 0 when absent.</summary>
    public static Value Count(MapValue map, string key) =>
        map[key] switch
        {
            ListValue list => list.Count,
            MapValue entries => entries.Count,
            _ => 0,
        };

    /// <summary>A flag; false when absent.</summary>
    public static Value Flag(MapValue map, string key, bool otherwise = false) => map.Flag(key) ?? otherwise;

    /// <summary>A flag as a word: <c>True</c>, <c>False</c>, or <c>&lt;unset&gt;</c>.</summary>
    public static Value FlagWord(MapValue map, string key) =>
        map.Flag(key) is not { } flag ? Unset
        : flag ? "True"
        : "False";

    /// <summary>A quantity in canonical form; <c>0</c> when absent.</summary>
    public static string Quantity(MapValue? map, string key) =>
        Objects.Quantity.FromValue(map?[key])?.ToString() ?? "0";

    /// <summary>Labels as <c>a=b,c=d</c>; <c>&lt;none&gt;</c> when there are none.</summary>
    public static Value Labels(MapValue? labels)
    {
        if (labels is null || labels.Count == 0)
            return None;
        var text = new StringBuilder();
        foreach (var (key, value) in labels)
            text.Append(text.Length == 0 ? "" : ",").Append(key).Append('=').Append((value as StringValue)?.Text);
        return text.ToString();
    }

    /// <summary>A label selector; <c>&lt;none&gt;</c> when it names nothing.</summary>
    public static Value Selector(MapValue? selector) => Or(SelectorText(selector), None);

    /// <summary>A label selector in the query form, its requirements sorted by key; empty when it names nothing.</summary>
    public static string SelectorText(MapValue? selector)
    {
        if (selector is null)
            return "";
        var requirements = new List<(string Key, string Text)>();
        foreach (var (key, value) in selector.Map("matchLabels") ?? MapValue.Empty)
            requirements.Add((key, $"{key}={(value as StringValue)?.Text}"));
        foreach (var expression in selector.Maps("matchExpressions"))
        {
            var key = expression.Text("key") ?? "";
            var values = string.Join(',', expression.Texts("values").Order(StringComparer.Ordinal));
            switch (expression.Text("operator"))
            {
                case "In":
                    requirements.Add((key, $"{key} in ({values})"));
                    break;
                case "NotIn":
                    requirements.Add((key, $"{key} notin ({values})"));
                    break;
                case "Exists":
                    requirements.Add((key, key));
                    break;
                case "DoesNotExist":
                    requirements.Add((key, "!" + key));
                    break;
                default:
                    return "<error>";
            }
        }
        return string.Join(',', requirements.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => r.Text));
    }

    /// <summary>The names and the images of a pod spec's containers, each joined by commas.</summary>
    public static (Value Names, Value Images) Containers(MapValue? podSpec)
    {
        var containers = podSpec?.List("containers") ?? ListValue.Empty;
        return (
            string.Join(',', containers.Maps.Select(c => c.Text("name") ?? "")),
            string.Join(',', containers.Maps.Select(c => c.Text("image") ?? ""))
        );
    }

    /// <summary>The columns about containers and selector that most workloads show when wide.</summary>
    public static readonly TableColumn[] WorkloadColumns =
    [
        new("Containers", Priority: 1) { Description = "Names of each container in the template." },
        new("Images", Priority: 1) { Description = "Images referenced by each container in the template." },
        new("Selector", Priority: 1),
    ];

    /// <summary>The first few texts, and how many more there are.</summary>
    public static string FirstOf(IReadOnlyList<string> texts, int most) =>
        texts.Count <= most
            ? string.Join(',', texts)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{string.Join(',', texts.Take(most))} + {texts.Count - most} more..."
            );

    /// <summary>A map at a path; an empty one when absent.</summary>
    public static MapValue MapAt(this KubeObject obj, params ReadOnlySpan<string> path) =>
        obj.Root.At(path) as MapValue ?? MapValue.Empty;
}
