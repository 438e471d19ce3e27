using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>What the hub needs to serve a kind of this room.</summary>
public sealed record FleetKind
{
    /// <summary>API group.</summary>
    public required string Group { get; init; }

    /// <summary>API version, served and stored.</summary>
    public required string Version { get; init; }

    /// <summary>Kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Plural resource name.</summary>
    public required string Plural { get; init; }

    /// <summary>Whether objects live in namespaces.</summary>
    public required bool Namespaced { get; init; }

    /// <summary>Short names for kubectl.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Categories for kubectl.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Whether there is a status subresource.</summary>
    public required bool HasStatus { get; init; }

    /// <summary>
    /// Whether the hub serves the kind itself and not as a custom resource: it then does not show in <c>kubectl get crds</c>. The original
    /// serves these kinds from an aggregated API server.
    /// </summary>
    public bool IsNative { get; init; }

    /// <summary>What <c>kubectl get</c> prints after NAME.</summary>
    public IReadOnlyList<FleetColumn> Columns { get; init; } = [];

    /// <summary>Singular resource name.</summary>
    public string Singular => Kind.ToLowerInvariant();

    /// <summary><c>apiVersion</c> of objects.</summary>
    public string ApiVersion => $"{Group}/{Version}";

    /// <summary>Group, version and kind.</summary>
    public GroupVersionKind GroupVersionKind => new(Group, Version, Kind);

    /// <summary>Group, version and plural name.</summary>
    public GroupVersionResource Resource => new(Group, Version, Plural);

    /// <summary>
    /// The kind as a <c>CustomResourceDefinition</c> (also for a native one, for its schema and columns). Read from the assembly at each
    /// call.
    /// </summary>
    public KubeObject ReadDefinition()
    {
        using var stream =
            typeof(FleetKind).Assembly.GetManifestResourceStream($"{Plural}.{Group}.json")
            ?? throw new InvalidOperationException($"no definition of {Kind} in the assembly; run eng/update-crds");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new(JsonText.ParseMap(bytes));
    }
}

/// <summary>A column of <c>kubectl get</c>.</summary>
/// <param name="Name">Header.</param>
/// <param name="JsonPath">Where the cell's value is.</param>
public sealed record FleetColumn(string Name, string JsonPath)
{
    /// <summary><c>string</c>, <c>integer</c> or <c>date</c> (a time that is printed as an age).</summary>
    public string Type { get; init; } = "string";

    /// <summary>1 for a column that only <c>-o wide</c> shows.</summary>
    public int Priority { get; init; }
}

/// <summary>The kinds of this room.</summary>
public static partial class FleetKinds
{
    /// <summary>The kind of an object, or null when it is none of this room.</summary>
    public static FleetKind? Of(GroupVersionKind kind)
    {
        foreach (var candidate in All)
        {
            if (candidate.Kind == kind.Kind && candidate.Group == kind.Group && candidate.Version == kind.Version)
                return candidate;
        }
        return null;
    }
}
