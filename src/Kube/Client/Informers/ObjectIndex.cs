using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>Objects by the values that a function finds in them. Not synchronised.</summary>
internal sealed class ObjectIndex(Func<KubeObject, IEnumerable<string>> values)
{
    private readonly Dictionary<string, SortedObjects> buckets = new(StringComparer.Ordinal);

    public IReadOnlyList<KubeObject> Find(string value) =>
        buckets.TryGetValue(value, out var bucket) ? bucket.Snapshot("") : [];

    public void Replace(IEnumerable<KubeObject> objects)
    {
        buckets.Clear();
        foreach (var one in objects)
            Change(null, one);
    }

    public void Change(KubeObject? old, KubeObject? now)
    {
        string[] before = old is null ? [] : [.. values(old).Distinct(StringComparer.Ordinal)];
        string[] after = now is null ? [] : [.. values(now).Distinct(StringComparer.Ordinal)];
        foreach (var value in before)
        {
            if (after.Contains(value) || !buckets.TryGetValue(value, out var bucket))
                continue;
            bucket.Remove(old!.Key);
            if (bucket.Count == 0)
                buckets.Remove(value);
        }
        foreach (var value in after)
        {
            if (!buckets.TryGetValue(value, out var bucket))
                buckets.Add(value, bucket = new());
            bucket.Set(now!);
        }
    }
}
