using System.Text;

namespace Pangea.Cli;

/// <summary>Columns of text, as kubectl prints them: upper-case heads, three blanks between columns, nothing at the end of lines.</summary>
internal sealed class TextTable(params string[] heads)
{
    private readonly List<string[]> rows = [heads];

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells) => rows.Add(cells);

    /// <summary>The lines.</summary>
    public override string ToString()
    {
        var widths = Enumerable.Range(0, heads.Length).Select(c => rows.Max(r => r[c].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var line = new StringBuilder();
            for (var column = 0; column < row.Length; column++)
                line.Append(row[column].PadRight(widths[column] + 3));
            text.Append(line.ToString().TrimEnd()).Append('\n');
        }
        return text.ToString();
    }
}
