using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Writes a record as JSON, its fields in the order in which the record tells them.</summary>
internal sealed class JsonFieldSink(Utf8JsonWriter writer) : IFieldSink
{
    public Utf8JsonWriter Writer => writer;

    public void Write(IApiRecord record)
    {
        writer.WriteStartObject();
        record.WriteFields(this);
        writer.WriteEndObject();
    }

    public void Text(string name, string value, bool always)
    {
        if (always || value.Length > 0)
            writer.WriteString(name, value);
    }

    public void Whole(string name, long value, bool always)
    {
        if (always || value != 0)
            writer.WriteNumber(name, value);
    }

    public void Whole(string name, long? value)
    {
        if (value is { } whole)
            writer.WriteNumber(name, whole);
    }

    public void Flag(string name, bool value, bool always)
    {
        if (always || value)
            writer.WriteBoolean(name, value);
    }

    public void Flag(string name, bool? value)
    {
        if (value is { } flag)
            writer.WriteBoolean(name, flag);
    }

    public void Time(string name, DateTimeOffset? value, bool always)
    {
        if (value is { } time)
            writer.WriteString(name, Timestamps.Format(time));
        else if (always)
            writer.WriteNull(name);
    }

    public void Amount(string name, Quantity? value)
    {
        if (value is { } amount)
            writer.WriteString(name, amount.ToString());
    }

    public void Tree(string name, Value? value)
    {
        if (value is null)
            return;
        writer.WritePropertyName(name);
        value.WriteTo(writer);
    }

    public void Map(string name, MapValue value, bool always)
    {
        if (always || value.Count > 0)
            Tree(name, value);
    }

    public void Texts(string name, IReadOnlyList<string> value, bool always)
    {
        if (!always && value.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var text in value)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    public void Trees(string name, IReadOnlyList<MapValue> value, bool always)
    {
        if (!always && value.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var map in value)
            map.WriteTo(writer);
        writer.WriteEndArray();
    }

    public void Record(string name, IApiRecord? value, bool always)
    {
        if (value is null || (!always && value.ToValue().Count == 0))
            return;
        writer.WritePropertyName(name);
        Write(value);
    }

    public void Records(string name, IReadOnlyList<IApiRecord> value, bool always)
    {
        if (!always && value.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var record in value)
            Write(record);
        writer.WriteEndArray();
    }
}
