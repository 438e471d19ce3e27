using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers.Tests;

public class TokenSecretTests
{
    private readonly TestCluster cluster = new(options: o =>
        o with
        {
            RootCertificates = "roots",
            SecretTokens = (account, secret) => $"token of {account.Key} for {secret}",
        }
    );

    private void Account() =>
        cluster.Create(
            TestCluster.ServiceAccounts,
            """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"robot","namespace":"default"}}"""
        );

    private KubeObject? Secret => cluster.Get(TestCluster.Secrets, "default", "token");

    private void Ask() =>
        cluster.Create(
            TestCluster.Secrets,
            """
            {"apiVersion":"v1","kind":"Secret","type":"kubernetes.io/service-account-token","metadata":{"name":"token","namespace":"default",
             "annotations":{"kubernetes.io/service-account.name":"robot"}}}
            """
        );

    private string Data(string key) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(Secret!.Root.Map("data")!.Text(key)!));

    [Fact]
    public void A_secret_gets_the_token_of_the_account_it_names()
    {
        Account();
        Ask();
        cluster.Settle();

        Assert.Equal(
            ("token of default/robot for token", "default", "roots"),
            (Data("token"), Data("namespace"), Data("ca.crt"))
        );
        Assert.Equal(
            cluster.Get(TestCluster.ServiceAccounts, "default", "robot")!.Uid,
            Secret!.Annotations.Text("kubernetes.io/service-account.uid")
        );
    }

    [Fact]
    public void It_goes_with_its_account_also_when_another_takes_the_name()
    {
        Account();
        Ask();
        cluster.Settle();
        cluster.Process.Crash();
        cluster.Restart();
        cluster.Delete(TestCluster.ServiceAccounts, "default", "robot");
        Account();
        cluster.Settle();

        Assert.Null(Secret);
    }

    [Fact]
    public void A_token_is_not_replaced_and_what_stands_beside_it_is_kept_right()
    {
        Account();
        Ask();
        cluster.Settle();
        cluster.Patch(
            TestCluster.Secrets,
            "default",
            "token",
            $$"""{"data":{"token":"{{Convert.ToBase64String("mine"u8)}}","ca.crt":null} }"""
        );
        cluster.Settle();

        Assert.Equal(("mine", "roots"), (Data("token"), Data("ca.crt")));
    }
}
