using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Makes a tree of a record.</summary>
internal sealed class TreeFieldSink : IFieldSink
{
    private readonly List<KeyValuePair<string, Value>> entries = [];

    public MapValue ToMap() => MapValue.From(entries);

    public void Text(string name, string value, bool always)
    {
        if (always || value.Length > 0)
            Add(name, value);
    }

    public void Whole(string name, long value, bool always)
    {
        if (always || value != 0)
            Add(name, value);
    }

    public void Whole(string name, long? value)
    {
        if (value is { } whole)
            Add(name, whole);
    }

    public void Flag(string name, bool value, bool always)
    {
        if (always || value)
            Add(name, value);
    }

    public void Flag(string name, bool? value)
    {
        if (value is { } flag)
            Add(name, flag);
    }

    public void Time(string name, DateTimeOffset? value, bool always)
    {
        if (value is { } time)
            Add(name, Timestamps.Format(time));
        else if (always)
            Add(name, NullValue.Instance);
    }

    public void Amount(string name, Quantity? value)
    {
        if (value is { } amount)
            Add(name, amount.ToString());
    }

    public void Tree(string name, Value? value)
    {
        if (value is not null)
            Add(name, value);
    }

    public void Map(string name, MapValue value, bool always)
    {
        if (always || value.Count > 0)
            Add(name, value);
    }

    public void Texts(string name, IReadOnlyList<string> value, bool always)
    {
        if (always || value.Count > 0)
            Add(name, ListValue.OfTexts(value));
    }

    public void Trees(string name, IReadOnlyList<MapValue> value, bool always)
    {
        if (always || value.Count > 0)
            Add(name, ListValue.From(value));
    }

    public void Record(string name, IApiRecord? value, bool always)
    {
        if (value?.ToValue() is { } map && (always || map.Count > 0))
            Add(name, map);
    }

    public void Records(string name, IReadOnlyList<IApiRecord> value, bool always)
    {
        if (always || value.Count > 0)
            Add(name, value.ToValue());
    }

    private void Add(string name, Value value) => entries.Add(new(name, value));
}
