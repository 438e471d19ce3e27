namespace Pangea.Kube.Objects;

/// <summary>
/// The rules of cluster roles that are made of others (<c>aggregationRule</c>). Pure: a controller writes the outcome, and runs again for
/// roles that are made of the one it wrote.
/// </summary>
public static class ClusterRoleAggregation
{
    /// <summary>
    /// The rules that a role should have: those of each role that a selector matches, in the order of the selectors and then of names,
    /// each rule once. Null when the role has no aggregation rule or has those rules already.
    /// </summary>
    public static ListValue? NewRules(KubeObject role, IEnumerable<KubeObject> clusterRoles)
    {
        if (role.Root.Map("aggregationRule") is not { } aggregation)
            return null;
        var others = clusterRoles.Where(r => r.Name != role.Name).OrderBy(r => r.Name, StringComparer.Ordinal).ToList();
        var rules = new List<Value>();
        var seen = new HashSet<Value>();
        foreach (var selector in aggregation.Maps("clusterRoleSelectors").Select(LabelSelector.FromValue))
        {
            foreach (var other in others.Where(r => selector.Matches(r.Labels)))
                rules.AddRange(other.Root.Maps("rules").Where(seen.Add));
        }
        var list = ListValue.From(rules);
        return list.Equals(role.Root.List("rules") ?? ListValue.Empty) ? null : list;
    }

    /// <summary>Whether a change of a role's labels or rules may change what another role is made of.</summary>
    public static bool IsPartOf(KubeObject changed, KubeObject role) =>
        role.Root.Map("aggregationRule")
            ?.Maps("clusterRoleSelectors")
            .Any(s => LabelSelector.FromValue(s).Matches(changed.Labels))
        ?? false;
}
