using Microsoft.AspNetCore.Http;
using Pangea.Kube.ApiServer.Tests.Registry;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests.Webhooks;

public sealed class WebhookTransportTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private readonly WholeServer server = new();
    private readonly WebhookConnections connections;
    private readonly WebhookTransport transport;

    public WebhookTransportTests()
    {
        connections = new(new(server.Server.Api.Parts.Cache), TimeProvider.System);
        transport = new(connections, TimeProvider.System);
    }

    public void Dispose() => connections.Dispose();

    private Task<WebhookAnswer> PostAsync(string client, TimeSpan? timeout = null) =>
        transport
            .PostAsync(
                WebhookTarget.Of(WholeServer.Parse(client).Root),
                MapValue.Of(("question", "why")),
                timeout ?? Long,
                default
            )
            .AsTask();

    private static string Url(TlsListener listener, string path = "") =>
        $$"""{"url":"{{listener.Address}}{{path}}","caBundle":"{{listener.Bundle}}"}""";

    private static Task Echo(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(
            $$"""{"said":"{{http.Request.Method}} {{http.Request.Path}}{{http.Request.QueryString}} {{http.Request.ContentType}}"}"""
        );
    }

    [Fact]
    public async Task A_webhook_is_posted_to_over_tls_with_the_time_it_has()
    {
        await using var listener = await TlsListener.StartAsync(Echo);

        var answer = await PostAsync(Url(listener, "check"));

        Assert.Equal("", answer.Error);
        Assert.Equal("POST /check?timeout=30s application/json", answer.Body!.Text("said"));
    }

    [Fact]
    public async Task Whose_certificate_leads_elsewhere_is_not_spoken_to()
    {
        await using var listener = await TlsListener.StartAsync(Echo);
        await using var other = await TlsListener.StartAsync(Echo);

        var answer = await PostAsync($$"""{"url":"{{listener.Address}}","caBundle":"{{other.Bundle}}"}""");

        Assert.Equal(
            $"Post \"{listener.Address}?timeout=30s\": tls: failed to verify certificate: x509: its certificate is signed by an unknown authority",
            answer.Error
        );
    }

    [Fact]
    public async Task Who_takes_too_long_is_given_up()
    {
        await using var listener = await TlsListener.StartAsync(http =>
            Task.Delay(Timeout.Infinite, http.RequestAborted)
        );

        var answer = await PostAsync(Url(listener), TimeSpan.FromSeconds(1));

        Assert.Equal($"Post \"{listener.Address}?timeout=1s\": context deadline exceeded", answer.Error);
    }

    [Fact]
    public async Task Nobody_there_is_said_as_go_says_it()
    {
        var listener = await TlsListener.StartAsync(Echo);
        var url = Url(listener);
        var address = listener.Address;
        await listener.DisposeAsync();

        Assert.Equal(
            $"Post \"{address}?timeout=30s\": dial tcp 127.0.0.1:{address.Port}: connect: connection refused",
            (await PostAsync(url)).Error
        );
    }

    [Theory]
    [InlineData(404, "", "the server could not find the requested resource")]
    [InlineData(500, "oh dear", "an error on the server (\"oh dear\") has prevented the request from succeeding")]
    [InlineData(302, "", "the server rejected our request for an unknown reason")]
    public async Task Other_answers_are_failures(int code, string text, string why)
    {
        await using var listener = await TlsListener.StartAsync(http =>
        {
            http.Response.StatusCode = code;
            return http.Response.WriteAsync(text);
        });

        Assert.Equal(why, (await PostAsync(Url(listener))).Error);
    }

    [Fact]
    public async Task An_answer_has_a_bound()
    {
        await using var listener = await TlsListener.StartAsync(async http =>
        {
            var block = new byte[1024 * 1024];
            for (var i = 0; i < 100; i++)
                await http.Response.Body.WriteAsync(block);
        });

        Assert.Equal(
            $"the answer is longer than {WebhookTransport.MaxAnswer} bytes",
            (await PostAsync(Url(listener))).Error
        );
    }

    [Fact]
    public async Task A_service_is_reached_by_its_name_wherever_it_is()
    {
        await using var listener = await TlsListener.StartAsync(Echo, "hook.default.svc");
        server.Create(
            "v1/services",
            """
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"hook","namespace":"default"},"spec":{"type":"ExternalName","externalName":"127.0.0.1.nip"}}
            """
        );
        // An ExternalName is a name; localhost is one that every machine knows.
        server.Patch("v1/services", new("default", "hook"), """{"spec":{"externalName":"localhost"}}""");

        var answer = await PostAsync(
            $$"""
            {"service":{"namespace":"default","name":"hook","port":{{listener.Address.Port}},"path":"/p"},"caBundle":"{{listener.Bundle}}"}
            """
        );

        Assert.Equal("", answer.Error);
        Assert.Equal("POST /p?timeout=30s application/json", answer.Body!.Text("said"));
    }

    [Fact]
    public async Task A_service_without_anybody_is_said_to_be_so()
    {
        const string Client = """{"service":{"namespace":"default","name":"hook"}}""";
        Assert.Equal(
            "Post \"https://hook.default.svc:443/?timeout=30s\": service \"hook\" not found",
            (await PostAsync(Client)).Error
        );
    }

    [Fact]
    public void A_service_resolves_to_a_ready_endpoint_else_to_its_own_address()
    {
        var resolver = new ServiceResolver(server.Server.Api.Parts.Cache);
        var service = server.Create(
            "v1/services",
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"s","namespace":"default"},"spec":{"ports":[{"name":"web","port":443}]}}"""
        );
        Assert.Equal($"{service.Spec.Text("clusterIP")}:443", $"{resolver.Resolve(service.Key, 443).Address}");
        Assert.Equal("no service port 80 found for service \"s\"", resolver.Resolve(service.Key, 80).Error);

        server.Create(
            "discovery.k8s.io/v1/endpointslices",
            """
            {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4","metadata":{"name":"s-1","namespace":"default","labels":{"kubernetes.io/service-name":"s"}},
             "ports":[{"name":"web","port":8443}],"endpoints":[{"addresses":["10.1.2.3"],"conditions":{"ready":false}},{"addresses":["10.1.2.4"]}]}
            """
        );
        Assert.Equal("10.1.2.4:8443", $"{resolver.Resolve(service.Key, 443).Address}");

        server.Patch(
            "discovery.k8s.io/v1/endpointslices",
            new("default", "s-1"),
            """{"endpoints":[{"addresses":["10.1.2.3"],"conditions":{"ready":false}}]}"""
        );
        Assert.Equal("no endpoints available for service \"s\"", resolver.Resolve(service.Key, 443).Error);
    }
}
