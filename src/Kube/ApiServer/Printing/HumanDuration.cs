using System.Globalization;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>Spans of time as kubectl shows ages: two units at most, coarser the longer.</summary>
internal static class HumanDuration
{
    /// <summary><c>45s</c>, <c>5m30s</c>, <c>3h12m</c>, <c>2d5h</c>, <c>40d</c>, <c>2y3d</c>; a clock that is a second off shows <c>0s</c>.</summary>
    public static string Format(TimeSpan span)
    {
        var seconds = (long)span.TotalSeconds;
        if (seconds < -1)
            return "<invalid>";
        if (seconds < 0)
            return "0s";
        if (seconds < 120)
            return Text($"{seconds}s");
        var minutes = seconds / 60;
        if (minutes < 10)
            return Two(minutes, 'm', seconds % 60, 's');
        if (minutes < 180)
            return Text($"{minutes}m");
        var hours = minutes / 60;
        if (hours < 8)
            return Two(hours, 'h', minutes % 60, 'm');
        if (hours < 48)
            return Text($"{hours}h");
        var days = hours / 24;
        if (hours < 24 * 8)
            return Two(days, 'd', hours % 24, 'h');
        if (hours < 24 * 365 * 2)
            return Text($"{days}d");
        return hours < 24 * 365 * 8 ? Two(days / 365, 'y', days % 365, 'd') : Text($"{days / 365}y");
    }

    private static string Two(long large, char largeUnit, long small, char smallUnit) =>
        small == 0 ? Text($"{large}{largeUnit}") : Text($"{large}{largeUnit}{small}{smallUnit}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
