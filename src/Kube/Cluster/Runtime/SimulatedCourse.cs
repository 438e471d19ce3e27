using System.Buffers;
using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Runtime;

/// <summary>
/// How the containers of a simulated pod go. They run for good, except in pods that are not restarted always and either belong to a Job or have one of
/// the annotations: those end after a while with an exit code.
/// </summary>
/// <param name="Duration">After how long they end; null for never.</param>
/// <param name="ExitCode">With what.</param>
/// <param name="RestartsFailed">Whether a container that failed is started again.</param>
internal sealed record SimulatedCourse(TimeSpan? Duration, long ExitCode, bool RestartsFailed)
{
    /// <summary>After how long the containers end, as Go writes durations: <c>500ms</c>, <c>1m30s</c>.</summary>
    public const string DurationAnnotation = "pangea.io/simulated-duration";

    /// <summary>With what exit code they end.</summary>
    public const string ExitCodeAnnotation = "pangea.io/simulated-exit-code";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstRestart = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestRestart = TimeSpan.FromMinutes(5);

    /// <summary>The course of a pod.</summary>
    public static SimulatedCourse Of(KubeObject pod)
    {
        var policy = pod.Spec.Text("restartPolicy") ?? "Always";
        var duration = pod.Annotations.Text(DurationAnnotation);
        var code = pod.Annotations.Text(ExitCodeAnnotation);
        var ends = duration is not null || code is not null || pod.Controller is { Kind: "Job" };
        if (policy == "Always" || !ends)
            return new(null, 0, true);
        return new(
            ParseDuration(duration) ?? Default,
            long.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 255
                ? number
                : 0,
            policy == "OnFailure"
        );
    }

    /// <summary>How long a container waits before it is started again, after so many restarts. The kubelet's crash loop.</summary>
    public static TimeSpan RestartPause(long restarts)
    {
        var pause = FirstRestart;
        for (var i = 0; i < restarts && pause < LongestRestart; i++)
            pause *= 2;
        return pause < LongestRestart ? pause : LongestRestart;
    }

    /// <summary>Reads a duration as Go writes it; null when it is none.</summary>
    internal static TimeSpan? ParseDuration(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 32)
            return null;
        var total = 0.0;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (
                digits <= 0
                || !double.TryParse(
                    rest[..digits],
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var number
                )
            )
                return null;
            rest = rest[digits..];
            var end = rest.IndexOfAny(Digits);
            var unit = end < 0 ? rest : rest[..end];
            double? milliseconds = unit switch
            {
                "ms" => 1,
                "s" => 1000,
                "m" => 60_000,
                "h" => 3_600_000,
                _ => null,
            };
            if (milliseconds is null)
                return null;
            total += number * milliseconds.Value;
            rest = rest[unit.Length..];
        }
        return total < TimeSpan.FromDays(365).TotalMilliseconds ? TimeSpan.FromMilliseconds(total) : null;
    }
}
