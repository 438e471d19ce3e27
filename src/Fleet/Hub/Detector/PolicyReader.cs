using System.Runtime.CompilerServices;
using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Reads the spec of a policy once for each version of the object: thousands of templates ask for the same few policies.
/// </summary>
internal sealed class PolicyReader
{
    private readonly ConditionalWeakTable<KubeObject, PropagationSpec> specs = [];

    /// <summary>The spec of a PropagationPolicy or ClusterPropagationPolicy.</summary>
    public PropagationSpec Read(KubeObject policy) => specs.GetValue(policy, static p => PropagationSpec.From(p.Spec));
}
