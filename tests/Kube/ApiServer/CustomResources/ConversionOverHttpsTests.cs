using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.ApiServer.Tests.Registry;
using Pangea.Kube.ApiServer.Tests.Webhooks;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage.Memory;
using static Pangea.Kube.ApiServer.CustomResources.Tests.PortConverter;

namespace Pangea.Kube.ApiServer.CustomResources.Tests;

/// <summary>A conversion webhook as it really is: another server, over TLS.</summary>
public sealed class ConversionOverHttpsTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource stop = new();
    private readonly ThreadPoolExecutor executor = new(NullLogger<ThreadPoolExecutor>.Instance);
    private ApiServer server = null!;

    private IClusterApi Api => server.Client(UserInfo.Of("admin", "system:masters"), "test/1");

    public async ValueTask InitializeAsync() =>
        server = await ApiServer.StartAsync(
            new()
            {
                Store = new MemoryStore(),
                Catalog = BuiltinDefinitions.Catalog,
                Random = new Random(1),
            },
            executor,
            stop.Token
        );

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        server.Dispose();
        stop.Dispose();
    }

    private static async Task ConvertAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var review = JsonText.ParseMap(body.ToArray());
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(Answer(review.Map("request")!).Body!.ToJson());
    }

    private async Task<KubeObject> CreateAsync(string resource, string yaml)
    {
        var made = await Api.CreateAsync(
            WholeServer.Resource(resource),
            WholeServer.Parse(CustomServer.Json(yaml)),
            WriteOptions.None,
            default
        );
        Assert.True(made.IsSuccess, made.Error?.ToString());
        return made.Value!;
    }

    private async Task DefineAsync(string crd)
    {
        await CreateAsync(CustomServer.Crds, crd);
        using var late = new CancellationTokenSource(Limit);
        while (server.Catalog.Find(WholeServer.Resource(Beta)) is null)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, late.Token);
    }

    [Fact]
    public async Task Objects_are_written_read_listed_and_watched_in_both_versions()
    {
        await using var webhook = await TlsListener.StartAsync(ConvertAsync);
        await DefineAsync(Definition(Webhook($"{webhook.Address}convert", webhook.Bundle)));
        for (var i = 0; i < 600; i++)
            await CreateAsync(CustomServer.Widgets, New($"w{i:000}"));
        var made = await CreateAsync(Beta, Old("x", "there:90"));
        Assert.Equal("there:90", made.Spec.Text("hostPort"));

        var shown = await Api.GetAsync(WholeServer.Resource(CustomServer.Widgets), made.Key, default);
        Assert.Equal("""{"host":"there","port":"90","scheme":"https"}""", shown.Value!.Spec.ToString());
        var list = await Api.ListAsync(WholeServer.Resource(Beta), "", ListOptions.All, default);
        Assert.Equal(601, list.Value!.Items.Count);
        Assert.Equal(600, list.Value.Items.Count(o => o.Spec.Text("hostPort") == "localhost:80"));

        using var late = new CancellationTokenSource(Limit);
        var seen = new List<string>();
        await foreach (
            var change in Api.WatchAsync(WholeServer.Resource(Beta), "", new() { SendInitialEvents = true }, late.Token)
        )
        {
            if (change.Type == WatchEventType.Bookmark)
                break;
            seen.Add(change.Object!.Name);
        }
        Assert.Equal(list.Value.Items.Select(o => o.Name), seen);
    }

    [Fact]
    public async Task A_webhook_that_is_not_there_or_not_trusted_is_told_of()
    {
        var webhook = await TlsListener.StartAsync(ConvertAsync);
        await using var other = await TlsListener.StartAsync(ConvertAsync);
        await DefineAsync(Definition(Webhook(webhook.Address.ToString(), other.Bundle)));
        var made = await CreateAsync(CustomServer.Widgets, New("a"));

        var distrusted = await Api.GetAsync(WholeServer.Resource(Beta), made.Key, default);
        Assert.StartsWith(
            $"conversion webhook for example.com/v1, Kind=Widget failed: Post \"{webhook.Address}?timeout=30s\": tls: ",
            distrusted.Error!.Message,
            StringComparison.Ordinal
        );

        await webhook.DisposeAsync();
        var absent = await Api.GetAsync(WholeServer.Resource(Beta), made.Key, default);
        Assert.EndsWith("connect: connection refused", absent.Error!.Message, StringComparison.Ordinal);
    }
}
