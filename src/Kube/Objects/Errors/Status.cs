using System.Globalization;
using System.Text;

namespace Pangea.Kube.Objects;

/// <summary>
/// A failure as the Kubernetes API reports it: a <c>v1.Status</c> with <c>status: Failure</c>. Messages that clients compare are
/// made by the factories, which are named like apimachinery's <c>errors.New…</c>.
/// </summary>
public sealed record Status(int Code, string Reason, string Message)
{
    /// <summary>Name of the object concerned, or empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>API group concerned, or empty.</summary>
    public string Group { get; init; } = "";

    /// <summary>The resource concerned (the Kind in case of Invalid), or empty.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Uid concerned, or empty.</summary>
    public string Uid { get; init; } = "";

    /// <summary>Single causes, for instance one a field.</summary>
    public IReadOnlyList<StatusCause> Causes { get; init; } = [];

    /// <summary>Seconds after which to try again; 0 for none.</summary>
    public int RetryAfterSeconds { get; init; }

    /// <summary>A fresh continue token (only with an expired one), or empty.</summary>
    public string Continue { get; init; } = "";

    /// <summary><c>pods "x" not found</c>.</summary>
    public static Status NotFound(GroupResource resource, string name) =>
        Of(404, StatusReason.NotFound, $"{resource} \"{name}\" not found", resource, name);

    /// <summary><c>pods "x" already exists</c>.</summary>
    public static Status AlreadyExists(GroupResource resource, string name) =>
        Of(409, StatusReason.AlreadyExists, $"{resource} \"{name}\" already exists", resource, name);

    /// <summary><c>Operation cannot be fulfilled on pods "x": why</c>.</summary>
    public static Status Conflict(GroupResource resource, string name, string why) =>
        Of(
            409,
            StatusReason.Conflict,
            $"Operation cannot be fulfilled on {resource} \"{name}\": {why}",
            resource,
            name
        );

    /// <summary>The conflict of a write whose resourceVersion is not the stored one.</summary>
    public static Status ModifiedConflict(GroupResource resource, string name) =>
        Conflict(
            resource,
            name,
            "the object has been modified; please apply your changes to the latest version and try again"
        );

    /// <summary>A server-side apply conflict with its causes, one a field.</summary>
    public static Status ApplyConflict(string message, IReadOnlyList<StatusCause> causes) =>
        new(409, StatusReason.Conflict, message) { Causes = causes };

    /// <summary><c>pods "x" is forbidden: why</c>.</summary>
    public static Status Forbidden(GroupResource resource, string name, string why)
    {
        var message =
            resource.Resource.Length == 0 ? $"forbidden: {why}"
            : name.Length == 0 ? $"{resource} is forbidden: {why}"
            : $"{resource} \"{name}\" is forbidden: {why}";
        return Of(403, StatusReason.Forbidden, message, resource, name);
    }

    /// <summary>
    /// <c>Deployment.apps "N" is invalid: …</c>; several errors stand in brackets, each is a cause.
    /// </summary>
    public static Status Invalid(GroupKind kind, string name, IReadOnlyList<FieldError> errors)
    {
        var text = new StringBuilder();
        if (errors.Count == 1)
            text.Append(errors[0].Message);
        else
            text.Append('[').AppendJoin(", ", errors.Select(e => e.Message).Distinct()).Append(']');
        return new(422, StatusReason.Invalid, $"{kind} \"{name}\" is invalid: {text}")
        {
            Name = name,
            Group = kind.Group,
            Kind = kind.Kind,
            Causes = [.. errors.Select(e => new StatusCause(e.Reason, e.Body, e.Field))],
        };
    }

    /// <summary>400 with a message as it is.</summary>
    public static Status BadRequest(string message) => new(400, StatusReason.BadRequest, message);

    /// <summary>401 <c>Unauthorized</c>.</summary>
    public static Status Unauthorized(string message = "Unauthorized") => new(401, StatusReason.Unauthorized, message);

    /// <summary>405 <c>the server does not allow this method on the requested resource</c>.</summary>
    public static Status MethodNotSupported(GroupResource resource, string action) =>
        new(405, StatusReason.MethodNotAllowed, $"{action} is not supported on resources of kind \"{resource}\"")
        {
            Group = resource.Group,
            Kind = resource.Resource,
        };

    /// <summary>405 without a resource, as for a wrong HTTP verb.</summary>
    public static Status MethodNotAllowed() =>
        new(405, StatusReason.MethodNotAllowed, "the server does not allow this method on the requested resource");

    /// <summary>404 for a path that is no resource.</summary>
    public static Status PathNotFound() =>
        new(404, StatusReason.NotFound, "the server could not find the requested resource");

    /// <summary>410 <c>Expired</c>: a resourceVersion or continue token that is too old.</summary>
    public static Status Expired(string message) => new(410, StatusReason.Expired, message);

    /// <summary>504 for a resourceVersion of the future.</summary>
    public static Status ResourceVersionTooLarge(long asked, long current) =>
        new(
            504,
            StatusReason.Timeout,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Timeout: Too large resource version: {asked}, current: {current}"
            )
        )
        {
            RetryAfterSeconds = 1,
            Causes = [new("ResourceVersionTooLarge", "Too large resource version", "")],
        };

    /// <summary>504 with a message.</summary>
    public static Status Timeout(string message) => new(504, StatusReason.Timeout, $"Timeout: {message}");

    /// <summary>500 <c>Internal error occurred: why</c>.</summary>
    public static Status InternalError(string why) =>
        new(500, StatusReason.InternalError, $"Internal error occurred: {why}") { Causes = [new("", why, "")] };

    /// <summary>503 with a message.</summary>
    public static Status ServiceUnavailable(string message) => new(503, StatusReason.ServiceUnavailable, message);

    /// <summary>429 with seconds to wait.</summary>
    public static Status TooManyRequests(string message, int retryAfterSeconds) =>
        new(429, StatusReason.TooManyRequests, message) { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>415 with the media types that are taken.</summary>
    public static Status UnsupportedMediaType(string message) => new(415, StatusReason.UnsupportedMediaType, message);

    /// <summary>406 with the media types there are.</summary>
    public static Status NotAcceptable(string message) => new(406, StatusReason.NotAcceptable, message);

    /// <summary>413 for a body above the limit, in bytes.</summary>
    public static Status RequestEntityTooLarge(long limit) =>
        new(413, StatusReason.RequestEntityTooLarge, $"Request entity too large: limit is {limit}");

    private static Status Of(int code, string reason, string message, GroupResource resource, string name) =>
        new(code, reason, message)
        {
            Name = name,
            Group = resource.Group,
            Kind = resource.Resource,
        };

    /// <summary>The <c>v1.Status</c> as it is sent.</summary>
    public MapValue ToValue()
    {
        var details = MapValue.Of(
            ("name", OrNull(Name)),
            ("group", OrNull(Group)),
            ("kind", OrNull(Kind)),
            ("uid", OrNull(Uid)),
            ("causes", Causes.Count == 0 ? null : ListValue.From(Causes.Select(c => c.ToValue()))),
            ("retryAfterSeconds", RetryAfterSeconds == 0 ? null : RetryAfterSeconds)
        );
        return MapValue.Of(
            ("kind", "Status"),
            ("apiVersion", "v1"),
            ("metadata", MapValue.Of(("continue", OrNull(Continue)))),
            ("status", "Failure"),
            ("message", Message),
            ("reason", OrNull(Reason)),
            ("details", details.Count == 0 ? null : details),
            ("code", Code)
        );
    }

    /// <summary>Reads a <c>v1.Status</c> that a server sent.</summary>
    public static Status FromValue(MapValue value)
    {
        var details = value.Map("details") ?? MapValue.Empty;
        return new((int)(value.Integer("code") ?? 0), value.Text("reason") ?? "", value.Text("message") ?? "")
        {
            Name = details.Text("name") ?? "",
            Group = details.Text("group") ?? "",
            Kind = details.Text("kind") ?? "",
            Uid = details.Text("uid") ?? "",
            RetryAfterSeconds = (int)(details.Integer("retryAfterSeconds") ?? 0),
            Continue = value.Map("metadata")?.Text("continue") ?? "",
            Causes =
            [
                .. details
                    .Maps("causes")
                    .Select(c => new StatusCause(
                        c.Text("reason") ?? "",
                        c.Text("message") ?? "",
                        c.Text("field") ?? ""
                    )),
            ],
        };
    }

    private static Value? OrNull(string text) => text.Length == 0 ? null : (Value)text;

    /// <summary>Code, reason and message, for logs.</summary>
    public override string ToString() => $"{Code} {Reason}: {Message}";
}

/// <summary>One cause in a Status: a reason, a message, and the field it is about.</summary>
public sealed record StatusCause(string Reason, string Message, string Field)
{
    /// <summary>The cause as it is sent; empty parts are left out.</summary>
    public MapValue ToValue() =>
        MapValue.Of(
            ("reason", Reason.Length == 0 ? null : (Value)Reason),
            ("message", Message.Length == 0 ? null : (Value)Message),
            ("field", Field.Length == 0 ? null : (Value)Field)
        );
}

/// <summary>The reasons of <c>metav1.StatusReason</c> that clients compare.</summary>
public static class StatusReason
{
#pragma warning disable CS1591 // the names say it: these are the API's own words
    public const string AlreadyExists = "AlreadyExists";
    public const string BadRequest = "BadRequest";
    public const string Conflict = "Conflict";
    public const string Expired = "Expired";
    public const string Forbidden = "Forbidden";
    public const string Gone = "Gone";
    public const string InternalError = "InternalError";
    public const string Invalid = "Invalid";
    public const string MethodNotAllowed = "MethodNotAllowed";
    public const string NotAcceptable = "NotAcceptable";
    public const string NotFound = "NotFound";
    public const string RequestEntityTooLarge = "RequestEntityTooLarge";
    public const string ServerTimeout = "ServerTimeout";
    public const string ServiceUnavailable = "ServiceUnavailable";
    public const string Timeout = "Timeout";
    public const string TooManyRequests = "TooManyRequests";
    public const string Unauthorized = "Unauthorized";
    public const string UnsupportedMediaType = "UnsupportedMediaType";
#pragma warning restore CS1591
}
