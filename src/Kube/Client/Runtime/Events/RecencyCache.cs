using System.Diagnostics.CodeAnalysis;

namespace Pangea.Kube.Client;

/// <summary>A bounded map that forgets what was used longest ago.</summary>
internal sealed class RecencyCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> byUse = new();

    public int Count => nodes.Count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!nodes.TryGetValue(key, out var node))
        {
            value = default;
            return false;
        }
        byUse.Remove(node);
        byUse.AddLast(node);
        value = node.Value.Value;
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        if (nodes.Remove(key, out var old))
            byUse.Remove(old);
        else if (nodes.Count == capacity)
        {
            nodes.Remove(byUse.First!.Value.Key);
            byUse.RemoveFirst();
        }
        nodes.Add(key, byUse.AddLast((key, value)));
    }
}
