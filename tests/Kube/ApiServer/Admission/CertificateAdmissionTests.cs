using System.Security.Cryptography;
using System.Text;
using Pangea.Kube.ApiServer.Tests.Registry;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.ApiServer.Tests.Admission;

public class CertificateAdmissionTests
{
    private const string Requests = "certificates.k8s.io/v1/certificatesigningrequests";
    private readonly WholeServer server = new();

    public CertificateAdmissionTests() =>
        Grant(
            "any",
            """{"apiGroups":["certificates.k8s.io"],"resources":["certificatesigningrequests","certificatesigningrequests/approval","certificatesigningrequests/status"],"verbs":["create","get","update","patch"]}"""
        );

    private void Grant(string user, string rule)
    {
        server.Create(
            "rbac.authorization.k8s.io/v1/clusterroles",
            $$$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"generateName":"r"},"rules":[{{{rule}}}]}"""
        );
        var role = server.List("rbac.authorization.k8s.io/v1/clusterroles").MaxBy(r => r.Revision)!.Name;
        server.Create(
            "rbac.authorization.k8s.io/v1/clusterrolebindings",
            $$$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"generateName":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{{{role}}}"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"{{{user}}}"}]}"""
        );
    }

    private ApiResult<KubeObject> Ask(string organization)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = SigningRequest.Create(key, SubjectName.Of("me", organization));
        return server.TryCreate(
            Requests,
            $$$"""
            {"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"csr"},
             "spec":{"request":"{{{Convert.ToBase64String(
                Encoding.ASCII.GetBytes(request)
            )}}}","signerName":"kubernetes.io/kube-apiserver-client",
             "usages":["client auth"],"username":"system:admin","groups":["system:masters"]}}
            """,
            server.As(UserInfo.Of("any"))
        );
    }

    [Fact]
    public void The_server_says_who_asks_whatever_the_client_says()
    {
        var made = Ask("team").Value!;

        Assert.Equal("any", made.Spec.Text("username"));
        Assert.Equal(["system:authenticated"], made.Spec.Texts("groups"));
    }

    [Fact]
    public void Nobody_asks_to_be_an_administrator() =>
        Assert.Equal(
            "certificatesigningrequests.certificates.k8s.io \"csr\" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed",
            Ask("system:masters").Error!.Message
        );

    [Fact]
    public void Approving_and_signing_need_the_signer()
    {
        Ask("team");
        const string Approval =
            """{"status":{"conditions":[{"type":"Approved","status":"True","reason":"R","message":"m"}]}}""";
        const string Failure =
            """{"status":{"conditions":[{"type":"Failed","status":"True","reason":"R","message":"m"}]}}""";
        var api = server.As(UserInfo.Of("any"));

        Assert.Contains(
            "user not permitted to approve requests with signerName \"kubernetes.io/kube-apiserver-client\"",
            server.TryPatch(Requests, new("", "csr"), Approval, "approval", api).Error!.Message
        );
        Assert.Contains(
            "user not permitted to sign requests with signerName",
            server.TryPatch(Requests, new("", "csr"), Failure, "status", api).Error!.Message
        );
        Grant(
            "any",
            """{"apiGroups":["certificates.k8s.io"],"resources":["signers"],"resourceNames":["kubernetes.io/*"],"verbs":["approve"]}"""
        );
        var approved = server.TryPatch(Requests, new("", "csr"), Approval, "approval", api);
        Assert.True(approved.IsSuccess, approved.Error?.ToString());
    }
}
