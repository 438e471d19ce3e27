using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Bench.Fleet;

/// <summary>What is put into a fleet.</summary>
internal static class FleetObjects
{
    public static readonly GroupVersionResource Deployments = new("apps", "v1", "deployments");
    public static readonly GroupVersionResource Bindings = new("work.karmada.io", "v1alpha2", "resourcebindings");
    public static readonly GroupVersionResource Policies = new(
        "policy.karmada.io",
        "v1alpha1",
        "clusterpropagationpolicies"
    );

    /// <summary>Replicas of each Deployment.</summary>
    public const int Replicas = 5;

    /// <summary>A Deployment.</summary>
    public static KubeObject Deployment(string name) =>
        Read(
            """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"NAME","namespace":"default","labels":{"app":"NAME"}},
             "spec":{"replicas":5,"selector":{"matchLabels":{"app":"NAME"}},"template":{"metadata":{"labels":{"app":"NAME"}},
             "spec":{"containers":[{"name":"hello","image":"nginx:1.27","ports":[{"containerPort":80}],
             "resources":{"requests":{"cpu":"1m","memory":"1Mi"}}}]}}}}
            """.Replace("NAME", name, StringComparison.Ordinal)
        );

    /// <summary>A policy for all Deployments, with the weights of the clusters.</summary>
    public static KubeObject Policy(int us, int ap, int eu) =>
        Read(
            """
            {"apiVersion":"policy.karmada.io/v1alpha1","kind":"ClusterPropagationPolicy","metadata":{"name":"all"},
             "spec":{"resourceSelectors":[{"apiVersion":"apps/v1","kind":"Deployment"}],
             "placement":{"clusterAffinity":{"clusterNames":["eu","ap","us"]},"replicaScheduling":{"replicaSchedulingType":"Divided",
             "replicaDivisionPreference":"Weighted","weightPreference":{"staticWeightList":[
             {"targetCluster":{"clusterNames":["us"]},"weight":US},{"targetCluster":{"clusterNames":["ap"]},"weight":AP},
             {"targetCluster":{"clusterNames":["eu"]},"weight":EU}]}}}}}
            """.Replace("US", $"{us}", StringComparison.Ordinal).Replace(
                "AP",
                $"{ap}",
                StringComparison.Ordinal
            ).Replace("EU", $"{eu}", StringComparison.Ordinal)
        );

    /// <summary>What the clusters say of their replicas, in their order: "ap eu us".</summary>
    public static string ReadyReplicas(KubeObject binding) =>
        string.Join(
            ' ',
            binding
                .Status.Maps("aggregatedStatus")
                .Select(c => (c.At("status", "readyReplicas") as NumberValue)?.Integer)
        );

    private static KubeObject Read(string json) => KubeObject.FromJson(Encoding.UTF8.GetBytes(json));
}
