using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client.Tests;

/// <summary>What each call asks of a server, and what it makes of the answer.</summary>
public sealed class HttpRequestTests
{
    private static readonly GroupVersionResource Pods = new("", "v1", "pods");
    private static readonly GroupVersionResource Deployments = new("apps", "v1", "deployments");
    private static readonly GroupVersionResource Nodes = new("", "v1", "nodes");
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly KubeObject Pod = KubeObject.FromJson(
        """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"shop"}}"""u8.ToArray()
    );

    private static readonly KubeObject Node = KubeObject.FromJson(
        """{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"}}"""u8.ToArray()
    );

    private static async Task<TestServer.Received> AskAsync(Func<IClusterApi, Task> call)
    {
        await using var world = await HttpWorld.StartAsync(context =>
            TestServer.WriteAsync(context, 200, """{"kind":"Status","apiVersion":"v1","metadata":{},"items":[]}""")
        );
        await call(world.Api);
        var received = Assert.Single(world.Server.Requests);
        Assert.Equal("HTTP/2", received.Protocol);
        Assert.Equal("pangea/0.1.0 (test)", received.Headers.UserAgent.ToString());
        return received;
    }

    public static TheoryData<string, string, string, Func<IClusterApi, Task>> Calls =>
        new()
        {
            { "GET", "/api/v1/namespaces/shop/pods/web", "", async a => await a.GetAsync(Pods, Pod.Key, None) },
            {
                "GET",
                "/api/v1/nodes/n1",
                "?resourceVersion=0",
                async a => await a.GetAsync(Nodes, Node.Key, None, "0")
            },
            {
                "GET",
                "/apis/apps/v1/deployments",
                "?labelSelector=app%20in%20%28a%2Cb%29&fieldSelector=metadata.name%3Dx&resourceVersion=7&resourceVersionMatch=Exact&limit=500&continue=t%2F%3D",
                async a =>
                    await a.ListAsync(
                        Deployments,
                        "",
                        new()
                        {
                            Labels = Labels("app in (a,b)"),
                            Fields = FieldSelector.Of("metadata.name", "x"),
                            ResourceVersion = "7",
                            ResourceVersionMatch = "Exact",
                            Limit = 500,
                            Continue = "t/=",
                        },
                        None
                    )
            },
            {
                "GET",
                "/api/v1/namespaces/shop/pods",
                "?labelSelector=pangea.io%2Fnothing%2C%21pangea.io%2Fnothing",
                async a => await a.ListAsync(Pods, "shop", new() { Labels = LabelSelector.Nothing }, None)
            },
            {
                "POST",
                "/api/v1/namespaces/shop/pods",
                "?fieldManager=me&fieldValidation=Strict&dryRun=All",
                async a =>
                    await a.CreateAsync(
                        Pods,
                        Pod,
                        new()
                        {
                            FieldManager = "me",
                            FieldValidation = "Strict",
                            DryRun = true,
                        },
                        None
                    )
            },
            { "POST", "/api/v1/nodes", "", async a => await a.CreateAsync(Nodes, Node, WriteOptions.None, None) },
            {
                "POST",
                "/api/v1/namespaces/shop/serviceaccounts/robot/token",
                "",
                async a =>
                    await a.CreateAsync(
                        new("", "v1", "serviceaccounts"),
                        new(MapValue.Of(("kind", "TokenRequest"))),
                        new() { Subresource = "token", Parent = new("shop", "robot") },
                        None
                    )
            },
            {
                "POST",
                "/api/v1/namespaces/shop/pods/web/binding",
                "",
                async a => await a.CreateAsync(Pods, Pod, new() { Subresource = "binding" }, None)
            },
            {
                "PUT",
                "/api/v1/namespaces/shop/pods/web/status",
                "?fieldManager=me",
                async a => await a.UpdateAsync(Pods, Pod, new() { Subresource = "status", FieldManager = "me" }, None)
            },
            { "PUT", "/api/v1/nodes/n1", "", async a => await a.UpdateAsync(Nodes, Node, WriteOptions.None, None) },
            {
                "GET",
                "/apis/example.com/v1/namespaces/shop/things/a%2Fb%20c",
                "",
                async a => await a.GetAsync(new("example.com", "v1", "things"), new("shop", "a/b c"), None)
            },
            {
                "DELETE",
                "/api/v1/namespaces/shop/pods",
                "?labelSelector=a%3Db",
                async a =>
                    await a.DeleteCollectionAsync(
                        Pods,
                        "shop",
                        new() { Labels = Labels("a=b") },
                        DeleteOptions.Background,
                        None
                    )
            },
            { "GET", "/readyz", "?verbose", async a => await a.GetRawAsync("/readyz?verbose", "*/*", None) },
        };

    private static LabelSelector Labels(string text) =>
        LabelSelector.TryParse(text, out var selector, out var error) ? selector : throw new FormatException(error);

    [Theory]
    [MemberData(nameof(Calls), DisableDiscoveryEnumeration = true)]
    public async Task A_call_asks_for_the_right_path(
        string method,
        string path,
        string query,
        Func<IClusterApi, Task> call
    )
    {
        var received = await AskAsync(call);
        Assert.Equal(
            (method, Uri.UnescapeDataString(path), query),
            (received.Method, Uri.UnescapeDataString(received.Path), received.Query)
        );
    }

    [Theory]
    [InlineData(PatchType.Json, "application/json-patch+json", "")]
    [InlineData(PatchType.Merge, "application/merge-patch+json", "")]
    [InlineData(PatchType.StrategicMerge, "application/strategic-merge-patch+json", "")]
    [InlineData(PatchType.Apply, "application/apply-patch+yaml", "?fieldManager=pangea&force=true")]
    public async Task A_patch_says_its_type(PatchType type, string contentType, string query)
    {
        var received = await AskAsync(async api =>
            await api.PatchAsync(Pods, Pod.Key, new(type, Pod.Root), new() { Force = true }, None)
        );
        Assert.Equal("PATCH", received.Method);
        Assert.Equal(contentType, received.ContentType);
        Assert.Equal(query, received.Query);
        Assert.Equal(Pod.Root.ToString(), received.Body);
    }

    [Fact]
    public async Task A_deletion_carries_its_options()
    {
        var received = await AskAsync(async api =>
            await api.DeleteAsync(
                Pods,
                Pod.Key,
                new()
                {
                    PropagationPolicy = "Foreground",
                    GracePeriodSeconds = 0,
                    PreconditionUid = "u",
                    PreconditionResourceVersion = "7",
                    DryRun = true,
                },
                None
            )
        );
        Assert.Equal("DELETE", received.Method);
        Assert.Equal(
            JsonText.Parse(
                """{"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Foreground","gracePeriodSeconds":0,"preconditions":{"uid":"u","resourceVersion":"7"},"dryRun":["All"]}"""
            ),
            JsonText.Parse(received.Body)
        );
    }

    [Fact]
    public async Task A_watch_list_is_asked_for_as_the_original_does()
    {
        var received = await AskAsync(async api =>
        {
            await foreach (
                var _ in api.WatchAsync(
                    Pods,
                    "shop",
                    new() { SendInitialEvents = true, Timeout = TimeSpan.FromSeconds(90.5) },
                    None
                )
            ) { }
        });
        Assert.Equal(
            "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=90",
            received.Query
        );
    }

    [Fact]
    public async Task Another_identity_acts_as_somebody_else_and_a_prefix_stays_in_the_path()
    {
        await using var world = await HttpWorld.StartAsync(
            context => TestServer.WriteAsync(context, 200, "{}"),
            change: c =>
                c with
                {
                    Server = new(c.Server, "/k8s/clusters/c-1/"),
                    Username = "u",
                    Password = "p",
                    Impersonate = new("jane")
                    {
                        Uid = "7",
                        Groups = ["a", "b"],
                        Extra = [new("scopes/x", ["one", "two"])],
                    },
                }
        );
        await world.Api.GetAsync(Pods, Pod.Key, None);
        var received = Assert.Single(world.Server.Requests);
        Assert.Equal("/k8s/clusters/c-1/api/v1/namespaces/shop/pods/web", received.Path);
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("u:p")), received.Headers.Authorization);
        Assert.Equal("jane", received.Headers["Impersonate-User"]);
        Assert.Equal("7", received.Headers["Impersonate-Uid"]);
        Assert.Equal(["a", "b"], received.Headers["Impersonate-Group"].SelectMany(g => g!.Split(", ")));
        Assert.Equal(["one", "two"], received.Headers["Impersonate-Extra-scopes%2Fx"].SelectMany(g => g!.Split(", ")));
    }

    [Fact]
    public async Task An_error_comes_as_the_servers_Status()
    {
        var sent = Status.Invalid(
            new("apps", "Deployment"),
            "web",
            [FieldError.Required("spec.selector"), FieldError.Forbidden("spec.x", "no")]
        );
        await using var world = await HttpWorld.StartAsync(context =>
            TestServer.WriteAsync(context, 422, sent.ToValue().ToString())
        );
        var result = await world.Api.GetAsync(Deployments, new("a", "b"), None);
        Assert.False(result.IsSuccess);
        Assert.Equal(sent.ToValue(), result.Error.ToValue());
    }

    [Theory]
    [InlineData(401, "Unauthorized", "Unauthorized")]
    [InlineData(404, "404 page not found\n", "NotFound")]
    [InlineData(410, "gone", "Gone")]
    [InlineData(413, "", "RequestEntityTooLarge")]
    [InlineData(502, "<html>bad gateway</html>", "InternalError")]
    [InlineData(302, "", "")]
    public async Task An_error_without_a_Status_is_made_one(int code, string body, string reason)
    {
        await using var world = await HttpWorld.StartAsync(context =>
        {
            context.Response.StatusCode = code;
            return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body)).AsTask();
        });
        var result = await world.Api.GetAsync(Pods, Pod.Key, None);
        Assert.Equal((code, reason), (result.Error!.Code, result.Error.Reason));
        if (body.Length > 0)
            Assert.Equal(body.Trim(), result.Error.Message);
        else
            Assert.NotEmpty(result.Error.Message);
    }

    [Fact]
    public async Task A_raw_body_comes_with_its_type_and_tag()
    {
        await using var world = await HttpWorld.StartAsync(async context =>
        {
            context.Response.Headers.ETag = "\"abc\"";
            await TestServer.WriteAsync(context, 200, "{}");
        });
        var result = await world.Api.GetRawAsync(
            "/apis",
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
            None
        );
        Assert.Equal("{}", Encoding.UTF8.GetString(result.Value!.Content.Span));
        Assert.Equal("application/json", result.Value.ContentType);
        Assert.Equal("\"abc\"", result.Value.ETag);
        Assert.StartsWith(
            "application/json;g=apidiscovery",
            Assert.Single(world.Server.Requests).Headers.Accept.ToString().Replace(" ", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_answer_may_be_compressed_of_unknown_length_or_too_large()
    {
        var body = $$"""{"kind":"ConfigMap","data":{"x":"{{new string('x', 100_000)}}"} }""";
        await using var world = await HttpWorld.StartAsync(
            async context =>
            {
                Assert.Equal("gzip", context.Request.Headers.AcceptEncoding);
                if (context.Request.Path.Value!.EndsWith("gzip", StringComparison.Ordinal))
                {
                    context.Response.Headers.ContentEncoding = "gzip";
                    await using var zip = new System.IO.Compression.GZipStream(
                        context.Response.Body,
                        System.IO.Compression.CompressionLevel.Fastest
                    );
                    await zip.WriteAsync(Encoding.UTF8.GetBytes(body));
                }
                else
                    await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
            },
            options: o => o with { LargestAnswer = 150_000 }
        );
        foreach (var name in new[] { "gzip", "chunks" })
        {
            var result = await world.Api.GetAsync(Pods, new("shop", name), None);
            Assert.Equal(body, Encoding.UTF8.GetString(result.Value!.Json.Span));
        }
        body = $$"""{"kind":"ConfigMap","data":{"x":"{{new string('x', 200_000)}}"} }""";
        foreach (var name in new[] { "gzip", "chunks" })
        {
            var result = await world.Api.GetAsync(Pods, new("shop", name), None);
            Assert.Contains("larger than 150000 bytes", result.Error!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_answer_that_is_no_object_is_an_error()
    {
        await using var world = await HttpWorld.StartAsync(context => TestServer.WriteAsync(context, 200, "<html>"));
        Assert.Equal(500, (await world.Api.GetAsync(Pods, Pod.Key, None)).Error!.Code);
        Assert.Equal(500, (await world.Api.ListAsync(Pods, "", ListOptions.All, None)).Error!.Code);
    }
}
