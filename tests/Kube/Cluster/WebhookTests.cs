using System.Text;
using Microsoft.AspNetCore.Http;
using Pangea.Kube.ApiServer.Tests.Webhooks;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Tests;

/// <summary>What people see of webhooks, with the kubectl that is installed and a webhook that is a server of its own.</summary>
public sealed class WebhookTests
{
    private static async Task AnswerAsync(HttpContext http, Func<MapValue, string> answer)
    {
        using var content = new MemoryStream();
        await http.Request.Body.CopyToAsync(content);
        var request = JsonText.ParseMap(content.ToArray()).Map("request")!;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(
            $$$"""
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"{{{request.Text(
                "uid"
            )}}}",{{{answer(request)}}}}}
            """
        );
    }

    private static string Configuration(string kind, string name, TlsListener listener, string rule) =>
        $$$"""
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"{{{kind}}}","metadata":{"name":"{{{name}}}"},"webhooks":[
             {"name":"{{{name}}}.example.com","sideEffects":"None","admissionReviewVersions":["v1"],"rules":[{{{rule}}}],
              "clientConfig":{"url":"{{{listener.Address}}}","caBundle":"{{{listener.Bundle}}}"}}]}
            """;

    private static async Task ApplyAsync(ListeningCluster cluster, string json)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, json);
        var said = await cluster.KubectlAsync("apply", "-f", file);
        File.Delete(file);
        Assert.EndsWith("created\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhooks_change_refuse_and_warn()
    {
        await using var cluster = await ListeningCluster.StartAsync();
        await using var judge = await TlsListener.StartAsync(http =>
            AnswerAsync(
                http,
                request =>
                    request.Text("operation") == "CONNECT"
                        ? """ "allowed":false,"status":{"message":"nobody looks in"} """
                    : request.At("object", "data", "bad") is not null
                        ? """ "allowed":false,"status":{"message":"no bad data"} """
                    : """ "allowed":true,"warnings":["looks odd"] """
            )
        );
        var patch = Convert.ToBase64String(
            Encoding.UTF8.GetBytes("""[{"op":"add","path":"/metadata/labels","value":{"seen":"yes"}}]""")
        );
        await using var helper = await TlsListener.StartAsync(http =>
            AnswerAsync(http, _ => $""" "allowed":true,"patchType":"JSONPatch","patch":"{patch}" """)
        );
        await cluster.RunPodAsync(TestCluster.PodJson("a"));
        await ApplyAsync(
            cluster,
            Configuration(
                "MutatingWebhookConfiguration",
                "helper",
                helper,
                """{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}"""
            )
        );
        await ApplyAsync(
            cluster,
            Configuration(
                "ValidatingWebhookConfiguration",
                "judge",
                judge,
                """{"operations":["*"],"apiGroups":["*"],"apiVersions":["*"],"resources":["configmaps","pods/attach"]}"""
            )
        );

        Assert.Equal(
            "configmap/good created\nWarning: looks odd\n",
            await cluster.KubectlAsync("create", "configmap", "good", "--from-literal=a=b")
        );
        Assert.Equal(
            "yes",
            await cluster.KubectlAsync("get", "configmap", "good", "-o", "jsonpath={.metadata.labels.seen}")
        );
        Assert.Equal(
            "error: failed to create configmap: admission webhook \"judge.example.com\" denied the request: no bad data\n",
            await cluster.KubectlAsync("create", "configmap", "evil", "--from-literal=bad=1")
        );
        Assert.Contains(
            "admission webhook \"judge.example.com\" denied the request: nobody looks in",
            await cluster.KubectlAsync("attach", "a"),
            StringComparison.Ordinal
        );

        await judge.DisposeAsync();
        Assert.Equal(
            "error: failed to create configmap: Internal error occurred: failed calling webhook \"judge.example.com\": failed to call webhook: "
                + $"Post \"{judge.Address}?timeout=10s\": dial tcp 127.0.0.1:{judge.Address.Port}: connect: connection refused\n",
            await cluster.KubectlAsync("create", "configmap", "late", "--from-literal=a=b")
        );
        Assert.Contains(
            "deleted",
            await cluster.KubectlAsync("delete", "validatingwebhookconfiguration", "judge"),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "configmap/late created\n",
            await cluster.KubectlAsync("create", "configmap", "late", "--from-literal=a=b")
        );
    }
}
