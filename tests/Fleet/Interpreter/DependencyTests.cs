using Pangea.Kube.Objects;
using static Pangea.Fleet.Interpreter.Tests.Trees;

namespace Pangea.Fleet.Interpreter.Tests;

public class DependencyTests
{
    private static string[] Of(KubeObject obj) => [.. Dependencies.Of(obj).Select(d => $"{d.Kind}/{d.Name}")];

    private const string PodSpec = """
        {"serviceAccountName":"sa","imagePullSecrets":[{"name":"pull"}],
         "initContainers":[{"envFrom":[{"configMapRef":{"name":"init"}}]}],
         "containers":[{"env":[{"name":"A","valueFrom":{"secretKeyRef":{"name":"key"}}},{"name":"B","valueFrom":{"configMapKeyRef":{"name":"region"}}},{"name":"C","value":"x"}],
                        "envFrom":[{"secretRef":{"name":"key"}}]}],
         "volumes":[{"configMap":{"name":"files"}},{"secret":{"secretName":"cert"}},{"persistentVolumeClaim":{"claimName":"data"}},
                    {"projected":{"sources":[{"configMap":{"name":"p1"}},{"secret":{"name":"p2"}}]}},{"csi":{"nodePublishSecretRef":{"name":"csi"}}}]}
        """;

    private static readonly string[] All =
    [
        "ConfigMap/files",
        "ConfigMap/init",
        "ConfigMap/p1",
        "ConfigMap/region",
        "Secret/cert",
        "Secret/csi",
        "Secret/key",
        "Secret/p2",
        "Secret/pull",
        "ServiceAccount/sa",
        "PersistentVolumeClaim/data",
    ];

    [Fact]
    public void Everything_that_pods_refer_to_is_found()
    {
        var template = $$$"""{"metadata":{"namespace":"n"},"spec":{"template":{"spec":{{{PodSpec}}} } } }""";
        foreach (var kind in new[] { "Deployment", "ReplicaSet", "DaemonSet", "StatefulSet" })
            Assert.Equal(All, Of(Object("apps/v1", kind, template)));
        Assert.Equal(All, Of(Object("batch/v1", "Job", template)));
        Assert.Equal(All, Of(Object("v1", "Pod", $$"""{"spec":{{PodSpec}} }""")));
        var cron = $$$"""{"spec":{"jobTemplate":{"spec":{"template":{"spec":{{{PodSpec}}} } } } } }""";
        Assert.Equal(All, Of(Object("batch/v1", "CronJob", cron)));
        Assert.All(Dependencies.Of(Object("apps/v1", "Deployment", template)), d => Assert.Equal("n", d.Namespace));
    }

    [Fact]
    public void The_default_account_and_own_claims_are_no_dependencies()
    {
        var set = Object(
            "apps/v1",
            "StatefulSet",
            """
            {"spec":{"volumeClaimTemplates":[{"metadata":{"name":"data"}}],
             "template":{"spec":{"serviceAccountName":"default","volumes":[{"persistentVolumeClaim":{"claimName":"data"}},{"persistentVolumeClaim":{"claimName":"other"}}]}}}}
            """
        );
        Assert.Equal(["PersistentVolumeClaim/other"], Of(set));
    }

    [Fact]
    public void An_Ingress_needs_its_certificates() =>
        Assert.Equal(
            ["Secret/a", "Secret/b"],
            Of(
                Object(
                    "networking.k8s.io/v1",
                    "Ingress",
                    """{"spec":{"tls":[{"secretName":"b"},{"secretName":"a"},{"secretName":"b"},{"hosts":["h"]}]}}"""
                )
            )
        );

    [Fact]
    public void An_imported_Service_needs_the_derived_one_and_its_slices()
    {
        var import = Object("multicluster.x-k8s.io/v1alpha1", "ServiceImport", """{"metadata":{"name":"hello"}}""");
        Assert.Equal(["Service/derived-hello", "EndpointSlice/"], Of(import));
        Assert.Equal(
            "derived-hello",
            Dependencies.Of(import)[1].LabelSelector!.MatchLabels.Text("kubernetes.io/service-name")
        );
    }
}
