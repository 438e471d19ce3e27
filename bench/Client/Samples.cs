using System.Text;

namespace Pangea.Bench.Client;

/// <summary>Objects as a server sends them.</summary>
internal static class Samples
{
    /// <summary>A Deployment without what lists leave out (apiVersion, kind): 1.6 KB.</summary>
    private const string Members = """
        "metadata":{"annotations":{"deployment.kubernetes.io/revision":"1"},"creationTimestamp":"2026-01-01T00:00:00Z","generation":1,"labels":{"app":"hello"},"name":"hello","namespace":"default","resourceVersion":"123456","uid":"8a25e6b4-7682-4d98-bed5-200f640adadf"},"spec":{"progressDeadlineSeconds":600,"replicas":3,"revisionHistoryLimit":10,"selector":{"matchLabels":{"app":"hello"}},"strategy":{"rollingUpdate":{"maxSurge":"25%","maxUnavailable":"25%"},"type":"RollingUpdate"},"template":{"metadata":{"labels":{"app":"hello"}},"spec":{"containers":[{"env":[{"name":"MODE","value":"production"},{"name":"REGION","value":"eu-central-1"},{"name":"DATABASE","value":"postgres://db.shop.svc:5432/shop"},{"name":"CACHE","value":"redis://cache.shop.svc:6379/0"}],"image":"nginx:1.27","imagePullPolicy":"IfNotPresent","name":"nginx","ports":[{"containerPort":80,"protocol":"TCP"}],"resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}],"dnsPolicy":"ClusterFirst","restartPolicy":"Always","schedulerName":"default-scheduler","securityContext":{},"terminationGracePeriodSeconds":30}}},"status":{"availableReplicas":3,"conditions":[{"lastTransitionTime":"2026-01-01T00:00:00Z","message":"Deployment has minimum availability.","reason":"MinimumReplicasAvailable","status":"True","type":"Available"}],"observedGeneration":1,"readyReplicas":3,"replicas":3,"updatedReplicas":3}
        """;

    public static byte[] Deployment { get; } =
        Encoding.UTF8.GetBytes("{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\"," + Members + "}");

    public static byte[] Event { get; } = [.. "{\"type\":\"MODIFIED\",\"object\":"u8, .. Deployment, .. "}\n"u8];

    public static byte[] List(int count) =>
        Encoding.UTF8.GetBytes(
            "{\"kind\":\"DeploymentList\",\"apiVersion\":\"apps/v1\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":["
                + string.Join(",", Enumerable.Repeat("{" + Members + "}", count))
                + "]}"
        );
}
