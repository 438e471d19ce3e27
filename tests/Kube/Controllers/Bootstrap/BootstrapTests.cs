using System.Text;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.Controllers.Tests;

public class BootstrapTests
{
    private readonly TestCluster cluster = new(options: o =>
        o with
        {
            ClusterInfo = new() { Server = "https://hub.example:32443", CertificateAuthority = "roots\n" },
        }
    );

    private KubeObject Info => cluster.Get(TestCluster.ConfigMaps, "kube-public", "cluster-info")!;

    private BootstrapToken AddToken(string id, TimeSpan? life, bool signing = true)
    {
        Assert.True(BootstrapToken.TryCreate(id, "0123456789abcdef", out var token));
        cluster.Create(
            TestCluster.Secrets,
            new BootstrapTokenSecret(token)
            {
                Expiration = life is { } span ? cluster.Now + span : null,
                AllowsAuthentication = true,
                AllowsSigning = signing,
            }.ToSecret()
        );
        cluster.Settle();
        return token;
    }

    [Fact]
    public void Tokens_go_when_their_time_is_over()
    {
        AddToken("short1", TimeSpan.FromMinutes(10));
        AddToken("longer", TimeSpan.FromHours(10));
        AddToken("always", null);
        cluster.Create(
            TestCluster.Secrets,
            """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"other","namespace":"kube-system"},"stringData":{"expiration":"2020-01-01T00:00:00Z"}}"""
        );

        cluster.Simulation.RunFor(TimeSpan.FromMinutes(9));
        Assert.Contains("bootstrap-token-short1", cluster.Names(TestCluster.Secrets, "kube-system"));
        cluster.Restart();
        cluster.Simulation.RunFor(TimeSpan.FromMinutes(2));

        Assert.Equal(
            "bootstrap-token-always bootstrap-token-longer other",
            cluster.Names(TestCluster.Secrets, "kube-system")
        );
    }

    [Fact]
    public void Anybody_reads_where_the_server_is_and_who_holds_a_token_can_tell_that_it_is_true()
    {
        var token = AddToken("abcdef", TimeSpan.FromMinutes(10));
        AddToken("nosign", TimeSpan.FromMinutes(10), signing: false);

        var read = cluster.Simulation.Run(() =>
            cluster
                .Server.Client(UserInfo.Anonymous, "curl/8")
                .GetAsync(TestCluster.ConfigMaps, new("kube-public", "cluster-info"), default)
                .AsTask()
        );
        var data = read.Value!.Root.Map("data")!;
        var kubeconfig = data.Text("kubeconfig")!;

        Assert.Equal(["jws-kubeconfig-abcdef", "kubeconfig"], data.Keys);
        Assert.True(ClusterInfoSignature.Verify(kubeconfig, data.Text("jws-kubeconfig-abcdef")!, token));
        var told = ((MapValue)YamlText.Parse(kubeconfig)).Maps("clusters").Single().Map("cluster")!;
        Assert.Equal("https://hub.example:32443", told.Text("server"));
        Assert.Equal(
            "roots\n",
            Encoding.UTF8.GetString(Convert.FromBase64String(told.Text("certificate-authority-data")!))
        );
        var others = cluster.Simulation.Run(() =>
            cluster
                .Server.Client(UserInfo.Anonymous, "curl/8")
                .ListAsync(TestCluster.ConfigMaps, "kube-public", Client.ListOptions.All, default)
                .AsTask()
        );
        Assert.Equal(403, others.Error!.Code);
    }

    [Fact]
    public void A_signature_goes_with_its_token_and_what_somebody_broke_is_mended()
    {
        AddToken("abcdef", TimeSpan.FromMinutes(10));
        cluster.Patch(TestCluster.ConfigMaps, "kube-public", "cluster-info", """{"data":{"kubeconfig":"lies"}}""");
        cluster.Settle();
        Assert.StartsWith("apiVersion: v1", Info.Root.Map("data")!.Text("kubeconfig"));
        Assert.True(Info.Root.Map("data")!.ContainsKey("jws-kubeconfig-abcdef"));

        cluster.Simulation.RunFor(TimeSpan.FromMinutes(10));

        Assert.Equal(["kubeconfig"], Info.Root.Map("data")!.Keys);
    }
}
