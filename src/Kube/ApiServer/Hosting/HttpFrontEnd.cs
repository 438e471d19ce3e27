using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The way of every HTTP request: audit id, authentication, authorization, then a document or a resource. Nothing of a body is read before
/// the sender is known and allowed.
/// </summary>
internal sealed partial class HttpFrontEnd(
    ApiServer server,
    ResourceApi api,
    IAuthenticator authenticator,
    RequestMetrics metrics,
    ILogger logger
)
{
    private readonly ResourceRequests resources = new(server, api);

    public async Task HandleAsync(HttpContext http)
    {
        var started = api.Parts.Clock.GetTimestamp();
        var path = http.Request.Path.Value ?? "/";
        var watch = QueryOptions.Flag(http.Request.Query, "watch");
        var info = RequestInfo.Of(http.Request.Method, path, watch);
        var auditId = http.Request.Headers["Audit-ID"].ToString();
        if (auditId.Length is 0 or > 128)
            auditId = api.Parts.Identities.NewUid();
        http.Response.Headers["Audit-Id"] = auditId;
        http.Response.Headers.CacheControl = "no-cache, private";
        using var running = metrics.Start(info);
        try
        {
            await HandleAsync(http, info, path, auditId);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client left; there is nobody to answer.
        }
        catch (Exception e)
        {
            LogFailure(logger, e, http.Request.Method, path, auditId);
            if (!http.Response.HasStarted)
                await Responses.WriteStatusAsync(
                    http,
                    Status.InternalError("the request failed; see the server's log")
                );
            else
                http.Abort();
        }
        metrics.End(info, http.Response.StatusCode, api.Parts.Clock.GetElapsedTime(started));
    }

    private async Task HandleAsync(HttpContext http, RequestInfo info, string path, string auditId)
    {
        var credentials = new Credentials(http.Connection.ClientCertificate, Bearer(http));
        var who = await authenticator.AuthenticateAsync(credentials, http.RequestAborted);
        if (who.Error is { } rejected)
        {
            await Responses.WriteStatusAsync(http, rejected);
            return;
        }
        var user = who.User ?? UserInfo.Anonymous;
        if (ImpersonationHeaders.Read(http.Request.Headers) is { } asked)
        {
            var other = await Impersonation.ResolveAsync(user, asked, api.Parts.Authorizer, http.RequestAborted);
            if (!other.IsSuccess)
            {
                await Responses.WriteStatusAsync(http, other.Error);
                return;
            }
            user = other.Value;
        }
        var scope = new RequestScope(user, http.Request.Headers.UserAgent.ToString()) { AuditId = auditId };
        if (info.IsResource && info.Resource.Resource.Length > 0)
        {
            await resources.HandleAsync(http, info, scope);
            return;
        }
        await HandleDocumentAsync(http, info, scope, path);
    }

    private async Task HandleDocumentAsync(HttpContext http, RequestInfo info, RequestScope scope, string path)
    {
        var attributes = new AuthorizationAttributes(scope.User, info.Verb) { Path = path };
        var answer = await api.Parts.Authorizer.AuthorizeAsync(attributes, http.RequestAborted);
        if (answer.Decision != Decision.Allow)
        {
            await Responses.WriteStatusAsync(http, Denial.Status(attributes, answer.Reason));
            return;
        }
        var query = http.Request.Query;
        if (server.Documents.Health(path, query.ContainsKey("verbose"), query["exclude"]!) is { } health)
        {
            http.Response.StatusCode = health.Healthy ? 200 : 500;
            http.Response.ContentType = "text/plain; charset=utf-8";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            await http.Response.WriteAsync(health.Text, http.RequestAborted);
            return;
        }
        if (path == "/metrics")
        {
            http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            await http.Response.WriteAsync(metrics.Print(), http.RequestAborted);
            return;
        }
        if (path.StartsWith("/openapi/", StringComparison.Ordinal) && await server.OpenApi.TryAnswerAsync(http, path))
            return;
        var body = server.Documents.Get(path, http.Request.Headers.Accept.ToString());
        if (body is null)
        {
            http.Response.StatusCode = 404;
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync("404 page not found\n", http.RequestAborted);
            return;
        }
        if (info.Verb is not ("get" or "head"))
        {
            await Responses.WriteStatusAsync(http, Status.MethodNotAllowed());
            return;
        }
        if (OpenIdDocuments.Has(path))
            http.Response.Headers.CacheControl = OpenIdDocuments.CacheControl;
        if (body.ETag.Length > 0)
        {
            http.Response.Headers.ETag = body.ETag;
            http.Response.Headers.Vary = "Accept";
            http.Response.Headers.CacheControl = "public";
            if (http.Request.Headers.IfNoneMatch.ToString() == body.ETag)
            {
                http.Response.StatusCode = 304;
                return;
            }
        }
        await Responses.WriteBytesAsync(http, 200, body.Content, body.ContentType);
    }

    private static string Bearer(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : "";
    }

    [LoggerMessage(EventId = 1201, Level = LogLevel.Error, Message = "{Method} {Path} failed (audit id {AuditId})")]
    private static partial void LogFailure(ILogger logger, Exception e, string method, string path, string auditId);
}
