using Microsoft.AspNetCore.Http;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Runtime;

/// <summary>
/// Answers <c>kubectl logs</c>, <c>exec</c>, <c>attach</c> and <c>port-forward</c>: finds the pod, its container and its node's runtime. The texts are
/// kube-apiserver's.
/// </summary>
internal sealed class PodConnections
{
    private static readonly GroupResource Pods = new("", "pods");
    private readonly IInformer pods;
    private readonly Func<string, IPodRuntime?> runtimeOf;

    private PodConnections(IInformer pods, Func<string, IPodRuntime?> runtimeOf)
    {
        this.pods = pods;
        this.runtimeOf = runtimeOf;
    }

    /// <summary>Registers the answers with a server that does not listen yet.</summary>
    public static void Register(ApiServer.ApiServer server, Func<string, IPodRuntime?> runtimeOf)
    {
        var connections = new PodConnections(server.View(CoreResources.Pods), runtimeOf);
        foreach (var subresource in (string[])["log", "exec", "attach", "portforward"])
            server.Connect(Pods, subresource, (http, key, _) => connections.AnswerAsync(http, key, subresource));
    }

    /// <summary>Answers with a failure.</summary>
    public static async Task RefuseAsync(HttpContext http, Status status)
    {
        var body = status.ToValue().ToJson();
        http.Response.StatusCode = status.Code;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext http, NamespacedName key, string subresource)
    {
        if (pods.Get(key) is not { } pod)
        {
            await RefuseAsync(http, Status.NotFound(Pods, key.Name));
            return;
        }
        var container = "";
        if (subresource != "portforward")
        {
            var (name, error) = Container(pod, http.Request.Query["container"].ToString());
            if (error is not null)
            {
                await RefuseAsync(http, error);
                return;
            }
            container = name;
        }
        if (pod.Spec.Text("nodeName") is not { Length: > 0 } node)
        {
            // A log of a pod without a node is empty; nothing else can be done with it.
            if (subresource != "log")
                await RefuseAsync(http, Status.BadRequest($"pod {pod.Name} does not have a host assigned"));
            return;
        }
        if (runtimeOf(node) is { } runtime)
            await runtime.ConnectAsync(new(subresource, pod, container), http);
        else
            await RefuseAsync(http, Status.ServiceUnavailable($"the agent of node {node} cannot be reached"));
    }

    private static (string Name, Status? Error) Container(KubeObject pod, string asked)
    {
        var containers = Names("containers");
        if (asked.Length > 0)
        {
            return containers.Concat(Names("initContainers")).Concat(Names("ephemeralContainers")).Contains(asked)
                ? (asked, null)
                : ("", Status.BadRequest($"container {asked} is not valid for pod {pod.Name}"));
        }
        if (containers.Count == 1)
            return (containers[0], null);
        var inits = Names("initContainers");
        var more = inits.Count > 0 ? $" or one of the init containers: [{string.Join(' ', inits)}]" : "";
        return (
            "",
            Status.BadRequest(
                $"a container name must be specified for pod {pod.Name}, choose one of: [{string.Join(' ', containers)}]{more}"
            )
        );

        List<string> Names(string key) => [.. pod.Spec.Maps(key).Select(c => c.Text("name") ?? "")];
    }
}
