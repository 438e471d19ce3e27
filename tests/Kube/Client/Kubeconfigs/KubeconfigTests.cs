using System.Text;

namespace Pangea.Kube.Client.Tests;

public sealed class KubeconfigTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static Kubeconfig Parse(string text, string directory = "/etc/kube")
    {
        Assert.True(Kubeconfig.TryParse(text, directory, out var kubeconfig, out var error), error);
        return kubeconfig;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    [Fact]
    public async Task A_file_as_kind_writes_it_makes_a_connection()
    {
        var authority = TestCertificates.Authority("ca");
        var client = TestCertificates.Client(authority, "admin");
        var kubeconfig = Parse(
            $"""
            apiVersion: v1
            clusters:
            - cluster:
                certificate-authority-data: {Base64(authority.ExportCertificatePem())}
                server: https://127.0.0.1:43219
              name: kind-kind
            contexts:
            - context:
                cluster: kind-kind
                user: kind-kind
              name: kind-kind
            current-context: kind-kind
            kind: Config
            preferences: {"{}"}
            users:
            - name: kind-kind
              user:
                client-certificate-data: {Base64(
                client.ExportCertificatePem() + "\n" + authority.ExportCertificatePem()
            )}
                client-key-data: {Base64(TestCertificates.KeyPem(client))}
            """
        );
        var (connection, error) = await kubeconfig.ConnectAsync("", None);
        Assert.Equal("", error);
        Assert.Equal("https://127.0.0.1:43219/", connection!.Server.ToString());
        Assert.Equal(authority.Thumbprint, Assert.Single(connection.Roots).Thumbprint);
        Assert.Equal(client.Thumbprint, connection.ClientCertificate!.Thumbprint);
        Assert.True(connection.ClientCertificate.HasPrivateKey);
        Assert.Equal(authority.Thumbprint, Assert.Single(connection.ClientCertificateChain).Thumbprint);
        Assert.False(connection.InsecureSkipTlsVerify);
    }

    [Fact]
    public async Task Files_are_meant_from_the_kubeconfigs_directory()
    {
        var directory = Directory.CreateTempSubdirectory("kubeconfig");
        try
        {
            var authority = TestCertificates.Authority("ca");
            var client = TestCertificates.Client(authority, "admin");
            directory.CreateSubdirectory("pki");
            string At(string name) => Path.Combine(directory.FullName, name);
            await File.WriteAllTextAsync(At("pki/ca.crt"), authority.ExportCertificatePem());
            await File.WriteAllTextAsync(At("pki/me.crt"), client.ExportCertificatePem());
            await File.WriteAllTextAsync(At("me.key"), TestCertificates.KeyPem(client));
            await File.WriteAllTextAsync(
                At("config"),
                $$"""
                {"clusters":[{"name":"c","cluster":{"server":"https://c:6443","certificate-authority":"pki/ca.crt","tls-server-name":"api","proxy-url":"http://p:3128"} }],
                 "users":[{"name":"u","user":{"client-certificate":"pki/me.crt","client-key":"{{At(
                    "me.key"
                )}}","tokenFile":"token"} }],
                 "contexts":[{"name":"x","context":{"cluster":"c","user":"u","namespace":"shop"} }]}
                """
            );
            var (kubeconfig, error) = await Kubeconfig.LoadAsync(At("config"), None);
            Assert.Equal("", error);
            Assert.Equal("shop", kubeconfig!.Contexts[0].Namespace);
            (var connection, error) = await kubeconfig.ConnectAsync("x", None);
            Assert.Equal("", error);
            Assert.Equal(client.Thumbprint, connection!.ClientCertificate!.Thumbprint);
            Assert.Equal(At("token"), connection.TokenFile);
            Assert.Equal("api", connection.TlsServerName);
            Assert.Equal("http://p:3128/", connection.Proxy!.ToString());
            (connection, error) = await kubeconfig.ConnectAsync("", None);
            Assert.Null(connection);
            Assert.Equal("the kubeconfig has no current context; choose one: x", error);
            (kubeconfig, error) = await Kubeconfig.LoadAsync(At("nowhere"), None);
            Assert.Null(kubeconfig);
            Assert.Contains("cannot be read", error, StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void What_is_written_is_read_again_and_looks_like_kubectls()
    {
        var kubeconfig = Kubeconfig.Of(
            new("eu", "https://127.0.0.1:6443") { AuthorityPem = "PEM\n" },
            new("admin") { CertificatePem = "CERT", KeyPem = "KEY" },
            "shop"
        );
        Assert.Equal(
            """
            apiVersion: v1
            clusters:
            - cluster:
                certificate-authority-data: UEVNCg==
                server: https://127.0.0.1:6443
              name: eu
            contexts:
            - context:
                cluster: eu
                namespace: shop
                user: admin
              name: eu
            current-context: eu
            kind: Config
            users:
            - name: admin
              user:
                client-certificate-data: Q0VSVA==
                client-key-data: S0VZ

            """,
            kubeconfig.ToYaml()
        );
        var full = kubeconfig.With(
            new()
            {
                Clusters =
                [
                    new("eu", "https://ignored"),
                    new("us", "https://us")
                    {
                        AuthorityFile = "/ca",
                        InsecureSkipTlsVerify = true,
                        TlsServerName = "n",
                        ProxyUrl = "http://p",
                        DisableCompression = true,
                    },
                ],
                Users =
                [
                    new("robot")
                    {
                        CertificateFile = "/c",
                        KeyFile = "/k",
                        Token = "yes",
                        TokenFile = "/t",
                        Username = "0123",
                        Password = "p: x",
                        Impersonate = new("jane")
                        {
                            Uid = "7",
                            Groups = ["a", "b"],
                            Extra = [new("scopes", ["x", "y"])],
                        },
                    },
                ],
                Contexts = [new("other", "us", "robot")],
                CurrentContext = "other",
            }
        );
        Assert.Equal("eu", full.CurrentContext);
        Assert.Equal(["eu", "us"], full.Clusters.Select(c => c.Name));
        Assert.Equal("https://127.0.0.1:6443", full.Clusters[0].Server);
        var again = Parse(full.ToYaml());
        Assert.Equal(full.ToYaml(), again.ToYaml());
        Assert.Equal(full.Clusters, again.Clusters);
        Assert.Equal(full.Contexts, again.Contexts);
        Assert.Equal("yes", again.Users[1].Token);
        Assert.Equal(["x", "y"], again.Users[1].Impersonate!.Extra[0].Value);
    }

    [Theory]
    [InlineData(
        "exec: {command: aws, args: [eks, get-token]}",
        "user \"u\" of the kubeconfig cannot be used: its credentials come from the program \"aws\" (exec), which is not run"
    )]
    [InlineData("auth-provider: {name: gcp}", "its credentials come from the plugin \"gcp\" (auth-provider)")]
    [InlineData("client-certificate-data: QQ==", "client-certificate and client-key are needed both")]
    [InlineData(
        "{client-certificate-data: QQ==, client-key-data: QQ==}",
        "user \"u\" of the kubeconfig: client-certificate cannot be read"
    )]
    [InlineData("{client-certificate: /nowhere/c, client-key-data: QQ==}", "client-certificate: Could not find")]
    public async Task A_user_that_cannot_be_used_is_refused_in_a_line(string user, string expected)
    {
        var kubeconfig = Parse(
            $$"""
            clusters: [{name: c, cluster: {server: "https://c"} }]
            contexts: [{name: x, context: {cluster: c, user: u} }]
            users:
            - name: u
              user:
                {{user}}
            """
        );
        var (connection, error) = await kubeconfig.ConnectAsync("x", None);
        Assert.Null(connection);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Theory]
    [InlineData("{server: \"c:6443\"}", "server \"c:6443\" is no address like https://host:port")]
    [InlineData("{}", "server \"\" is no address")]
    [InlineData("{server: \"https://c\", proxy-url: \"::\"}", "proxy-url \"::\" is no address")]
    [InlineData(
        "{server: \"https://c\", certificate-authority-data: QQ==}",
        "certificate-authority holds no certificate"
    )]
    [InlineData(
        "{server: \"https://c\", certificate-authority-data: QQ==, insecure-skip-tls-verify: true}",
        "exclude each other"
    )]
    [InlineData("{server: \"https://c\", certificate-authority: /nowhere/ca}", "certificate-authority: Could not find")]
    public async Task A_cluster_that_cannot_be_used_is_refused_in_a_line(string cluster, string expected)
    {
        var kubeconfig = Parse(
            $$"""
            clusters: [{name: c, cluster: {{cluster}} }]
            contexts: [{name: x, context: {cluster: c} }]
            current-context: x
            """
        );
        var (connection, error) = await kubeconfig.ConnectAsync("", None);
        Assert.Null(connection);
        Assert.Contains("cluster \"c\" of the kubeconfig: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y", "has no context \"y\"")]
    [InlineData("lost", "context \"lost\": the kubeconfig has no cluster \"nowhere\"")]
    [InlineData("stranger", "context \"stranger\": the kubeconfig has no user \"nobody\"")]
    public async Task A_context_that_leads_nowhere_is_refused_in_a_line(string context, string expected)
    {
        var kubeconfig = Parse(
            """
            clusters: [{name: c, cluster: {server: "https://c"} }]
            contexts:
            - {name: lost, context: {cluster: nowhere}}
            - {name: stranger, context: {cluster: c, user: nobody}}
            """
        );
        var (connection, error) = await kubeconfig.ConnectAsync(context, None);
        Assert.Null(connection);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "it is no map")]
    [InlineData("kind: Pod", "kind is \"Pod\" and not \"Config\"")]
    [InlineData("apiVersion: v2", "apiVersion is \"v2\" and not \"v1\"")]
    [InlineData("clusters: [{cluster: {}}]", "an entry of clusters has no name")]
    [InlineData("users: [{name: u, user: {client-key-data: \"%%%\"}}]", "user \"u\": client-key-data is not base64")]
    [InlineData("a: [", "yaml: ")]
    public void A_text_that_is_no_kubeconfig_is_refused_in_a_line(string text, string expected)
    {
        Assert.False(Kubeconfig.TryParse(text, "/", out var kubeconfig, out var error));
        Assert.Null(kubeconfig);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_an_empty_kubeconfig()
    {
        var kubeconfig = Parse("");
        Assert.Empty(kubeconfig.Contexts);
        Assert.Equal("", kubeconfig.CurrentContext);
    }
}
