using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>The fields that a change touches in one version: changed (added or modified) and removed ones.</summary>
internal readonly record struct Touched(MapValue Changed, MapValue Removed, StructuralSchema Schema)
{
    public bool IsNone => Changed.Count == 0 && Removed.Count == 0;
}

/// <summary>A change of an object, compared once in each version in which somebody's ownership is recorded.</summary>
internal sealed class VersionedChange(
    VersionedObject before,
    VersionedObject after,
    IVersionConverter? versions,
    FieldSet ignored
)
{
    private Touched? here;
    private List<(string ApiVersion, Touched? Touched)>? elsewhere;

    /// <summary>What the change touches in the version of the write.</summary>
    public Touched Here => here ??= Compare(before, after);

    /// <summary>What the change touches in a version; null when the version is no longer there.</summary>
    public Touched? In(string apiVersion)
    {
        if (versions is null || apiVersion == before.ApiVersion)
            return Here;
        foreach (var (version, known) in elsewhere ??= [])
        {
            if (version == apiVersion)
                return known;
        }
        Touched? touched =
            versions.Convert(before, apiVersion) is { } old && versions.Convert(after, apiVersion) is { } now
                ? Compare(old, now)
                : null;
        elsewhere.Add((apiVersion, touched));
        return touched;
    }

    private Touched Compare(VersionedObject old, VersionedObject now)
    {
        var changes = new Comparer(mergeAdded: true).CompareObjects(now.Schema, old.Object, now.Object);
        return new(
            FieldTree.ExceptRecursively(changes.Modified ?? MapValue.Empty, ignored.Root),
            FieldTree.ExceptRecursively(changes.Removed ?? MapValue.Empty, ignored.Root),
            now.Schema
        );
    }
}
