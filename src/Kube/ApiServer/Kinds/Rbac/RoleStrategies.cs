using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>What Roles and ClusterRoles share; their names are anything that a URL can hold.</summary>
internal abstract class RbacStrategy : BuiltinStrategy
{
    /// <summary>The group of roles, and of the users and groups that get them.</summary>
    public const string Group = "rbac.authorization.k8s.io";

    /// <inheritdoc/>
    public override bool AllowsCreateOnUpdate => true;

    /// <inheritdoc/>
    public override string? NameError(string name) => Syntax.PathSegmentError(name);

    /// <summary>Checks the rules of a role.</summary>
    protected static void Rules(Part root, bool namespaced)
    {
        foreach (var rule in root.Items("rules"))
        {
            if (rule.Count("verbs") == 0)
                rule.Required("verbs", "verbs must contain at least one value");
            if (rule.Count("nonResourceURLs") > 0)
            {
                if (namespaced)
                {
                    rule.Invalid(
                        "nonResourceURLs",
                        rule["nonResourceURLs"],
                        "namespaced rules cannot apply to non-resource URLs"
                    );
                }
                if (rule.Count("apiGroups") + rule.Count("resources") + rule.Count("resourceNames") > 0)
                {
                    rule.Invalid(
                        "nonResourceURLs",
                        rule["nonResourceURLs"],
                        "rules cannot apply to both regular resources and non-resource URLs"
                    );
                }
                continue;
            }
            if (rule.Count("apiGroups") == 0)
                rule.Required("apiGroups", "resource rules must supply at least one api group");
            if (rule.Count("resources") == 0)
                rule.Required("resources", "resource rules must supply at least one resource");
        }
    }
}

/// <summary>Roles.</summary>
internal sealed class RoleStrategy : RbacStrategy
{
    /// <inheritdoc/>
    protected override void Validate(Part root) => Rules(root, namespaced: true);
}

/// <summary>ClusterRoles, which may gather the rules of others.</summary>
internal sealed class ClusterRoleStrategy : RbacStrategy
{
    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        Rules(root, namespaced: false);
        if (!root.Has("aggregationRule"))
            return;
        var aggregation = root.Child("aggregationRule");
        if (aggregation.Count("clusterRoleSelectors") == 0)
        {
            aggregation.Required(
                "clusterRoleSelectors",
                "at least one clusterRoleSelector required if aggregationRule is non-nil"
            );
        }
        foreach (var selector in aggregation.Items("clusterRoleSelectors"))
            Checks.LabelSelector(selector);
    }
}
