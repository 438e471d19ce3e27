using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>One column of a <c>meta.k8s.io/v1 Table</c>.</summary>
/// <param name="Name">Header.</param>
/// <param name="Type"><c>string</c>, <c>integer</c>, <c>date</c>, …</param>
/// <param name="Priority">0 is always shown, greater only with <c>-o wide</c>.</param>
public sealed record TableColumn(string Name, string Type = "string", int Priority = 0)
{
    /// <summary>OpenAPI format; <c>name</c> marks the column that holds the name.</summary>
    public string Format { get; init; } = "";

    /// <summary>Text for <c>kubectl explain</c>-like clients.</summary>
    public string Description { get; init; } = "";
}

/// <summary>How a kind is printed: its columns, and the cells of one object.</summary>
public sealed record TablePrinter(
    ImmutableArray<TableColumn> Columns,
    Func<KubeObject, DateTimeOffset, IReadOnlyList<Value>> Cells
)
{
    /// <summary>
    /// What the row of an object says of it besides its cells (<c>conditions</c> of a <c>TableRow</c>: a pod that has ended); null for
    /// nothing.
    /// </summary>
    public Func<KubeObject, ListValue?>? RowConditions { get; init; }
}
