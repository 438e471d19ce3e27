using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The objects of a resource by namespace, each read once a change into the form that admission works with. Where a namespace has none, asking
/// costs one look-up and no allocation.
/// </summary>
internal sealed class CompiledIndex<T>
{
    private readonly Func<KubeObject, T?> compile;
    private ImmutableDictionary<string, Entry> namespaces = ImmutableDictionary.Create<string, Entry>(
        StringComparer.Ordinal
    );

    /// <summary>An index that follows a resource. What compiles to null is left out.</summary>
    public CompiledIndex(ResourceCache cache, Func<KubeObject, T?> compile)
    {
        this.compile = compile;
        cache.Subscribe(Apply);
    }

    /// <summary>Whether there is nothing at all.</summary>
    public bool IsEmpty => Volatile.Read(ref namespaces).IsEmpty;

    /// <summary>What is in a namespace (of cluster-scoped resources: in the empty one), ordered by name.</summary>
    public ImmutableArray<T> In(string @namespace)
    {
        var all = Volatile.Read(ref namespaces);
        return !all.IsEmpty && all.TryGetValue(@namespace, out var entry) ? entry.Values : [];
    }

    // Called under the cache's lock, so one at a time.
    private void Apply(CacheEvent change)
    {
        var key = (change.New ?? change.Old)!.Key;
        var before = namespaces.TryGetValue(key.Namespace, out var entry) ? entry.ByName : Entry.None;
        var after =
            change.New is { } now && compile(now) is { } made
                ? before.SetItem(key.Name, made)
                : before.Remove(key.Name);
        Volatile.Write(
            ref namespaces,
            after.IsEmpty
                ? namespaces.Remove(key.Namespace)
                : namespaces.SetItem(key.Namespace, new(after, [.. after.Values]))
        );
    }

    private sealed record Entry(ImmutableSortedDictionary<string, T> ByName, ImmutableArray<T> Values)
    {
        public static ImmutableSortedDictionary<string, T> None { get; } =
            ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
    }
}
