using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.Controllers.Tests;

public sealed class CsrTests : IDisposable
{
    private static readonly GroupVersionResource Requests = new(
        "certificates.k8s.io",
        "v1",
        "certificatesigningrequests"
    );

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TestCluster cluster;
    private CertificateAuthority? authority;

    public CsrTests()
    {
        cluster = new(options: o => o with { Signing = new(() => authority!) });
        authority = CertificateAuthority.CreateRoot(
            "test-ca",
            TimeSpan.FromDays(3650),
            new(cluster.Simulation.Clock, RandomNumberGenerator.Fill)
        );
    }

    public void Dispose() => key.Dispose();

    private KubeObject Csr => cluster.Get(Requests, "", "csr")!;

    private void Ask(
        SubjectName subject,
        string signer = "kubernetes.io/kube-apiserver-client",
        string usages = "\"client auth\"",
        string more = ""
    ) =>
        cluster.Create(
            Requests,
            $$$"""
            {"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"csr"},
             "spec":{"signerName":"{{{signer}}}","usages":[{{{usages}}}],"request":"{{{Convert.ToBase64String(
                Encoding.ASCII.GetBytes(SigningRequest.Create(key, subject))
            )}}}"{{{more}}}}}
            """
        );

    private void Decide(string type = "Approved") =>
        cluster.Patch(
            Requests,
            "",
            "csr",
            $$$"""
            {"status":{"conditions":[{"type":"{{{type}}}","status":"True","reason":"Test","message":"m",
             "lastUpdateTime":"{{{Timestamps.Format(cluster.Now)}}}"}]}}
            """,
            "approval"
        );

    private X509Certificate2 Certificate =>
        X509Certificate2.CreateFromPem(
            Encoding.ASCII.GetString(Convert.FromBase64String(Csr.Status.Text("certificate")!))
        );

    [Fact]
    public void An_approved_request_gets_the_certificate_it_asks_for_and_no_other_does()
    {
        Ask(SubjectName.Of("alice", "team"));
        cluster.Settle();
        Assert.Null(Csr.Status["certificate"]);

        Decide();
        cluster.Settle();

        using var certificate = Certificate;
        Assert.Equal("alice", certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        Assert.Equal("test-ca", certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true));
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), certificate.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.Equal(
            [KeyUsageNames.ClientAuth],
            certificate
                .Extensions.OfType<X509EnhancedKeyUsageExtension>()
                .Single()
                .EnhancedKeyUsages.Cast<Oid>()
                .Select(o => o.Value)
        );
        Assert.Equal(
            cluster.Now.UtcDateTime.AddDays(365),
            certificate.NotAfter.ToUniversalTime(),
            TimeSpan.FromMinutes(1)
        );
    }

    [Theory]
    [InlineData("nodeclient", "joiner", true)]
    [InlineData("selfnodeclient", "system:node:n1", true)]
    [InlineData("selfnodeclient", "system:node:n2", false)]
    [InlineData("nothing", "joiner", false)]
    public void A_kubelet_that_may_be_that_node_is_approved_without_anybody(string right, string user, bool approved)
    {
        cluster.Create(
            TestCluster.ClusterRoles,
            $$$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"asks"},"rules":[
             {"apiGroups":["certificates.k8s.io"],"resources":["certificatesigningrequests","certificatesigningrequests/{{{right}}}"],"verbs":["create"]}]}
            """
        );
        cluster.Create(
            new("rbac.authorization.k8s.io", "v1", "clusterrolebindings"),
            $$$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"asks"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"asks"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"{{{user}}}"}]}
            """
        );
        var asked = cluster.Run(_ =>
            cluster
                .Server.Client(ApiServer.UserInfo.Of(user), "kubelet")
                .CreateAsync(
                    Requests,
                    TestCluster.Parse(
                        $$$"""
                        {"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"csr"},
                         "spec":{"signerName":"kubernetes.io/kube-apiserver-client-kubelet","usages":["client auth","digital signature"],
                          "request":"{{{Convert.ToBase64String(
                            Encoding.ASCII.GetBytes(
                                SigningRequest.Create(key, SubjectName.Of("system:node:n1", "system:nodes"))
                            )
                        )}}}"} }
                        """
                    ),
                    Client.WriteOptions.None,
                    default
                )
        );
        Assert.True(asked.IsSuccess, asked.Error?.ToString());
        cluster.Settle();

        var condition = Csr.Status.Maps("conditions").SingleOrDefault();
        Assert.Equal(
            approved ? "Approved AutoApproved" : " ",
            $"{condition?.Text("type")} {condition?.Text("reason")}"
        );
        Assert.Equal(approved, Csr.Status["certificate"] is not null);
    }

    [Fact]
    public void A_shorter_life_is_given_when_it_is_asked_for()
    {
        Ask(SubjectName.Of("alice"), more: ",\"expirationSeconds\":3600");
        Decide();
        cluster.Settle();

        using var certificate = Certificate;
        Assert.Equal(
            cluster.Now.UtcDateTime.AddHours(1),
            certificate.NotAfter.ToUniversalTime(),
            TimeSpan.FromMinutes(1)
        );
    }

    [Fact]
    public void What_the_signers_rules_refuse_fails_and_says_why()
    {
        Ask(
            SubjectName.Of("alice"),
            signer: "kubernetes.io/kube-apiserver-client-kubelet",
            usages: "\"digital signature\",\"client auth\""
        );
        Decide();
        cluster.Settle();

        Assert.Null(Csr.Status["certificate"]);
        var failed = Assert.Single(Csr.Status.Maps("conditions"), c => c.Text("type") == "Failed");
        Assert.Equal("SignerValidationFailure", failed.Text("reason"));
        Assert.Equal("subject organization is not system:nodes", failed.Text("message"));
    }

    [Fact]
    public void Signers_of_others_are_left_alone()
    {
        Ask(SubjectName.Of("alice"), signer: "example.com/own");
        Decide();
        cluster.Settle();

        Assert.Null(Csr.Status["certificate"]);
        Assert.Single(Csr.Status.Maps("conditions"));
    }

    [Theory]
    [InlineData("Approved", 60)]
    [InlineData("Denied", 60)]
    [InlineData("", 24 * 60)]
    public void Requests_go_when_nobody_needs_them_any_more(string decision, int minutes)
    {
        Ask(SubjectName.Of("alice"));
        if (decision.Length > 0)
            Decide(decision);
        cluster.Simulation.RunFor(TimeSpan.FromMinutes(minutes - 1));
        Assert.NotNull(Csr);
        cluster.Restart();
        cluster.Simulation.RunFor(TimeSpan.FromMinutes(2));

        Assert.Null(cluster.Get(Requests, "", "csr"));
    }
}
