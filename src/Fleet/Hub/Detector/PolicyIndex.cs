using Pangea.Fleet.Api;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// The policies that may match a template, found by what their selectors name, so that the cost of a template does not grow
/// with the number of policies.
/// </summary>
internal sealed class PolicyIndex
{
    private const string Index = "selected";
    private readonly IInformer namespaced;
    private readonly IInformer clusterWide;

    public PolicyIndex(IInformer namespaced, IInformer clusterWide, PolicyReader reader)
    {
        this.namespaced = namespaced;
        this.clusterWide = clusterWide;
        IEnumerable<string> Targets(KubeObject policy) =>
            reader.Read(policy).ResourceSelectors.Select(Target).Distinct(StringComparer.Ordinal);
        namespaced.AddIndex(Index, Targets);
        clusterWide.AddIndex(Index, Targets);
    }

    /// <summary>PropagationPolicies that may match; those of the template's namespace.</summary>
    public IEnumerable<KubeObject> Namespaced(KubeObject template) =>
        template.Namespace.Length == 0
            ? []
            : Candidates(namespaced, template).Where(p => p.Namespace == template.Namespace);

    /// <summary>ClusterPropagationPolicies that may match.</summary>
    public IEnumerable<KubeObject> ClusterWide(KubeObject template) => Candidates(clusterWide, template);

    private static IEnumerable<KubeObject> Candidates(IInformer policies, KubeObject template)
    {
        var type = $"{template.ApiVersion}/{template.Kind}";
        var found = policies
            .ByIndex(Index, $"{type}/{template.Namespace}/{template.Name}")
            .Concat(policies.ByIndex(Index, $"{type}/{template.Namespace}/*"));
        if (template.Namespace.Length > 0)
        {
            found = found
                .Concat(policies.ByIndex(Index, $"{type}//{template.Name}"))
                .Concat(policies.ByIndex(Index, $"{type}//*"));
        }
        return found.DistinctBy(p => p.Key);
    }

    private static string Target(ResourceSelector selector) =>
        $"{selector.ApiVersion}/{selector.Kind}/{selector.Namespace}/{(selector.Name.Length > 0 ? selector.Name : "*")}";
}
