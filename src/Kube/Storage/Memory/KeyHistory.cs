namespace Pangea.Kube.Storage.Memory;

/// <summary>One version of a key; without a value it is the key's removal.</summary>
internal readonly record struct KeyVersion(long ModRevision, long CreateRevision, ReadOnlyMemory<byte>? Value);

/// <summary>The versions of one key since the last compaction, oldest first. Not thread-safe.</summary>
internal sealed class KeyHistory(string key)
{
    private readonly List<KeyVersion> _versions = [];

    public static Comparer<KeyHistory> ByKey { get; } =
        Comparer<KeyHistory>.Create(static (x, y) => KeyOrder.Compare(x.Key, y.Key));

    public string Key { get; } = key;

    public bool IsEmpty => _versions.Count == 0;

    /// <summary>The newest version; null when the key is absent now.</summary>
    public KeyVersion? Newest => _versions is [.., { Value: not null } newest] ? newest : null;

    public void Add(KeyVersion version) => _versions.Add(version);

    /// <summary>The version that was the newest at a revision; null when the key was absent then.</summary>
    public KeyVersion? At(long revision)
    {
        var index = _versions.Count - 1;
        while (index >= 0 && _versions[index].ModRevision > revision)
        {
            index--;
        }
        return index >= 0 && _versions[index].Value is not null ? _versions[index] : null;
    }

    /// <summary>Drops what no read at this revision or later can see.</summary>
    public void Compact(long revision)
    {
        var visible = _versions.FindLastIndex(version => version.ModRevision <= revision);
        if (visible >= 0)
        {
            _versions.RemoveRange(0, _versions[visible].Value is null ? visible + 1 : visible);
        }
    }

    public StoredEntry Entry(KeyVersion version) =>
        new(Key, version.Value.GetValueOrDefault(), version.CreateRevision, version.ModRevision);
}
