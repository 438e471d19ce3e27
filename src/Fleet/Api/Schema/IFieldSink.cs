using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>
/// Takes the fields of a record one by one. Where <c>always</c> is false an empty value is left out, as Go's <c>omitempty</c> does;
/// nullable values without that argument are left out when null.
/// </summary>
public interface IFieldSink
{
    /// <summary>A text.</summary>
    void Text(string name, string value, bool always);

    /// <summary>An integer.</summary>
    void Whole(string name, long value, bool always);

    /// <summary>An integer that may be absent; zero counts as present.</summary>
    void Whole(string name, long? value);

    /// <summary>A flag.</summary>
    void Flag(string name, bool value, bool always);

    /// <summary>A flag that may be absent; false counts as present.</summary>
    void Flag(string name, bool? value);

    /// <summary>A time in whole seconds; null when always.</summary>
    void Time(string name, DateTimeOffset? value, bool always);

    /// <summary>A quantity.</summary>
    void Amount(string name, Quantity? value);

    /// <summary>A tree of any form.</summary>
    void Tree(string name, Value? value);

    /// <summary>A map.</summary>
    void Map(string name, MapValue value, bool always);

    /// <summary>A list of texts.</summary>
    void Texts(string name, IReadOnlyList<string> value, bool always);

    /// <summary>A list of maps.</summary>
    void Trees(string name, IReadOnlyList<MapValue> value, bool always);

    /// <summary>A record; null is left out.</summary>
    void Record(string name, IApiRecord? value, bool always);

    /// <summary>A list of records.</summary>
    void Records(string name, IReadOnlyList<IApiRecord> value, bool always);
}
