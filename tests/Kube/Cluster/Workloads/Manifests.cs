namespace Pangea.Kube.Cluster.Tests;

/// <summary>Workloads that tests create.</summary>
internal static class Manifests
{
    public static string Deployment(string name, int replicas, string spec = "", string image = "nginx:1") =>
        $$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}","namespace":"default"},
             "spec":{"replicas":{{{replicas}}},"selector":{"matchLabels":{"app":"{{{name}}}"}}{{{spec}}},
             "template":{{{Template(name, image)}}}}}
            """;

    public static string Template(string name, string image = "nginx:1") =>
        $$$"""{"metadata":{"labels":{"app":"{{{name}}}"}},"spec":{"containers":[{"name":"main","image":"{{{image}}}"}]}}""";

    public static string ReplicaSet(string name, int replicas) =>
        $$$"""
            {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"{{{name}}}","namespace":"default","labels":{"app":"{{{name}}}"}},
             "spec":{"replicas":{{{replicas}}},"selector":{"matchLabels":{"app":"{{{name}}}"}},"template":{{{Template(
                name
            )}}}}}
            """;

    public static string Pod(string name, string app) =>
        $$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"default","labels":{"app":"{{{app}}}"}},
             "spec":{"containers":[{"name":"main","image":"nginx:1"}]}}
            """;

    public static string Image(string image) =>
        """{"spec":{"template":{"spec":{"containers":[{"name":"main","image":"IMAGE"}]}}}}""".Replace("IMAGE", image);
}
