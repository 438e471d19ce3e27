using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Pki.Tests;

public class KubernetesSignerTests
{
    private static readonly string[] ClientUsages = ["digital signature", "client auth"];
    private static readonly string[] ServerUsages = ["digital signature", "server auth"];

    private static SigningRequest Request(string user, string[] groups, AlternativeNames? names = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.True(
            SigningRequest.TryParse(
                SigningRequest.Create(key, SubjectName.Of(user, groups), names),
                out var request,
                out var error
            ),
            error
        );
        return request;
    }

    [Fact]
    public void A_client_may_be_anybody_but_a_master()
    {
        var signer = KubernetesSigner.Find("kubernetes.io/kube-apiserver-client")!;
        Assert.Null(signer.Error(Request("alice", ["dev"]), ["client auth"]));
        Assert.NotNull(signer.Error(Request("alice", ["dev", "system:masters"]), ["client auth"]));
        Assert.Equal(
            "usage server auth is not allowed by kubernetes.io/kube-apiserver-client",
            signer.Error(Request("alice", []), ["client auth", "server auth"])
        );
        Assert.Equal(
            "usage client auth is required by kubernetes.io/kube-apiserver-client",
            signer.Error(Request("alice", []), ["digital signature"])
        );
    }

    [Fact]
    public void A_kubelets_client_is_a_node_and_has_no_names()
    {
        var signer = KubernetesSigner.KubeApiServerClientKubelet;
        Assert.Null(signer.Error(Request("system:node:n1", ["system:nodes"]), ClientUsages));
        Assert.NotNull(signer.Error(Request("system:node:", ["system:nodes"]), ClientUsages));
        Assert.NotNull(signer.Error(Request("n1", ["system:nodes"]), ClientUsages));
        Assert.NotNull(signer.Error(Request("system:node:n1", ["system:nodes", "x"]), ClientUsages));
        Assert.NotNull(signer.Error(Request("system:node:n1", []), ClientUsages));
        var named = Request("system:node:n1", ["system:nodes"], AlternativeNames.OfHosts(["n1"]));
        Assert.NotNull(signer.Error(named, ClientUsages));
    }

    [Fact]
    public void A_kubelets_server_is_a_node_with_hosts_only()
    {
        var signer = KubernetesSigner.KubeletServing;
        var hosts = AlternativeNames.OfHosts(["n1", "10.0.0.1"]);
        Assert.Null(signer.Error(Request("system:node:n1", ["system:nodes"], hosts), ServerUsages));
        Assert.NotNull(signer.Error(Request("system:node:n1", ["system:nodes"]), ServerUsages));
        Assert.NotNull(signer.Error(Request("alice", ["system:nodes"], hosts), ServerUsages));
        var uri = hosts with { Uris = ["spiffe://a/b"] };
        Assert.NotNull(signer.Error(Request("system:node:n1", ["system:nodes"], uri), ServerUsages));
    }

    [Fact]
    public void Signers_of_others_are_not_known() => Assert.Null(KubernetesSigner.Find("example.com/mine"));

    [Fact]
    public void Usage_names_become_a_profile()
    {
        Assert.True(
            KeyUsageNames.TryProfile(
                ["server auth", "key encipherment", "client auth", "digital signature", "client auth"],
                Given.Day,
                out var profile,
                out _
            )
        );
        Assert.Equal(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, profile.KeyUsages);
        Assert.Equal([KeyUsageNames.ServerAuth, KeyUsageNames.ClientAuth], profile.ExtendedKeyUsages);
        Assert.False(KeyUsageNames.TryProfile(["flying"], Given.Day, out _, out var error));
        Assert.Equal("unrecognized usage: flying", error);
    }
}
