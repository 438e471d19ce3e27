using Pangea.Kube.Objects;

namespace Pangea.Kube.Apply;

/// <summary>
/// One entry of <c>metadata.managedFields</c>: what a manager owns, by one kind of operation through one endpoint. Source:
/// <c>metav1.ManagedFieldsEntry</c>.
/// </summary>
public sealed class ManagedFieldsEntry
{
    // The entry as it came from an object, so that one that did not change is not built again.
    private MapValue? encoded;

    /// <summary>An entry.</summary>
    /// <param name="manager">The manager's name.</param>
    /// <param name="applied">Whether it applied (<c>Apply</c>), or created, updated or patched (<c>Update</c>).</param>
    /// <param name="apiVersion">The version in which <paramref name="fields"/> is written.</param>
    /// <param name="subresource">The subresource it went through, or empty.</param>
    /// <param name="time">When the entry last changed, RFC 3339 in whole seconds and UTC; empty when not known.</param>
    /// <param name="fields">What it owns.</param>
    public ManagedFieldsEntry(
        string manager,
        bool applied,
        string apiVersion,
        string subresource,
        string time,
        FieldSet fields
    )
    {
        Manager = manager;
        Applied = applied;
        ApiVersion = apiVersion;
        Subresource = subresource;
        Time = time;
        Fields = fields;
    }

    /// <summary>The manager's name.</summary>
    public string Manager { get; }

    /// <summary>Whether the manager applied; else it created, updated or patched.</summary>
    public bool Applied { get; }

    /// <summary><c>Apply</c> or <c>Update</c>.</summary>
    public string Operation => Applied ? "Apply" : "Update";

    /// <summary>The version in which <see cref="Fields"/> is written.</summary>
    public string ApiVersion { get; }

    /// <summary>The subresource the writes went through, or empty.</summary>
    public string Subresource { get; }

    /// <summary>When the entry last changed, as <see cref="Timestamps.Format"/> writes it; empty when not known.</summary>
    public string Time { get; }

    /// <summary>What the manager owns.</summary>
    public FieldSet Fields { get; }

    internal ManagedFieldsEntry From(MapValue value)
    {
        encoded = value;
        return this;
    }

    internal ManagedFieldsEntry With(MapValue fields, string? time = null) =>
        ReferenceEquals(fields, Fields.Root) && (time is null || time == Time)
            ? this
            : new(Manager, Applied, ApiVersion, Subresource, time ?? Time, new(fields))
            {
                encoded = Changed(fields, time),
            };

    private MapValue? Changed(MapValue fields, string? time)
    {
        var changed = encoded?.With("fieldsV1", fields);
        return time is null ? changed : changed?.With("time", time);
    }

    /// <summary>Whether both are the same manager's: same name, operation and subresource, and for updates the same version.</summary>
    internal bool IsSameManager(ManagedFieldsEntry other) =>
        Applied == other.Applied
        && Manager == other.Manager
        && Subresource == other.Subresource
        && (Applied || ApiVersion == other.ApiVersion);

    /// <summary>
    /// What tells managers apart, as JSON: the original's manager identifier. It decides the order in which conflicts are told and which
    /// of two entries of one second is the older one.
    /// </summary>
    internal string Identifier =>
        "{"
        + string.Join(
            ',',
            new[]
            {
                Member("manager", Manager),
                Member("operation", Operation),
                Member("apiVersion", Applied ? "" : ApiVersion),
                Member("subresource", Subresource),
            }.Where(m => m.Length > 0)
        )
        + "}";

    private static string Member(string name, string text) =>
        text.Length == 0 ? "" : $"\"{name}\":{GoText.Json((Value)text)}";

    /// <summary>The entry as objects carry it.</summary>
    public MapValue ToValue() =>
        encoded ??= MapValue.Of(
            ("apiVersion", ApiVersion),
            ("fieldsType", "FieldsV1"),
            ("fieldsV1", Fields.Root),
            ("manager", Manager.Length == 0 ? null : (Value)Manager),
            ("operation", Operation),
            ("subresource", Subresource.Length == 0 ? null : (Value)Subresource),
            ("time", Time.Length == 0 ? null : (Value)Time)
        );

    /// <summary>
    /// How conflicts name the manager: <c>"name"</c>, <c>"name" with subresource "status"</c>, and for updates <c>"name" using v1</c>.
    /// </summary>
    internal string Describe()
    {
        var text = GoText.Quote(Manager);
        if (Subresource.Length > 0)
            text += $" with subresource {GoText.Quote(Subresource)}";
        return Applied ? text : $"{text} using {ApiVersion}";
    }
}
