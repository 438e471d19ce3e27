namespace Pangea.Kube.Controllers.Tests;

public class AccountTests
{
    private readonly TestCluster cluster = new(options: o => o with { RootCertificates = "roots" });

    [Fact]
    public void Every_namespace_has_its_default_account_and_the_roots_and_gets_them_back()
    {
        cluster.CreateNamespace("shop");
        cluster.Settle();
        foreach (var name in cluster.List(TestCluster.Namespaces).Select(n => n.Name))
        {
            Assert.NotNull(cluster.Get(TestCluster.ServiceAccounts, name, "default"));
            Assert.Equal(
                "roots",
                cluster.Get(TestCluster.ConfigMaps, name, "kube-root-ca.crt")!.Root.Map("data")!.Text("ca.crt")
            );
        }

        cluster.Delete(TestCluster.ServiceAccounts, "shop", "default");
        cluster.Delete(TestCluster.ConfigMaps, "shop", "kube-root-ca.crt");
        cluster.Patch(TestCluster.ConfigMaps, "default", "kube-root-ca.crt", """{"data":{"ca.crt":"wrong"}}""");
        cluster.Settle();

        Assert.NotNull(cluster.Get(TestCluster.ServiceAccounts, "shop", "default"));
        Assert.NotNull(cluster.Get(TestCluster.ConfigMaps, "shop", "kube-root-ca.crt"));
        Assert.Equal(
            "roots",
            cluster.Get(TestCluster.ConfigMaps, "default", "kube-root-ca.crt")!.Root.Map("data")!.Text("ca.crt")
        );
    }

    [Fact]
    public void They_do_not_hold_a_namespaces_end_up()
    {
        cluster.CreateNamespace("shop");
        cluster.Settle();
        cluster.Delete(TestCluster.Namespaces, "", "shop");
        cluster.Settle();

        Assert.Null(cluster.Get(TestCluster.Namespaces, "", "shop"));
        Assert.Empty(cluster.List(TestCluster.ServiceAccounts, "shop"));
    }
}
