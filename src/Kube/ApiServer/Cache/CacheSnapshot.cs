using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

using Namespaces = ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, KubeObject>>;

/// <summary>All objects of one stored resource at one moment, in order; keeping it costs nothing but the objects it shares.</summary>
internal sealed class CacheSnapshot
{
    private static readonly ImmutableSortedDictionary<string, KubeObject> NoNames = ImmutableSortedDictionary.Create<
        string,
        KubeObject
    >(StringComparer.Ordinal);

    private readonly Namespaces namespaces;

    private CacheSnapshot(Namespaces namespaces, int count, long revision)
    {
        this.namespaces = namespaces;
        Count = count;
        Revision = revision;
    }

    public static CacheSnapshot Empty { get; } =
        new(
            ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, KubeObject>>(
                StringComparer.Ordinal
            ),
            0,
            0
        );

    /// <summary>How many objects there are.</summary>
    public int Count { get; }

    /// <summary>The revision of the last change in it.</summary>
    public long Revision { get; }

    /// <summary>The snapshot after objects were set (or removed, when null), one after the other, the last of them at a revision.</summary>
    public CacheSnapshot With(IEnumerable<(NamespacedName Key, KubeObject? Object)> changes, long revision)
    {
        var open = new Dictionary<string, ImmutableSortedDictionary<string, KubeObject>.Builder>(
            StringComparer.Ordinal
        );
        var count = Count;
        foreach (var (key, obj) in changes)
        {
            if (!open.TryGetValue(key.Namespace, out var names))
            {
                names = (namespaces.GetValueOrDefault(key.Namespace) ?? NoNames).ToBuilder();
                open[key.Namespace] = names;
            }
            count -= names.Count;
            if (obj is null)
                names.Remove(key.Name);
            else
                names[key.Name] = obj;
            count += names.Count;
        }
        var all = namespaces.ToBuilder();
        foreach (var (name, names) in open)
        {
            if (names.Count == 0)
                all.Remove(name);
            else
                all[name] = names.ToImmutable();
        }
        return new(all.ToImmutable(), count, revision);
    }

    /// <summary>A snapshot of objects read in bulk.</summary>
    public static CacheSnapshot Of(IEnumerable<KubeObject> objects, long revision)
    {
        var all = Empty.namespaces.ToBuilder();
        var count = 0;
        foreach (var group in objects.GroupBy(o => o.Namespace, StringComparer.Ordinal))
        {
            var names = NoNames.ToBuilder();
            foreach (var obj in group)
                names[obj.Name] = obj;
            count += names.Count;
            all[group.Key] = names.ToImmutable();
        }
        return new(all.ToImmutable(), count, revision);
    }

    /// <summary>The objects of one namespace (of all, when empty), in order, behind a key.</summary>
    public IEnumerable<KubeObject> Read(string @namespace, NamespacedName? after = null)
    {
        if (@namespace.Length > 0)
        {
            if (namespaces.TryGetValue(@namespace, out var only))
            {
                foreach (var obj in ReadNames(only, after is { } a && a.Namespace == @namespace ? a.Name : null))
                    yield return obj;
            }
            yield break;
        }
        foreach (var (name, names) in namespaces)
        {
            var order = after is { } a ? string.CompareOrdinal(name, a.Namespace) : 1;
            if (order < 0)
                continue;
            foreach (var obj in ReadNames(names, order == 0 ? after!.Value.Name : null))
                yield return obj;
        }
    }

    private static IEnumerable<KubeObject> ReadNames(ImmutableSortedDictionary<string, KubeObject> names, string? after)
    {
        foreach (var (name, obj) in names)
        {
            if (after is null || string.CompareOrdinal(name, after) > 0)
                yield return obj;
        }
    }
}
