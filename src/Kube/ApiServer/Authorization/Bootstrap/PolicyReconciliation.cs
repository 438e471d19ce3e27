using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>One write that the bootstrap policy asks for.</summary>
/// <param name="Resource">Where.</param>
/// <param name="Action">What to do.</param>
/// <param name="Object">The object as it is to be; on an update it carries the resourceVersion it was made from.</param>
public sealed record PolicyChange(GroupVersionResource Resource, PolicyAction Action, KubeObject Object);

/// <summary>What to do with an object of the bootstrap policy.</summary>
public enum PolicyAction
{
    /// <summary>Create it.</summary>
    Create,

    /// <summary>Replace it.</summary>
    Update,

    /// <summary>Delete it and create it anew: a binding's role cannot be changed.</summary>
    Recreate,
}

/// <summary>
/// Brings one object of the bootstrap policy up to date: what is missing is added, what an administrator added stays, and what is marked with
/// <c>rbac.authorization.kubernetes.io/autoupdate: "false"</c> is left alone. Pure. Source: the page "Using RBAC Authorization" of the
/// Kubernetes documentation, section "Auto-reconciliation".
/// </summary>
public static class PolicyReconciliation
{
    /// <summary>The annotation by which an administrator keeps an object from being brought up to date.</summary>
    public const string AutoUpdate = "rbac.authorization.kubernetes.io/autoupdate";

    /// <summary>The write that an object asks for, or null when there is nothing to do.</summary>
    /// <param name="resource">Where the object belongs.</param>
    /// <param name="expected">The object as the policy has it.</param>
    /// <param name="existing">The object as it is; null when it is not there.</param>
    public static PolicyChange? Change(GroupVersionResource resource, KubeObject expected, KubeObject? existing)
    {
        if (existing is null)
            return new(resource, PolicyAction.Create, expected);
        if (existing.Annotations.Text(AutoUpdate) == "false")
            return null;
        var isBinding = expected.Root.ContainsKey("roleRef");
        if (isBinding && !Value.Equal(existing.Root["roleRef"], expected.Root["roleRef"]))
            return new(resource, PolicyAction.Recreate, expected);

        var root = WithMetadata(existing.Root, expected, "labels");
        root = WithMetadata(root, expected, "annotations");
        root = isBinding ? WithItems(root, expected.Root, "subjects") : WithRules(root, expected.Root);
        return root.Equals(existing.Root) ? null : new(resource, PolicyAction.Update, new KubeObject(root));
    }

    private static MapValue WithMetadata(MapValue root, KubeObject expected, string field)
    {
        var there = root.At("metadata", field) as MapValue ?? MapValue.Empty;
        foreach (var (name, value) in expected.Metadata.Map(field) ?? MapValue.Empty)
        {
            if (!there.ContainsKey(name))
                there = there.With(name, value);
        }
        return root.WithAt(there.Count == 0 ? null : there, "metadata", field);
    }

    private static MapValue WithRules(MapValue root, MapValue expected)
    {
        if (expected.Map("aggregationRule") is { } aggregation)
        {
            // Its rules are the aggregation's to make.
            var there = root.Map("aggregationRule") ?? MapValue.Empty;
            return root.With("aggregationRule", WithItems(there, aggregation, "clusterRoleSelectors"));
        }
        if (Value.Equal(root["rules"], expected["rules"]))
            return root;
        var missing = RuleCoverage.Missing(PolicyRule.OfRole(root), PolicyRule.OfRole(expected));
        if (missing.IsEmpty)
            return root;
        var rules = root.List("rules") ?? ListValue.Empty;
        return root.With(
            "rules",
            ListValue.From([.. rules, .. RuleCoverage.Compact(missing).Select(r => r.ToValue())])
        );
    }

    private static MapValue WithItems(MapValue map, MapValue expected, string field)
    {
        var there = map.List(field) ?? ListValue.Empty;
        foreach (var item in expected.List(field) ?? ListValue.Empty)
        {
            if (!there.Contains(item))
                there = there.Add(item);
        }
        return there.Count == 0 ? map : map.With(field, there);
    }
}
