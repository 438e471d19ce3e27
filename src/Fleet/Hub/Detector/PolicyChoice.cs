using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Which policy a template is to have now: the one that holds it, while it still selects it and none may take it over; else the best of its
/// namespace; else the best of the cluster.
/// </summary>
internal sealed class PolicyChoice(HubParts hub, PolicyReader reader)
{
    private readonly PolicyIndex policies = new(hub.Policies, hub.ClusterPolicies, reader);

    /// <summary>The template's policy, or null when none selects it.</summary>
    public PolicyMatch? Of(KubeObject template)
    {
        if (Claim.Read(template) is { } claim && Holder(claim) is { } holder)
        {
            var spec = reader.Read(holder);
            var strength = PolicyMatching.Strength(spec, template);
            if (strength != MatchStrength.None)
            {
                var held = new PolicyMatch(holder, spec, strength);
                return Preemptor(held, template) ?? held;
            }
        }
        return PolicyMatching.Best(policies.Namespaced(template), template, reader)
            ?? PolicyMatching.Best(policies.ClusterWide(template), template, reader);
    }

    /// <summary>The policy that holds a claim: there, not going, and the very one that made it.</summary>
    public KubeObject? Holder(Claim claim)
    {
        var informer = claim.Policy.IsClusterWide ? hub.ClusterPolicies : hub.Policies;
        var policy = informer.Get(claim.Policy.NamespacedName);
        return policy is not null && !policy.IsDeleting && Claim.Of(policy).PermanentId == claim.PermanentId
            ? policy
            : null;
    }

    /// <summary>
    /// The best policy that says <c>preemption: Always</c> and may take the template over: one of its namespace from any of the cluster, and either kind from
    /// its own kind by a strictly higher priority.
    /// </summary>
    private PolicyMatch? Preemptor(PolicyMatch held, KubeObject template)
    {
        var isClusterWide = held.Policy.Namespace.Length == 0;
        var priority = held.Spec.Priority ?? 0;
        bool Preempts(KubeObject policy, bool needsPriority)
        {
            var spec = reader.Read(policy);
            return spec.Preemption == Preemptions.Always && (!needsPriority || (spec.Priority ?? 0) > priority);
        }
        var best = PolicyMatching.Best(
            policies.Namespaced(template).Where(p => Preempts(p, needsPriority: !isClusterWide)),
            template,
            reader
        );
        if (best is not null || !isClusterWide)
            return best;
        return PolicyMatching.Best(
            policies.ClusterWide(template).Where(p => Preempts(p, needsPriority: true)),
            template,
            reader
        );
    }
}
