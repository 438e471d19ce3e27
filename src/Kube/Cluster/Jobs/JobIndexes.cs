using System.Globalization;
using System.Text;

namespace Pangea.Kube.Cluster;

/// <summary>The indexes of an Indexed Job that have succeeded, as <c>status.completedIndexes</c> writes them: <c>0-2,5</c>.</summary>
internal static class JobIndexes
{
    public static SortedSet<int> Parse(string? text, int completions)
    {
        var indexes = new SortedSet<int>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            if (
                !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            )
                continue;
            // An elastic Job may have shrunk: indexes beyond its end do not count.
            for (var i = first; i <= last && i < completions; i++)
                indexes.Add(i);
        }
        return indexes;
    }

    public static string Format(SortedSet<int> indexes)
    {
        var text = new StringBuilder();
        int first = -1,
            last = -2;
        foreach (var index in indexes)
        {
            if (index == last + 1)
            {
                last = index;
                continue;
            }
            Write();
            first = last = index;
        }
        Write();
        return text.ToString();

        void Write()
        {
            if (first < 0)
                return;
            if (text.Length > 0)
                text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{first}");
            if (last > first)
                // Two that follow one another are written apart, as the original does.
                text.Append(last == first + 1 ? ',' : '-').Append(CultureInfo.InvariantCulture, $"{last}");
        }
    }
}
