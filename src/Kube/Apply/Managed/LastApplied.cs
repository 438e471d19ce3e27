using System.Text;
using System.Text.Json;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>
/// The annotation of client-side <c>kubectl apply</c>. Objects move from client-side to server-side apply without conflicts, and back:
/// what the annotation says and the object still has is the user's, and server-side apply under kubectl's name keeps it up to date.
/// </summary>
internal static class LastApplied
{
    /// <summary>The one manager to which this applies; another name opts out.</summary>
    public const string Manager = "kubectl";

    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    // What all annotations of an object may have, in bytes of UTF-8.
    private const int MaxAnnotations = 256 * 1024;

    /// <summary>
    /// The fields that the annotation lets kubectl take from whoever owns them; null when there is no annotation that can be used.
    /// </summary>
    public static MapValue? AllowedConflicts(StructuralSchema schema, MapValue live, string apiVersion)
    {
        if (live.Map("metadata")?.Map("annotations")?.Text(Annotation) is not { Length: > 0 } text)
            return null;
        MapValue applied;
        try
        {
            applied = JsonText.ParseMap(Encoding.UTF8.GetBytes(text));
        }
        catch (JsonException)
        {
            return null;
        }
        if (applied.Text("apiVersion") != apiVersion || TypedValidation.Check(schema, applied).Length > 0)
            return null;
        var changes = new Comparer(mergeAdded: true).CompareObjects(schema, applied, live);
        var fields = FieldSetOf.Value(schema, applied);
        // Where the object has something else than was applied, somebody has changed it since.
        fields = FieldTree.Except(fields, changes.Modified ?? MapValue.Empty);
        return FieldTree.Except(fields, changes.Removed ?? MapValue.Empty);
    }

    /// <summary>The object with its annotation, if it has one, saying the applied configuration.</summary>
    public static MapValue Update(MapValue applied, MapValue config)
    {
        if (applied.Map("metadata")?.Map("annotations") is not { } annotations)
            return applied;
        if (annotations.Text(Annotation) is not { Length: > 0 } old)
            return applied;
        var own = config.Map("metadata")?.Map("annotations")?.Without(Annotation);
        if (own is not null)
            config = config.WithAt(own, "metadata", "annotations");
        // A line end, because kubectl writes one.
        var text = GoText.Json(config) + "\n";
        if (text == old)
            return applied;
        var updated = annotations.With(Annotation, text);
        if (SizeOf(updated) > MaxAnnotations)
            updated = annotations.Without(Annotation);
        return applied.WithAt(updated, "metadata", "annotations");
    }

    private static long SizeOf(MapValue annotations)
    {
        var size = 0L;
        foreach (var (key, value) in annotations)
            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount((value as StringValue)?.Text ?? "");
        return size;
    }
}
