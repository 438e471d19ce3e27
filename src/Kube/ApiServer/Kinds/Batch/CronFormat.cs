using System.Buffers;
using System.Globalization;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks schedules of five fields, or by a word such as <c>@daily</c>; with the words of the parser that Kubernetes uses.</summary>
internal static class CronFormat
{
    private static readonly Bounds[] Fields =
    [
        new(0, 59, []),
        new(0, 23, []),
        new(1, 31, []),
        new(1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
        new(0, 6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ];

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private sealed record Bounds(int Least, int Most, string[] Names);

    /// <summary>Why a schedule cannot be read, or null.</summary>
    public static string? Error(string schedule)
    {
        if (schedule.Length == 0)
            return "empty spec string";
        if (
            schedule.StartsWith("TZ=", StringComparison.Ordinal)
            || schedule.StartsWith("CRON_TZ=", StringComparison.Ordinal)
        )
        {
            var zone = schedule[(schedule.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(' ')[0];
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
                return $"provided bad location {zone}: unknown time zone {zone}";
            var space = schedule.IndexOf(' ', StringComparison.Ordinal);
            schedule = space < 0 ? "" : schedule[space..].Trim();
        }
        if (schedule.StartsWith('@'))
            return WordError(schedule);
        var fields = schedule.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != Fields.Length)
            return $"expected exactly 5 fields, found {fields.Length}: [{string.Join(' ', fields)}]";
        for (var i = 0; i < fields.Length; i++)
        {
            foreach (var range in fields[i].Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                if (RangeError(range, Fields[i]) is { } error)
                    return error;
            }
        }
        return null;
    }

    private static string? WordError(string word)
    {
        if (word is "@yearly" or "@annually" or "@monthly" or "@weekly" or "@daily" or "@midnight" or "@hourly")
            return null;
        const string every = "@every ";
        if (!word.StartsWith(every, StringComparison.Ordinal))
            return $"unrecognized descriptor: {word}";
        var duration = word[every.Length..];
        return IsDuration(duration) ? null : $"failed to parse duration {word}: time: invalid duration \"{duration}\"";
    }

    private static bool IsDuration(string text)
    {
        var rest = text.AsSpan().TrimStart('+');
        if (rest is "0")
            return true;
        if (rest.IsEmpty)
            return false;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0)
                return false;
            rest = rest[digits..];
            var unit = rest.IndexOfAny(Digits);
            if (rest[..(unit < 0 ? rest.Length : unit)] is not ("ns" or "us" or "µs" or "ms" or "s" or "m" or "h"))
                return false;
            rest = unit < 0 ? default : rest[unit..];
        }
        return true;
    }

    private static string? RangeError(string text, Bounds bounds)
    {
        var parts = text.Split('/');
        var ends = parts[0].Split('-');
        var from = bounds.Least;
        var to = bounds.Most;
        if (ends[0] is not ("*" or "?"))
        {
            if (NumberError(ends[0], bounds.Names, bounds.Least, out from) is { } first)
                return first;
            to = from;
            if (ends.Length > 2)
                return $"too many hyphens: {text}";
            if (ends.Length == 2 && NumberError(ends[1], bounds.Names, bounds.Least, out to) is { } second)
                return second;
        }
        var step = 1;
        if (parts.Length > 2)
            return $"too many slashes: {text}";
        if (parts.Length == 2)
        {
            if (NumberError(parts[1], [], 0, out step) is { } error)
                return error;
            if (ends.Length == 1)
                to = bounds.Most;
        }
        return from < bounds.Least ? $"beginning of range ({from}) below minimum ({bounds.Least}): {text}"
            : to > bounds.Most ? $"end of range ({to}) above maximum ({bounds.Most}): {text}"
            : from > to ? $"beginning of range ({from}) beyond end of range ({to}): {text}"
            : step == 0 ? $"step of range should be a positive number: {text}"
            : null;
    }

    private static string? NumberError(string text, string[] names, int least, out int number)
    {
        number = Array.FindIndex(names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (number >= 0)
        {
            number += least;
            return null;
        }
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            return $"failed to parse int from {text}: strconv.Atoi: parsing \"{text}\": invalid syntax";
        return number < 0 ? $"negative number ({number}) not allowed: {text}" : null;
    }
}
