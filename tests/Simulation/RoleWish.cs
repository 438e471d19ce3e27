using Pangea.Kube.Objects;

namespace Pangea.Simulation.Tests;

/// <summary>What the user wants of a ClusterRole, an object without a namespace: its verb, and the clusters its ClusterPropagationPolicy puts it in.</summary>
internal sealed record RoleWish
{
    public const string Name = "reader";

    /// <summary>The verb it allows; empty for no ClusterRole.</summary>
    public string Verb { get; init; } = "";

    /// <summary>Where it goes; null for no policy.</summary>
    public SortedSet<string>? Clusters { get; init; }

    public KubeObject Role() =>
        Wish.Parse(
            $$$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"{{{Name}}}"},
             "rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["{{{Verb}}}"]}]}
            """
        );

    public KubeObject Policy() =>
        Wish.Parse(
            $$$"""
            {"apiVersion":"policy.karmada.io/v1alpha1","kind":"ClusterPropagationPolicy","metadata":{"name":"{{{Name}}}"},
             "spec":{"resourceSelectors":[{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","name":"{{{Name}}}"}],
             "placement":{"clusterAffinity":{"clusterNames":[{{{string.Join(
                ',',
                Clusters!.Select(c => $"\"{c}\"")
            )}}}]} } } }
            """
        );

    /// <summary>Whether a member's ClusterRole, or that it has none, is what is wanted.</summary>
    public string? Complaint(string cluster, KubeObject? found)
    {
        if (Verb.Length == 0)
            return found is null ? null : $"{cluster} still has the ClusterRole {Name}";
        // Without a policy the members keep what they have.
        if (Clusters is null)
            return null;
        if (found is null != !Clusters.Contains(cluster))
            return $"{cluster} {(found is null ? "has not" : "still has")} the ClusterRole {Name}";
        var verbs = (found?.Root["rules"] as ListValue)?.Maps.First()["verbs"] as ListValue;
        var verb = verbs?[0].ToString();
        return found is null || verb is { } v && v.Contains(Verb, StringComparison.Ordinal)
            ? null
            : $"{cluster}'s ClusterRole {Name} allows {verb}, not {Verb}";
    }
}
