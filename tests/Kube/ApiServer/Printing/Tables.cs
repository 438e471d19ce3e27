using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing.Tests;

/// <summary>Rows as kubectl would show them, wide, with cells between bars.</summary>
internal static class Tables
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 3, 0, 0, TimeSpan.Zero);

    public static string Row(this TablePrinter printer, string json)
    {
        var cells = printer.Cells(new KubeObject((MapValue)JsonText.Parse(json)), Now);
        Assert.Equal(printer.Columns.Length, cells.Count);
        return string.Join(" | ", cells.Select(c => c is StringValue s ? s.Text : c.ToString()));
    }

    public static string Header(this TablePrinter printer) =>
        string.Join(" | ", printer.Columns.Select(c => c.Priority > 0 ? c.Name + "*" : c.Name));
}
