using System.Collections.Immutable;
using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.CustomResources;

/// <summary>The fields of a custom resource that field selectors may name (<c>selectableFields</c>): <c>spec.color</c> for <c>.spec.color</c>.</summary>
internal sealed class SelectableFields
{
    private readonly ImmutableSortedDictionary<string, JsonPath> paths;

    private SelectableFields(ImmutableSortedDictionary<string, JsonPath> paths)
    {
        this.paths = paths;
        Names = [.. paths.Keys];
    }

    /// <summary>Reads <c>selectableFields</c> of a version; what cannot be read is left out, as its definition was checked before.</summary>
    public static SelectableFields Of(MapValue version)
    {
        var paths = ImmutableSortedDictionary.CreateBuilder<string, JsonPath>(StringComparer.Ordinal);
        foreach (var field in version.Maps("selectableFields"))
        {
            var text = field.Text("jsonPath") ?? "";
            if (JsonPath.TryParse(text, out var path, out _))
                paths[text.TrimStart('.')] = path;
        }
        return new(paths.ToImmutable());
    }

    /// <summary>Their names in selectors, sorted.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The value of a field; empty when absent.</summary>
    public string Value(KubeObject obj, string field) =>
        paths.TryGetValue(field, out var path)
            ? path.First(obj.Root) switch
            {
                StringValue text => text.Text,
                BoolValue flag => flag.Flag ? "true" : "false",
                NumberValue { Integer: { } number } => number.ToString(CultureInfo.InvariantCulture),
                _ => "",
            }
            : "";
}
