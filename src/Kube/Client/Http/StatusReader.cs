using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>Makes a <see cref="Status"/> of an answer that is no success.</summary>
internal static class StatusReader
{
    private const int LongestText = 1024;

    /// <summary>The Status in the body, or one made from the code and the text, as client-go makes it.</summary>
    public static Status Read(HttpResponseMessage response, ReadOnlySpan<byte> body, TimeProvider clock)
    {
        var code = (int)response.StatusCode;
        var status = TryParse(body) ?? OfCode(code, Text(body));
        if (status.Code == 0)
            status = status with { Code = code };
        if (status.Reason.Length == 0)
            status = status with { Reason = ReasonOf(status.Code) };
        var after = RetryAfter(response, clock);
        return after > status.RetryAfterSeconds ? status with { RetryAfterSeconds = after } : status;
    }

    /// <summary>The Status that a text holds, or null when it holds none.</summary>
    public static Status? TryParse(ReadOnlySpan<byte> body)
    {
        try
        {
            return
                body.Length > 0
                && body[0] == '{'
                && JsonText.ParseMap(body) is var map
                && map.Text("kind") == "Status"
                && map.Text("status") != "Success"
                ? Status.FromValue(map)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The Retry-After header in seconds, rounded up; 0 when there is none.</summary>
    public static int RetryAfter(HttpResponseMessage response, TimeProvider clock)
    {
        var header = response.Headers.RetryAfter;
        var seconds = header?.Delta?.TotalSeconds ?? (header?.Date - clock.GetUtcNow())?.TotalSeconds ?? 0;
        return (int)Math.Ceiling(Math.Clamp(seconds, 0, 3600));
    }

    private static string Text(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestText)]).Trim();
        return body.Length > LongestText ? text + "…" : text;
    }

    private static Status OfCode(int code, string text) =>
        new(
            code,
            ReasonOf(code),
            text.Length > 0
                ? text
                : string.Create(CultureInfo.InvariantCulture, $"the server answered {code} {(HttpStatusCode)code}")
        );

    private static string ReasonOf(int code) =>
        code switch
        {
            400 => StatusReason.BadRequest,
            401 => StatusReason.Unauthorized,
            403 => StatusReason.Forbidden,
            404 => StatusReason.NotFound,
            405 => StatusReason.MethodNotAllowed,
            406 => StatusReason.NotAcceptable,
            409 => StatusReason.Conflict,
            410 => StatusReason.Gone,
            413 => StatusReason.RequestEntityTooLarge,
            415 => StatusReason.UnsupportedMediaType,
            422 => StatusReason.Invalid,
            429 => StatusReason.TooManyRequests,
            503 => StatusReason.ServiceUnavailable,
            504 => StatusReason.Timeout,
            >= 500 => StatusReason.InternalError,
            _ => "",
        };
}
