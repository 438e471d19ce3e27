using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks where a pod wants to run: affinities and spreading over topologies.</summary>
internal static class AffinityValidation
{
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string WeightRange = "must be in the range 1-100";

    /// <summary>Checks a pod's affinity.</summary>
    public static void Validate(Part affinity)
    {
        if (affinity.Has("nodeAffinity"))
            NodeAffinity(affinity.Child("nodeAffinity"));
        if (affinity.Has("podAffinity"))
            PodAffinity(affinity.Child("podAffinity"));
        if (affinity.Has("podAntiAffinity"))
            PodAffinity(affinity.Child("podAntiAffinity"));
    }

    private static void NodeAffinity(Part affinity)
    {
        if (affinity.Has(Required))
            NodeSelectors.Validate(affinity.Child(Required));
        foreach (var term in affinity.Items(Preferred))
        {
            Weight(term);
            // Labels that no node can have do no harm in what is only preferred.
            NodeSelectors.Term(term.Child("preference"), checkValues: false);
        }
    }

    private static void PodAffinity(Part affinity)
    {
        foreach (var term in affinity.Items(Required))
            PodTerm(term);
        foreach (var weighted in affinity.Items(Preferred))
        {
            Weight(weighted);
            PodTerm(weighted.Child("podAffinityTerm"));
        }
    }

    private static void Weight(Part term)
    {
        if (term.Whole("weight") is var weight and (<= 0 or > 100))
            term.Invalid("weight", weight, WeightRange);
    }

    private static void PodTerm(Part term)
    {
        term.LabelSelector("labelSelector");
        term.LabelSelector("namespaceSelector");
        foreach (var name in term.Map.Texts("namespaces"))
        {
            if (Syntax.DnsLabelError(name) is { } error)
                term.Invalid("namespace", name, error);
        }
        LabelKeys(term, "matchLabelKeys");
        LabelKeys(term, "mismatchLabelKeys");
        BothMatchAndMismatch(term);
        if (term.Text("topologyKey").Length == 0)
            term.Required("topologyKey", "can not be empty");
        NodeSelectors.LabelName(term, "topologyKey");
    }

    private static void LabelKeys(Part term, string key)
    {
        if (term.Count(key) == 0)
            return;
        if (!term.Has("labelSelector"))
            term.Forbidden(key, "must not be specified when labelSelector is not set");
        else
            term.EachForm(key, Syntax.QualifiedNameError);
    }

    private static void BothMatchAndMismatch(Part term)
    {
        if (term.Map.List("matchLabelKeys") is not { Count: > 0 } keys)
            return;
        for (var i = 0; i < keys.Count; i++)
        {
            if (keys[i] is StringValue { Text: var key } && term.Map.Texts("mismatchLabelKeys").Contains(key))
                term.InvalidItem("matchLabelKeys", i, key, "exists in both matchLabelKeys and mismatchLabelKeys");
        }
    }

    /// <summary>Checks how a pod's replicas are spread.</summary>
    public static void Spread(Part spec)
    {
        var constraints = spec.Items("topologySpreadConstraints").GetEnumerator();
        while (constraints.MoveNext())
        {
            var constraint = constraints.Current;
            if (constraint.Whole("maxSkew") is var skew and <= 0)
                constraint.Invalid("maxSkew", skew, "must be greater than zero");
            constraint.RequiredText("topologyKey", "can not be empty");
            var action = constraint.Text("whenUnsatisfiable");
            if (action is not ("DoNotSchedule" or "ScheduleAnyway"))
                constraint.NotSupported("whenUnsatisfiable", action, "DoNotSchedule", "ScheduleAnyway");
            Repeated(spec, constraint, constraints.Index, action);
            MinDomains(constraint, action);
            constraint.OneOf("nodeAffinityPolicy", "Honor", "Ignore");
            constraint.OneOf("nodeTaintsPolicy", "Honor", "Ignore");
            SpreadKeys(constraint);
            constraint.LabelSelector("labelSelector");
        }
    }

    private static void Repeated(Part spec, Part constraint, int index, string action)
    {
        var key = constraint.Text("topologyKey");
        var later = spec.Map.List("topologySpreadConstraints")!.Items[(index + 1)..];
        foreach (var item in later)
        {
            if (item is MapValue other && other.Text("topologyKey") == key && other.Text("whenUnsatisfiable") == action)
            {
                constraint.Duplicate("{topologyKey, whenUnsatisfiable}", $"{{{key}, {action}}}");
                return;
            }
        }
    }

    private static void MinDomains(Part constraint, string action)
    {
        if (constraint.Map.Integer("minDomains") is not { } domains)
            return;
        if (domains <= 0)
            constraint.Invalid("minDomains", domains, "must be greater than zero");
        if (action != "DoNotSchedule")
            constraint.Invalid(
                "minDomains",
                domains,
                $"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}"
            );
    }

    private static void SpreadKeys(Part constraint)
    {
        if (constraint.Map.List("matchLabelKeys") is not { Count: > 0 } keys)
            return;
        var selector = constraint.Map.Map("labelSelector");
        if (selector is null)
            constraint.Forbidden("matchLabelKeys", "must not be specified when labelSelector is not set");
        constraint.EachForm("matchLabelKeys", Syntax.QualifiedNameError);
        for (var i = 0; i < keys.Count; i++)
        {
            if (keys[i] is StringValue { Text: var key } && selector is not null && Selects(selector, key))
                constraint.InvalidItem("matchLabelKeys", i, key, "exists in both matchLabelKeys and labelSelector");
        }
    }

    private static bool Selects(MapValue selector, string key) =>
        selector.Map("matchLabels")?.ContainsKey(key) == true
        || selector.Maps("matchExpressions").Any(e => e.Text("key") == key);
}
