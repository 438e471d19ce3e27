using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client.Tests;

/// <summary>Whom a client trusts, and as whom it comes.</summary>
public sealed class HttpTrustTests
{
    private static readonly GroupVersionResource Pods = new("", "v1", "pods");
    private static readonly NamespacedName Key = new("shop", "web");
    private static readonly CancellationToken None = CancellationToken.None;

    private static Task Ok(HttpContext context) => TestServer.WriteAsync(context, 200, "{}");

    private static async Task<string> TryAsync(
        X509Certificate2 certificate,
        ImmutableArray<X509Certificate2> roots,
        Func<ClusterConnection, ClusterConnection>? change = null,
        X509Certificate2Collection? chain = null
    )
    {
        await using var server = await TestServer.StartAsync(certificate, Ok, chain);
        var connection = new ClusterConnection { Server = server.Address, Roots = roots };
        using var api = HttpWorld.NewApi(change?.Invoke(connection) ?? connection);
        var result = await api.GetAsync(Pods, Key, None);
        if (result.IsSuccess)
            return "";
        Assert.Equal(503, result.Error.Code);
        Assert.Empty(server.Requests);
        return result.Error.Message;
    }

    [Fact]
    public async Task A_server_of_the_given_authority_is_trusted_and_no_other()
    {
        var authority = TestCertificates.Authority("ca");
        var other = TestCertificates.Authority("ca");
        Assert.Equal("", await TryAsync(TestCertificates.Server(authority), [authority]));
        Assert.Equal("", await TryAsync(TestCertificates.Server(authority), [other, authority]));
        Assert.NotEqual("", await TryAsync(TestCertificates.Server(authority), [other]));
        Assert.Contains(
            "is not trusted: its certificate is signed by an unknown authority",
            await TryAsync(TestCertificates.Server(authority), [TestCertificates.Authority("another")]),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "leads to no authority of this machine",
            await TryAsync(TestCertificates.Server(authority), []),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_server_must_bear_the_name_that_was_called_and_be_valid_now()
    {
        var authority = TestCertificates.Authority("ca");
        var named = TestCertificates.Server(authority, dns: "api.example.com", ip: null);
        Assert.Contains("for another name", await TryAsync(named, [authority]), StringComparison.Ordinal);
        Assert.Equal("", await TryAsync(named, [authority], c => c with { TlsServerName = "api.example.com" }));
        Assert.Contains(
            "for another name",
            await TryAsync(named, [authority], c => c with { TlsServerName = "other.example.com" }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is not valid",
            await TryAsync(TestCertificates.Server(authority, end: DateTimeOffset.UnixEpoch.AddYears(51)), [authority]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_certificate_that_is_not_for_servers_is_refused()
    {
        var authority = TestCertificates.Authority("ca");
        var connection = new ClusterConnection { Server = new("https://x"), Roots = [authority] };
        var trust = new ServerTrust(connection, TimeProvider.System);
        Assert.True(trust.Accepts(this, TestCertificates.Server(authority), null, SslPolicyErrors.None));
        Assert.False(trust.Accepts(this, TestCertificates.Client(authority, "x"), null, SslPolicyErrors.None));
        Assert.Contains("is not valid", trust.LastRefusal, StringComparison.Ordinal);
        Assert.False(trust.Accepts(this, null, null, SslPolicyErrors.RemoteCertificateNotAvailable));
    }

    [Fact]
    public async Task An_authority_in_the_middle_and_a_servers_own_certificate_may_be_given()
    {
        var root = TestCertificates.Authority("root");
        var middle = TestCertificates.Authority("middle", root);
        var certificate = TestCertificates.Server(middle);
        X509Certificate2Collection chain = [TestCertificates.Public(middle)];
        Assert.Equal("", await TryAsync(certificate, [root], chain: chain));
        Assert.Equal("", await TryAsync(certificate, [TestCertificates.Public(middle)]));
        Assert.NotEqual("", await TryAsync(certificate, [root]));
        var own = TestCertificates.Server(null);
        Assert.Equal("", await TryAsync(own, [TestCertificates.Public(own)]));
        Assert.NotEqual("", await TryAsync(own, [TestCertificates.Public(TestCertificates.Server(null))]));
    }

    [Fact]
    public async Task Anybody_is_trusted_only_when_it_is_asked_for()
    {
        var own = TestCertificates.Server(null, dns: "elsewhere", ip: null);
        Assert.Equal("", await TryAsync(own, [], c => c with { InsecureSkipTlsVerify = true }));
    }

    [Fact]
    public async Task A_renewed_client_certificate_is_used_for_new_calls_and_disturbs_none_under_way()
    {
        var release = new TaskCompletionSource();
        await using var world = await HttpWorld.StartAsync(async context =>
        {
            if (context.Request.Query.ContainsKey("watch"))
            {
                await context.Response.Body.WriteAsync(Event("ADDED", 1));
                await context.Response.Body.FlushAsync();
                await release.Task;
                await context.Response.Body.WriteAsync(Event("MODIFIED", 2));
            }
            else
                await Ok(context);
        });
        var clients = TestCertificates.Authority("clients");
        world.Api.Reconnect(world.Connection with { ClientCertificate = TestCertificates.Client(clients, "old") });
        var seen = new List<string>();
        await foreach (var one in world.Api.WatchAsync(Pods, "", new(), None))
        {
            seen.Add(one.Object!.ResourceVersion);
            if (seen.Count > 1)
                continue;
            await world.Api.GetAsync(Pods, Key, None);
            world.Api.Reconnect(world.Connection with { ClientCertificate = TestCertificates.Client(clients, "new") });
            await world.Api.GetAsync(Pods, Key, None);
            release.SetResult();
        }
        Assert.Equal(["1", "2"], seen);
        Assert.Equal(["old", "old", "new"], world.Server.Requests.Select(r => r.ClientName));
    }

    private static byte[] Event(string type, int version) =>
        System.Text.Encoding.UTF8.GetBytes(
            $$"""{"type":"{{type}}","object":{"kind":"Pod","metadata":{"name":"x","resourceVersion":"{{version}}"} } }"""
                + "\n"
        );

    [Fact]
    public async Task A_token_file_is_read_again_when_the_server_refuses_what_was_in_it()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "first\n");
            var valid = "first";
            await using var world = await HttpWorld.StartAsync(
                context =>
                    context.Request.Headers.Authorization == $"Bearer {valid}"
                        ? Ok(context)
                        : TestServer.WriteAsync(context, 401, Status.Unauthorized().ToValue().ToString()),
                change: c => c with { TokenFile = file }
            );
            Assert.True((await world.Api.GetAsync(Pods, Key, None)).IsSuccess);
            await File.WriteAllTextAsync(file, "second");
            // Within its minute the old one is used as long as it works.
            Assert.True((await world.Api.GetAsync(Pods, Key, None)).IsSuccess);
            valid = "second";
            Assert.True((await world.Api.GetAsync(Pods, Key, None)).IsSuccess);
            Assert.Equal(4, world.Server.Requests.Count);
            valid = "third";
            Assert.Equal(401, (await world.Api.GetAsync(Pods, Key, None)).Error!.Code);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task The_files_of_a_pods_service_account_make_a_connection()
    {
        var directory = Directory.CreateTempSubdirectory("service-account");
        try
        {
            var authority = TestCertificates.Authority("ca");
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "ca.crt"), authority.ExportCertificatePem());
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "token"), "robot");
            await using var server = await TestServer.StartAsync(TestCertificates.Server(authority), Ok);
            var connection = await ClusterConnection.InClusterAsync(
                server.Address.Host,
                server.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                None,
                directory.FullName
            );
            using var api = HttpWorld.NewApi(connection);
            Assert.True((await api.GetAsync(Pods, Key, None)).IsSuccess);
            Assert.Equal("Bearer robot", Assert.Single(server.Requests).Headers.Authorization);
            var v6 = await ClusterConnection.InClusterAsync("fd00::1", "6443", None, directory.FullName);
            Assert.Equal("https://[fd00::1]:6443/", v6.Server.ToString());
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
