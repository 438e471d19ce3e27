namespace Pangea.Eng.FleetApi;

/// <summary>A record of the room, as its source says.</summary>
internal sealed record RecordModel(string Name, string Description, string? Base, bool Sealed)
{
    public IReadOnlyDictionary<string, AttributeModel> Attributes { get; init; } =
        new Dictionary<string, AttributeModel>(StringComparer.Ordinal);

    public IReadOnlyList<AttributeModel> Columns { get; init; } = [];

    public IReadOnlyList<FieldModel> Own { get; init; } = [];

    public AttributeModel? Kind => Attributes.GetValueOrDefault("ApiKind");

    /// <summary>
    /// Own fields and those of the base record. The base stands for a Go struct embedded after the first field of the
    /// embedding one, which is the only way it occurs.
    /// </summary>
    public IReadOnlyList<FieldModel> Fields(IReadOnlyDictionary<string, RecordModel> all) =>
        Base is null ? Own : [.. Own.Take(1), .. all[Base].Fields(all), .. Own.Skip(1)];
}

/// <summary>An attribute with its arguments: constants by position and by name.</summary>
internal sealed record AttributeModel(
    string Name,
    IReadOnlyList<string> Positional,
    IReadOnlyDictionary<string, string> Named
)
{
    public string Text(string name) => Named.GetValueOrDefault(name) ?? "";

    public bool Flag(string name) => Text(name) == "true";
}

/// <summary>A property of a record.</summary>
internal sealed record FieldModel(string Property, string Type, string Description)
{
    public IReadOnlyDictionary<string, AttributeModel> Attributes { get; init; } =
        new Dictionary<string, AttributeModel>(StringComparer.Ordinal);

    public string Json =>
        Attributes.TryGetValue("JsonName", out var name)
            ? name.Positional[0]
            : char.ToLowerInvariant(Property[0]) + Property[1..];

    public bool Required => Attributes.ContainsKey("Required");

    public bool Always => Required || Attributes.ContainsKey("AlwaysWritten");

    public bool Nullable => Type.EndsWith('?');

    public string BareType => Type.TrimEnd('?');

    public string? ItemType =>
        BareType.StartsWith("IReadOnlyList<", StringComparison.Ordinal) ? BareType["IReadOnlyList<".Length..^1] : null;
}
