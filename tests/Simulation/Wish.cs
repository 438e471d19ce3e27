using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Simulation.Tests;

/// <summary>
/// What the user wants of one Deployment and the Service before it: whether they are there, how many replicas of what, and where their policy puts them.
/// </summary>
internal sealed record Wish(string Name)
{
    /// <summary>Whether the Deployment is there.</summary>
    public bool HasTemplate { get; init; }

    /// <summary>Whether the Service is there.</summary>
    public bool HasService { get; init; }

    public int Replicas { get; init; }

    /// <summary>The version of the image.</summary>
    public int Version { get; init; }

    /// <summary>Weights by cluster; null for no policy.</summary>
    public SortedDictionary<string, int>? Weights { get; init; }

    /// <summary>Whether each cluster of the policy gets all replicas.</summary>
    public bool IsDuplicated { get; init; }

    public string Image => $"registry.example/{Name}:{Version}";

    public KubeObject Deployment() =>
        Parse(
            $$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{Name}}}","namespace":"default"},
             "spec":{"replicas": {{{Replicas}}},"selector":{"matchLabels":{"app":"{{{Name}}}"}},
             "template":{"metadata":{"labels":{"app":"{{{Name}}}"}},
             "spec":{"containers":[{"name":"main","image":"{{{Image}}}"}] } } } }
            """
        );

    public KubeObject Service() =>
        Parse(
            $$$"""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"{{{Name}}}","namespace":"default"},
             "spec":{"selector":{"app":"{{{Name}}}"},"ports":[{"name":"http","port":80,"targetPort":8080}] } }
            """
        );

    public KubeObject Policy()
    {
        var names = string.Join(',', Weights!.Keys.Select(c => $"\"{c}\""));
        var weights = string.Join(
            ',',
            Weights.Select(w => $$$"""{"targetCluster":{"clusterNames":["{{{w.Key}}}"]},"weight": {{{w.Value}}} }""")
        );
        var scheduling = IsDuplicated
            ? """{"replicaSchedulingType":"Duplicated"}"""
            : $$$"""
                {"replicaSchedulingType":"Divided","replicaDivisionPreference":"Weighted",
                 "weightPreference":{"staticWeightList":[{{{weights}}}] } }
                """;
        return Parse(
            $$$"""
            {"apiVersion":"policy.karmada.io/v1alpha1","kind":"PropagationPolicy","metadata":{"name":"{{{Name}}}","namespace":"default"},
             "spec":{"resourceSelectors":[{"apiVersion":"apps/v1","kind":"Deployment","name":"{{{Name}}}"},
                                         {"apiVersion":"v1","kind":"Service","name":"{{{Name}}}"}],
             "placement":{"clusterAffinity":{"clusterNames":[{{{names}}}]},"replicaScheduling": {{{scheduling}}} } } }
            """
        );
    }

    /// <summary>
    /// Whether so many replicas in each cluster are what the policy says: all in each, or by the weights as exactly as whole numbers can be (the quota
    /// rule, which Webster's method keeps for three clusters).
    /// </summary>
    public string? Complaint(IReadOnlyDictionary<string, int> found)
    {
        var total = Weights!.Values.Sum();
        foreach (var (cluster, weight) in Weights)
        {
            var count = found.GetValueOrDefault(cluster);
            var share = (double)Replicas * weight / total;
            if (IsDuplicated ? count != Replicas : Math.Abs(count - share) >= 1)
                return $"{cluster} has {count} of {Replicas} replicas, its weight is {weight} of {total}";
        }
        foreach (var (cluster, count) in found)
        {
            if (count > 0 && !Weights.ContainsKey(cluster))
                return $"{cluster} has {count} replicas and is not in the policy";
        }
        return IsDuplicated || found.Values.Sum() == Replicas
            ? null
            : $"the clusters have {found.Values.Sum()} replicas together, not {Replicas}";
    }

    public static KubeObject Parse(string json) => new(JsonText.ParseMap(Encoding.UTF8.GetBytes(json)));
}
