using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>How parts are found from what they belong to, without going over lists.</summary>
internal static class WorkloadIndexes
{
    // Uids hold no such character, so an orphans' entry is never taken for an owner's.
    private const string Owner = "owner";
    private const string Orphans = "orphans of ";
    private const string Label = "label";

    /// <summary>Makes objects found by their controller's uid, and those that have none by their namespace.</summary>
    public static void ByOwner(IInformer informer) =>
        informer.AddIndex(Owner, static obj => [obj.Controller?.Uid ?? Orphans + obj.Namespace]);

    /// <summary>Makes objects found by any of their labels.</summary>
    public static void ByLabel(IInformer informer) =>
        informer.AddIndex(Label, static obj => LabelKeys(obj.Namespace, obj.Labels));

    /// <summary>What a controller object owns, and what of its namespace nobody does (it may be adopted).</summary>
    public static IEnumerable<KubeObject> OwnedOrOrphaned(IInformer informer, KubeObject owner)
    {
        foreach (var owned in informer.ByIndex(Owner, owner.Uid))
            yield return owned;
        foreach (var orphan in informer.ByIndex(Owner, Orphans + owner.Namespace))
            yield return orphan;
    }

    /// <summary>What a controller object owns.</summary>
    public static IReadOnlyList<KubeObject> Owned(IInformer informer, string uid) => informer.ByIndex(Owner, uid);

    /// <summary>The objects of a namespace that carry all of these labels.</summary>
    public static IEnumerable<KubeObject> Labelled(IInformer informer, string @namespace, MapValue labels)
    {
        // The one label that fewest objects carry decides how many are looked at.
        IReadOnlyList<KubeObject>? fewest = null;
        foreach (var key in LabelKeys(@namespace, labels))
        {
            var found = informer.ByIndex(Label, key);
            if (fewest is null || found.Count < fewest.Count)
                fewest = found;
            if (fewest.Count < 2)
                break;
        }
        var selector = LabelSelector.OfLabels(labels);
        return fewest is null ? [] : fewest.Where(o => selector.Matches(o.Labels));
    }

    /// <summary>One key for each label of an object.</summary>
    public static IEnumerable<string> LabelKeys(string @namespace, MapValue labels)
    {
        foreach (var (name, value) in (IEnumerable<KeyValuePair<string, Value>>)labels)
            yield return $"{@namespace}/{name}={(value as StringValue)?.Text}";
    }
}
