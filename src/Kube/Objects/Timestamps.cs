using System.Globalization;

namespace Pangea.Kube.Objects;

/// <summary>Times as the Kubernetes API writes them: RFC 3339, UTC.</summary>
public static class Timestamps
{
    /// <summary>A <c>metav1.Time</c>: whole seconds, <c>2026-11-23T02:52:40Z</c>.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A <c>metav1.MicroTime</c>: six fractional digits.</summary>
    public static string FormatMicro(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads RFC 3339 with any offset and any fraction; null when absent or unreadable.</summary>
    public static DateTimeOffset? TryParse(string? text) =>
        text is { Length: >= 20 }
        && text[10] is 'T' or 't'
        && DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : null;
}
