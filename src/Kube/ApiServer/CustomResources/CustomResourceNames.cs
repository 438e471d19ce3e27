using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.CustomResources;

/// <summary>The names of a custom resource: those a definition asks for, or those it was given.</summary>
/// <param name="Plural">As in URLs.</param>
/// <param name="Singular">Singular name.</param>
/// <param name="Kind">The kind of its objects.</param>
/// <param name="ListKind">The kind of its lists.</param>
internal sealed record CustomResourceNames(string Plural, string Singular, string Kind, string ListKind)
{
    /// <summary>No names.</summary>
    public static CustomResourceNames None { get; } = new("", "", "", "");

    /// <summary>Short names for kubectl.</summary>
    public ImmutableArray<string> ShortNames { get; init; } = [];

    /// <summary>Categories, such as <c>all</c>.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>Reads <c>spec.names</c> or <c>status.acceptedNames</c>.</summary>
    public static CustomResourceNames Of(MapValue? names) =>
        names is null
            ? None
            : new(
                names.Text("plural") ?? "",
                names.Text("singular") ?? "",
                names.Text("kind") ?? "",
                names.Text("listKind") ?? ""
            )
            {
                ShortNames = [.. names.Texts("shortNames")],
                Categories = [.. names.Texts("categories")],
            };

    /// <summary>The names as they stand in <c>status.acceptedNames</c>.</summary>
    public MapValue ToValue() =>
        MapValue.Of(
            ("plural", Plural),
            ("kind", Kind),
            ("singular", Singular.Length == 0 ? null : (Value)Singular),
            ("listKind", ListKind.Length == 0 ? null : (Value)ListKind),
            ("shortNames", ShortNames.IsEmpty ? null : ListValue.OfTexts(ShortNames)),
            ("categories", Categories.IsEmpty ? null : ListValue.OfTexts(Categories))
        );
}
