namespace Pangea.Kube.Schema.Cel;

/// <summary>A map or object in an expression.</summary>
internal abstract class CelMap
{
    public abstract int Count { get; }

    public abstract IEnumerable<object?> Keys { get; }

    public abstract bool TryGet(object? key, out object? value);

    /// <summary>The value of a field that stands behind a dot.</summary>
    public virtual bool TrySelect(string field, out object? value) => TryGet(field, out value);
}

/// <summary>A map that an expression made.</summary>
internal sealed class CelMadeMap : CelMap
{
    private readonly Dictionary<object, object?> entries = [];
    private readonly List<object?> keys = [];

    public override int Count => keys.Count;

    public override IEnumerable<object?> Keys => keys;

    /// <summary>Adds an entry; false when the key is there already.</summary>
    public bool TryAdd(object key, object? value)
    {
        if (!entries.TryAdd(CelOperators.KeyOf(key), value))
            return false;
        keys.Add(key);
        return true;
    }

    public override bool TryGet(object? key, out object? value)
    {
        value = null;
        return key is not null && entries.TryGetValue(CelOperators.KeyOf(key), out value);
    }
}
