using Pangea.Fleet.Api;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// How Clusters are printed. Karmada serves them by an API server of its own, which says in words what columns of custom resources leave empty: a
/// cluster that nobody has heard of is <c>Unknown</c>, and what has no region has the region <c>&lt;none&gt;</c>.
/// </summary>
internal static class ClusterColumns
{
    private const int Wide = 1;

    /// <summary>The printer of the kind's columns with those words.</summary>
    public static TablePrinter Of(TablePrinter columns) =>
        columns with
        {
            Cells = (obj, now) =>
            {
                var cells = columns.Cells(obj, now).ToArray();
                for (var i = 0; i < cells.Length; i++)
                {
                    // A custom resource's column shows the first of several.
                    if (columns.Columns[i].Name == "Zones")
                        cells[i] = string.Join(',', obj.Spec.List("zones")?.Texts ?? []);
                    if (cells[i] is NullValue or StringValue { Text: "" })
                        cells[i] = Absent(columns.Columns[i]);
                }
                return cells;
            },
        };

    private static Value Absent(TableColumn column) =>
        column.Name == ConditionTypes.Ready ? "Unknown"
        : column.Priority == Wide ? "<none>"
        : "";
}
