using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>How closely a policy's best selector names a template; closer wins among equal priorities.</summary>
internal enum MatchStrength
{
    /// <summary>No selector matches.</summary>
    None,

    /// <summary>A selector without name and labels: every object of the kind.</summary>
    Kind,

    /// <summary>A selector by labels.</summary>
    Labels,

    /// <summary>A selector by name.</summary>
    Name,
}

/// <summary>A policy that matches a template, and how.</summary>
internal sealed record PolicyMatch(KubeObject Policy, PropagationSpec Spec, MatchStrength Strength);

/// <summary>
/// Which policy a template belongs to. Source: Karmada's page "Configuring multi-cluster policies", section on priority: the explicit priority,
/// then the strength of the match, then the name.
/// </summary>
internal static class PolicyMatching
{
    /// <summary>The strongest match among a policy's selectors.</summary>
    public static MatchStrength Strength(PropagationSpec spec, KubeObject template)
    {
        var best = MatchStrength.None;
        foreach (var selector in spec.ResourceSelectors)
        {
            var strength = Strength(selector, template);
            if (strength > best)
                best = strength;
        }
        return best;
    }

    private static MatchStrength Strength(ResourceSelector selector, KubeObject template)
    {
        if (
            selector.Kind != template.Kind
            || selector.ApiVersion != template.ApiVersion
            || (selector.Namespace.Length > 0 && selector.Namespace != template.Namespace)
        )
            return MatchStrength.None;
        if (selector.Name.Length > 0)
            return selector.Name == template.Name ? MatchStrength.Name : MatchStrength.None;
        if (selector.LabelSelector is not { } labels)
            return MatchStrength.Kind;
        return labels.ToSelector().Matches(template.Labels) ? MatchStrength.Labels : MatchStrength.None;
    }

    /// <summary>The best of several policies for a template, or null when none matches. Policies that are being deleted never match.</summary>
    public static PolicyMatch? Best(IEnumerable<KubeObject> policies, KubeObject template, PolicyReader reader)
    {
        PolicyMatch? best = null;
        foreach (var policy in policies)
        {
            if (policy.IsDeleting)
                continue;
            var spec = reader.Read(policy);
            var strength = Strength(spec, template);
            if (strength == MatchStrength.None)
                continue;
            var match = new PolicyMatch(policy, spec, strength);
            if (best is null || Beats(match, best))
                best = match;
        }
        return best;
    }

    private static bool Beats(PolicyMatch challenger, PolicyMatch best)
    {
        var order = (challenger.Spec.Priority ?? 0).CompareTo(best.Spec.Priority ?? 0);
        if (order == 0)
            order = challenger.Strength.CompareTo(best.Strength);
        return order != 0 ? order > 0 : string.CompareOrdinal(challenger.Policy.Name, best.Policy.Name) < 0;
    }
}
