using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Renders objects as <c>meta.k8s.io Table</c>, which is what kubectl prints.</summary>
internal sealed class TableRenderer(TablePrinter printer, string metaVersion, string includeObject)
{
    private readonly string apiVersion = "meta.k8s.io/" + metaVersion;

    /// <summary>A table of one or many objects.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="listMetadata">The table's metadata.</param>
    /// <param name="withColumns">Whether column definitions are included: in a watch only in the first table.</param>
    /// <param name="now">The time that ages are counted to.</param>
    public MapValue Render(
        IEnumerable<KubeObject> objects,
        MapValue listMetadata,
        bool withColumns,
        DateTimeOffset now
    ) =>
        MapValue.Of(
            ("kind", "Table"),
            ("apiVersion", apiVersion),
            ("metadata", listMetadata),
            ("columnDefinitions", withColumns ? ListValue.From(printer.Columns.Select(Column)) : ListValue.Empty),
            ("rows", ListValue.From(objects.Select(o => Row(o, now))))
        );

    private MapValue Row(KubeObject obj, DateTimeOffset now) =>
        MapValue.Of(
            ("cells", ListValue.From(printer.Cells(obj, now))),
            (
                "object",
                includeObject switch
                {
                    "None" => null,
                    "Object" => obj.Root,
                    _ => PartialMetadata.Of(obj, apiVersion),
                }
            )
        );

    private static MapValue Column(TableColumn column) =>
        MapValue.Of(
            ("name", column.Name),
            ("type", column.Type),
            ("format", column.Format),
            ("description", column.Description),
            ("priority", column.Priority)
        );
}

/// <summary>Objects reduced to their metadata.</summary>
internal static class PartialMetadata
{
    /// <summary>A <c>PartialObjectMetadata</c> of an object.</summary>
    public static MapValue Of(KubeObject obj, string apiVersion) =>
        MapValue.Of(
            ("kind", "PartialObjectMetadata"),
            ("apiVersion", apiVersion),
            ("metadata", obj.Root.Map("metadata") ?? MapValue.Empty)
        );
}
