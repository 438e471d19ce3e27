using System.Globalization;

namespace Pangea.Fleet.Api;

/// <summary>The form of schedules: five fields as of cron, or one of the words with @. Source: crontab(5).</summary>
internal static class CronSyntax
{
    private static readonly string[] Months =
    [
        "jan",
        "feb",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "oct",
        "nov",
        "dec",
    ];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private static readonly Field[] Fields =
    [
        new("minute", 0, 59, []),
        new("hour", 0, 23, []),
        new("day of month", 1, 31, []),
        new("month", 1, 12, Months),
        new("day of week", 0, 7, Days),
    ];

    /// <summary>What is wrong with a schedule, or null.</summary>
    public static string? Error(string schedule)
    {
        if (schedule is "@yearly" or "@annually" or "@monthly" or "@weekly" or "@daily" or "@midnight" or "@hourly")
            return null;
        var parts = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length != Fields.Length)
            return $"expected exactly 5 fields, found {parts.Length}: {(Pangea.Kube.Objects.Value)schedule}";
        for (var i = 0; i < parts.Length; i++)
        {
            foreach (var item in parts[i].Split(','))
            {
                if (!Fields[i].Takes(item))
                    return $"failed to parse {Fields[i].Name} field: {(Pangea.Kube.Objects.Value)item}";
            }
        }
        return null;
    }

    private sealed record Field(string Name, int Least, int Most, string[] Words)
    {
        public bool Takes(string item)
        {
            var slash = item.IndexOf('/', StringComparison.Ordinal);
            if (slash >= 0)
            {
                if (!int.TryParse(item.AsSpan(slash + 1), NumberStyles.None, null, out var step) || step < 1)
                    return false;
                item = item[..slash];
            }
            if (item is "*" or "?")
                return true;
            var dash = item.IndexOf('-', StringComparison.Ordinal);
            return dash < 0
                ? Number(item) is not null
                : Number(item[..dash]) is { } first && Number(item[(dash + 1)..]) is { } last && first <= last;
        }

        private int? Number(string text)
        {
            var word = Array.IndexOf(Words, text.ToLowerInvariant());
            if (word >= 0)
                return word + Least;
            return int.TryParse(text, NumberStyles.None, null, out var number) && number >= Least && number <= Most
                ? number
                : null;
        }
    }
}
