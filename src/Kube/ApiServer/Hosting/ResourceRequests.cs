using Microsoft.AspNetCore.Http;
using Pangea.Kube.ApiServer.Printing;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Serves requests on resources: from query and body to the resource API, and back to the form the client asked for.</summary>
internal sealed class ResourceRequests(ApiServer server, ResourceApi api)
{
    public async Task HandleAsync(HttpContext http, RequestInfo info, RequestScope scope)
    {
        var query = http.Request.Query;
        FieldSelector? fields = null;
        if (info.Verb is "list" or "watch" or "deletecollection")
        {
            if (FieldSelector.TryParse(query["fieldSelector"].ToString(), out var parsed, out _))
                fields = parsed;
            // Who may read one object may list or watch just it.
            if (info.Name.Length == 0 && fields?.RequiredValue("metadata.name") is { } only)
                info = info with { Name = only };
        }
        if (
            await api.AuthorizeAsync(
                scope,
                info.Verb,
                info.Resource,
                info.Subresource,
                info.Key,
                fields,
                http.RequestAborted
            ) is
            { } denied
        )
        {
            await Responses.WriteStatusAsync(http, denied);
            return;
        }
        if (
            info.Subresource.Length > 0
            && server.FindConnect(info.Resource.GroupResource, info.Subresource) is { } connect
        )
        {
            if (await ConnectAdmission.RefusalAsync(api.Parts, http, info, scope) is { } refusal)
                await Responses.WriteStatusAsync(http, refusal);
            else
                await connect(http, info.Key, scope.User);
            return;
        }
        if (server.Reviews.Find(info.Resource) is { } review)
        {
            await ReviewAsync(http, info, scope, review);
            return;
        }
        if (
            api.Parts.Catalog.Find(info.Resource) is not { } definition
            || definition.Namespaced && info.Namespace.Length == 0 && info.Verb is not ("list" or "watch")
        )
        {
            await NotServedAsync(http);
            return;
        }
        if (!definition.Namespaced)
        {
            if (info.Namespace.Length > 0 && info.Resource.Resource != "namespaces")
            {
                await NotServedAsync(http);
                return;
            }
            // A namespace's own URL looks as if it lay in itself, and authorization sees it so.
            info = info with
            {
                Namespace = "",
            };
        }
        if (definition.DeprecationWarning.Length > 0)
            http.Response.Headers.Append("Warning", WarningHeader.Of(definition.DeprecationWarning));
        var task = (info.Verb, info.Subresource.Length > 0) switch
        {
            ("list", false) => ListAsync(http, info, definition),
            ("watch", false) => WatchAsync(http, info, definition),
            ("get", false) => GetAsync(http, info, definition),
            ("create", false) when info.Name.Length == 0 => CreateAsync(http, info, definition, scope),
            ("update", false) => WriteAsync(http, info, definition, scope),
            ("patch", false) => PatchAsync(http, info, definition, scope),
            ("delete", false) => DeleteAsync(http, info, definition, scope),
            ("deletecollection", false) => DeleteCollectionAsync(http, info, definition, scope),
            ("get", true) => GetAsync(http, info, definition),
            ("create", true) => PostAsync(http, info, definition, scope),
            ("update", true) => WriteAsync(http, info, definition, scope),
            ("patch", true) => PatchAsync(http, info, definition, scope),
            _ => Responses.WriteStatusAsync(http, Status.MethodNotAllowed()),
        };
        await task;
    }

    private static async Task NotServedAsync(HttpContext http)
    {
        // The original's answer to a resource it does not know is no Status.
        http.Response.StatusCode = 404;
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync("404 page not found\n", http.RequestAborted);
    }

    private static MediaType? Negotiate(HttpContext http, bool list, bool watch) =>
        MediaType.Negotiate(http.Request.Headers.Accept.ToString(), list, watch);

    private static Task NotAcceptableAsync(HttpContext http) =>
        Responses.WriteStatusAsync(
            http,
            Status.NotAcceptable("only the following media types are accepted: application/json, application/yaml")
        );

    private async Task GetAsync(HttpContext http, RequestInfo info, ResourceDefinition definition)
    {
        if (Negotiate(http, list: false, watch: false) is not { } type)
        {
            await NotAcceptableAsync(http);
            return;
        }
        var found =
            info.Subresource.Length > 0
                ? await server.Subresources.GetAsync(definition, info.Key, info.Subresource, http.RequestAborted)
                : await api.GetAsync(
                    definition,
                    info.Key,
                    http.Request.Query["resourceVersion"].ToString(),
                    http.RequestAborted
                );
        await SendAsync(http, definition, found, 200, type, info.Subresource);
    }

    private async Task ListAsync(HttpContext http, RequestInfo info, ResourceDefinition definition)
    {
        if (Negotiate(http, list: true, watch: false) is not { } type)
        {
            await NotAcceptableAsync(http);
            return;
        }
        var options = QueryOptions.List(http.Request.Query);
        if (!options.IsSuccess)
        {
            await Responses.WriteStatusAsync(http, options.Error);
            return;
        }
        var listed = await api.ListAsync(definition, info.Namespace, options.Value, http.RequestAborted);
        if (!listed.IsSuccess)
        {
            await Responses.WriteStatusAsync(http, listed.Error);
            return;
        }
        await SendListAsync(http, definition, listed.Value, type);
    }

    private async Task SendListAsync(HttpContext http, ResourceDefinition definition, ListSnapshot list, MediaType type)
    {
        switch (type.Form)
        {
            case Representation.Table:
                var table = new TableRenderer(definition.Printer, type.MetaVersion, IncludeObject(http));
                await Responses.WriteValueAsync(
                    http,
                    200,
                    table.Render(
                        list.Items,
                        Responses.ListMetadata(list),
                        withColumns: true,
                        api.Parts.Clock.GetUtcNow()
                    ),
                    type
                );
                break;
            case Representation.Metadata:
                var meta = "meta.k8s.io/" + type.MetaVersion;
                await Responses.WriteValueAsync(
                    http,
                    200,
                    MapValue.Of(
                        ("kind", "PartialObjectMetadataList"),
                        ("apiVersion", meta),
                        ("metadata", Responses.ListMetadata(list)),
                        ("items", ListValue.From(list.Items.Select(i => PartialMetadata.Of(i, meta))))
                    ),
                    type
                );
                break;
            default:
                await Responses.WriteListAsync(
                    http,
                    definition.Resource.GroupVersion.Kind(definition.ListKind),
                    list,
                    type
                );
                break;
        }
    }

    private async Task WatchAsync(HttpContext http, RequestInfo info, ResourceDefinition definition)
    {
        if (Negotiate(http, list: true, watch: true) is not { } type)
        {
            await NotAcceptableAsync(http);
            return;
        }
        var options = QueryOptions.Watch(http.Request.Query);
        if (!options.IsSuccess)
        {
            await Responses.WriteStatusAsync(http, options.Error);
            return;
        }
        var wanted = options.Value;
        if (info.Name.Length > 0 && wanted.Fields.RequiredValue("metadata.name") is null)
            wanted = wanted with { Fields = FieldSelector.Of("metadata.name", info.Name) };
        var opened = await api.WatchAsync(definition, info.Namespace, wanted, http.RequestAborted);
        var response = new WatchResponse(definition, type, IncludeObject(http), wanted.AllowBookmarks, api.Parts.Clock);
        if (!opened.IsSuccess)
        {
            // What is wrong with the request is answered as ever; what only the revisions of the server can tell is an event, as of the original.
            await (
                opened.Error.Code is StatusCodes.Status410Gone or StatusCodes.Status504GatewayTimeout
                    ? response.FailAsync(http, opened.Error)
                    : Responses.WriteStatusAsync(http, opened.Error)
            );
            return;
        }
        await response.RunAsync(http, opened.Value, wanted.Timeout ?? server.RandomWatchTimeout(), server.Stopping);
    }

    private async Task CreateAsync(
        HttpContext http,
        RequestInfo info,
        ResourceDefinition definition,
        RequestScope scope
    )
    {
        if (await ReadAsync(http, info, definition, scope) is not { } read)
            return;
        var made = await api.CreateAsync(
            scope,
            definition,
            info.Namespace,
            read.Body,
            read.Options,
            http.RequestAborted
        );
        await SendAsync(http, definition, made, 201, read.Type, "", scope);
    }

    private async Task WriteAsync(HttpContext http, RequestInfo info, ResourceDefinition definition, RequestScope scope)
    {
        if (await ReadAsync(http, info, definition, scope) is not { } read)
            return;
        var name = read.Body.Map("metadata")?.Text("name") ?? "";
        if (name.Length > 0 && name != info.Name)
        {
            await Responses.WriteStatusAsync(
                http,
                Status.BadRequest($"the name of the object ({name}) does not match the name on the URL ({info.Name})")
            );
            return;
        }
        var written =
            info.Subresource.Length > 0
                ? await server.Subresources.PutAsync(
                    scope,
                    definition,
                    info.Key,
                    read.Body,
                    read.Options,
                    http.RequestAborted
                )
                : await api.UpdateAsync(scope, definition, info.Key, read.Body, read.Options, http.RequestAborted);
        await SendAsync(http, definition, written, 200, read.Type, info.Subresource, scope);
    }

    private async Task PostAsync(HttpContext http, RequestInfo info, ResourceDefinition definition, RequestScope scope)
    {
        if (await ReadAsync(http, info, definition, scope) is not { } read)
            return;
        var made = await server.Subresources.PostAsync(
            scope,
            info.Resource,
            info.Key,
            read.Body,
            read.Options,
            http.RequestAborted
        );
        await SendAsync(http, definition, made, 201, read.Type, info.Subresource, scope);
    }

    private async Task PatchAsync(HttpContext http, RequestInfo info, ResourceDefinition definition, RequestScope scope)
    {
        if (Negotiate(http, list: false, watch: false) is not { } type)
        {
            await NotAcceptableAsync(http);
            return;
        }
        var options = QueryOptions.Write(http.Request.Query, info.Subresource);
        if (!options.IsSuccess)
        {
            await Responses.WriteStatusAsync(http, options.Error);
            return;
        }
        var (bytes, tooLarge) = await RequestBody.ReadAsync(http);
        if (tooLarge is not null)
        {
            await Responses.WriteStatusAsync(http, tooLarge);
            return;
        }
        var patch = BodyDecoder.DecodePatch(bytes, http.Request.ContentType ?? "");
        if (!patch.IsSuccess)
        {
            await Responses.WriteStatusAsync(http, patch.Error);
            return;
        }
        if (patch.Value.Type == PatchType.Apply && options.Value.FieldManager.Length == 0)
        {
            await Responses.WriteStatusAsync(
                http,
                Status.Invalid(
                    new("meta.k8s.io", "PatchOptions"),
                    "",
                    [FieldError.Required("fieldManager", "is required for apply patch")]
                )
            );
            return;
        }
        if (patch.Value.Type != PatchType.Apply && http.Request.Query.ContainsKey("force"))
        {
            await Responses.WriteStatusAsync(
                http,
                Status.Invalid(
                    new("meta.k8s.io", "PatchOptions"),
                    "",
                    [FieldError.Forbidden("force", "may not be specified for non-apply patch")]
                )
            );
            return;
        }
        var patched =
            info.Subresource.Length > 0
                ? await server.Subresources.PatchAsync(
                    scope,
                    definition,
                    info.Key,
                    patch.Value,
                    options.Value,
                    http.RequestAborted
                )
                : await api.PatchAsync(scope, definition, info.Key, patch.Value, options.Value, http.RequestAborted);
        // An apply that made the object answers as a create does.
        var created = patch.Value.Type == PatchType.Apply && patched is { IsSuccess: true } && scope.Created;
        await SendAsync(http, definition, patched, created ? 201 : 200, type, info.Subresource, scope);
    }

    private async Task DeleteAsync(
        HttpContext http,
        RequestInfo info,
        ResourceDefinition definition,
        RequestScope scope
    )
    {
        if (await ReadDeleteOptionsAsync(http) is not { } options)
            return;
        var deleted = await api.DeleteAsync(scope, definition, info.Key, options, http.RequestAborted);
        if (!deleted.IsSuccess)
        {
            await Responses.WriteStatusAsync(http, deleted.Error);
            return;
        }
        var type = Negotiate(http, list: false, watch: false) ?? MediaType.Json;
        if (deleted.Value.Gone)
        {
            await Responses.WriteValueAsync(
                http,
                200,
                SuccessStatus.OfDeletion(definition.Resource.GroupResource, deleted.Value.Object),
                type with
                {
                    Form = Representation.Whole,
                }
            );
            return;
        }
        await SendAsync(http, definition, deleted.Value.Object, 200, type, "");
    }

    private async Task DeleteCollectionAsync(
        HttpContext http,
        RequestInfo info,
        ResourceDefinition definition,
        RequestScope scope
    )
    {
        var selection = QueryOptions.List(http.Request.Query);
        if (!selection.IsSuccess)
        {
            await Responses.WriteStatusAsync(http, selection.Error);
            return;
        }
        if (await ReadDeleteOptionsAsync(http) is not { } options)
            return;
        var deleted = await api.DeleteCollectionAsync(
            scope,
            definition,
            info.Namespace,
            selection.Value,
            options,
            http.RequestAborted
        );
        if (!deleted.IsSuccess)
        {
            await Responses.WriteStatusAsync(http, deleted.Error);
            return;
        }
        await SendListAsync(
            http,
            definition,
            deleted.Value,
            Negotiate(http, list: true, watch: false) ?? MediaType.Json
        );
    }

    private async Task ReviewAsync(HttpContext http, RequestInfo info, RequestScope scope, Review review)
    {
        if (info.Verb != "create")
        {
            await Responses.WriteStatusAsync(http, Status.MethodNotAllowed());
            return;
        }
        var (bytes, tooLarge) = await RequestBody.ReadAsync(http);
        var body = tooLarge is null ? BodyDecoder.DecodePlain(bytes, http.Request.ContentType ?? "") : tooLarge;
        if (!body.IsSuccess)
        {
            await Responses.WriteStatusAsync(http, body.Error);
            return;
        }
        var answer = await review(scope, body.Value, info.Namespace, http.RequestAborted);
        if (answer.IsSuccess)
            await Responses.WriteObjectAsync(http, 201, answer.Value, MediaType.Json);
        else
            await Responses.WriteStatusAsync(http, answer.Error);
    }

    private async ValueTask<(MapValue Body, WriteOptions Options, MediaType Type)?> ReadAsync(
        HttpContext http,
        RequestInfo info,
        ResourceDefinition definition,
        RequestScope scope
    )
    {
        if (Negotiate(http, list: false, watch: false) is not { } type)
        {
            await NotAcceptableAsync(http);
            return null;
        }
        var options = QueryOptions.Write(http.Request.Query, info.Subresource);
        if (!options.IsSuccess)
        {
            await Responses.WriteStatusAsync(http, options.Error);
            return null;
        }
        var (bytes, tooLarge) = await RequestBody.ReadAsync(http);
        if (tooLarge is not null)
        {
            await Responses.WriteStatusAsync(http, tooLarge);
            return null;
        }
        var contentType = http.Request.ContentType ?? "";
        var plain = info.Subresource.Length > 0 && !Subresources.IsPart(info.Subresource);
        var body = plain
            ? BodyDecoder.DecodePlain(bytes, contentType)
            : BodyDecoder.Decode(definition, bytes, contentType, options.Value.FieldValidation, scope.Warnings);
        if (!body.IsSuccess)
        {
            await Responses.WriteStatusAsync(http, body.Error);
            return null;
        }
        return (body.Value, options.Value, type);
    }

    private async ValueTask<DeleteOptions?> ReadDeleteOptionsAsync(HttpContext http)
    {
        var (bytes, tooLarge) = await RequestBody.ReadAsync(http);
        ApiResult<MapValue> body =
            tooLarge is not null ? tooLarge
            : bytes.Length > 0 ? BodyDecoder.DecodePlain(bytes, http.Request.ContentType ?? "")
            : OfQuery(http.Request.Query);
        var options = body.IsSuccess ? DeleteOptionsBody.Read(body.Value) : body.Error;
        if (options.IsSuccess)
            return options.Value;
        await Responses.WriteStatusAsync(http, options.Error);
        return null;
    }

    private static MapValue OfQuery(IQueryCollection query)
    {
        var dryRun = query["dryRun"];
        return MapValue.Of(
            ("propagationPolicy", query["propagationPolicy"].ToString() is { Length: > 0 } p ? (Value)p : null),
            ("gracePeriodSeconds", long.TryParse(query["gracePeriodSeconds"].ToString(), out var grace) ? grace : null),
            (
                "orphanDependents",
                query.ContainsKey("orphanDependents") ? QueryOptions.Flag(query, "orphanDependents") : null
            ),
            ("dryRun", dryRun.Count > 0 ? ListValue.OfTexts(dryRun.OfType<string>()) : null)
        );
    }

    private async Task SendAsync(
        HttpContext http,
        ResourceDefinition definition,
        ApiResult<KubeObject> result,
        int code,
        MediaType type,
        string subresource,
        RequestScope? scope = null
    )
    {
        if (scope is not null)
        {
            foreach (var warning in scope.Warnings)
                http.Response.Headers.Append("Warning", WarningHeader.Of(warning));
        }
        if (!result.IsSuccess)
        {
            await Responses.WriteStatusAsync(http, result.Error);
            return;
        }
        var obj = result.Value;
        var isScale = subresource == "scale";
        var own = subresource.Length == 0 || Subresources.IsPart(subresource);
        switch (type.Form)
        {
            case Representation.Table when own || isScale:
                var printer = isScale ? AutoscalingPrinters.Scales : definition.Printer;
                var table = new TableRenderer(printer, type.MetaVersion, IncludeObject(http));
                var metadata = MapValue.Of(("resourceVersion", obj.ResourceVersion));
                await Responses.WriteValueAsync(
                    http,
                    code,
                    table.Render([obj], metadata, withColumns: true, api.Parts.Clock.GetUtcNow()),
                    type
                );
                break;
            case Representation.Metadata when own:
                await Responses.WriteValueAsync(
                    http,
                    code,
                    PartialMetadata.Of(obj, "meta.k8s.io/" + type.MetaVersion),
                    type
                );
                break;
            default:
                await Responses.WriteObjectAsync(http, code, obj, type);
                break;
        }
    }

    private static string IncludeObject(HttpContext http) =>
        http.Request.Query["includeObject"].ToString() is { Length: > 0 } asked ? asked : "Metadata";
}
