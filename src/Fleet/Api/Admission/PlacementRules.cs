using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Rules of placements and of the affinities in them.</summary>
internal static class PlacementRules
{
    public static void Check(Placement placement, string path, List<FieldError> errors)
    {
        if (placement.ClusterAffinity is not null && placement.ClusterAffinities.Count > 0)
        {
            errors.Add(
                FieldError.Invalid(path, placement.ToValue(), "clusterAffinities cannot co-exist with clusterAffinity")
            );
        }
        CheckAffinity(placement.ClusterAffinity, $"{path}.clusterAffinity", errors);
        CheckTerms(placement, $"{path}.clusterAffinities", errors);
        TolerationRules.Check(placement.ClusterTolerations, $"{path}.clusterTolerations", errors);
        CheckSpread(placement.SpreadConstraints, $"{path}.spreadConstraints", errors);
        foreach (
            var (rule, i) in (placement.ReplicaScheduling?.WeightPreference?.StaticWeightList ?? []).Select(
                (r, i) => (r, i)
            )
        )
        {
            CheckAffinity(
                rule.TargetCluster,
                $"{path}.replicaScheduling.weightPreference.staticWeightList[{i}].targetCluster",
                errors
            );
        }
        CheckWorkloadAffinity(placement.WorkloadAffinity, $"{path}.workloadAffinity", errors);
    }

    public static void CheckAffinity(ClusterAffinity? affinity, string path, List<FieldError> errors)
    {
        if (affinity is null)
            return;
        if (affinity.LabelSelector is { } labels)
            SelectorRules.Check(labels, $"{path}.labelSelector", errors);
        if (affinity.FieldSelector is { } fields && FieldSelectorError(fields) is { } error)
            errors.Add(FieldError.Invalid($"{path}.fieldSelector", fields.ToValue(), error));
    }

    // Only the first error is told, as in the original.
    private static string? FieldSelectorError(ClusterFieldSelector selector)
    {
        foreach (var expression in selector.MatchExpressions)
        {
            if (expression.Key is not ("provider" or "region" or "zone"))
                return $"unsupported key {(Value)expression.Key}, must be provider, region, or zone";
            if (expression.Operator is not ("In" or "NotIn"))
                return $"unsupported operator {(Value)expression.Operator}, must be In or NotIn";
        }
        return null;
    }

    private static void CheckTerms(Placement placement, string path, List<FieldError> errors)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < placement.ClusterAffinities.Count; i++)
        {
            var term = placement.ClusterAffinities[i];
            var at = $"{path}[{i}]";
            if (Syntax.QualifiedNameError(term.AffinityName) is { } bad)
                errors.Add(FieldError.Invalid(at, term.AffinityName, bad));
            if (!names.Add(term.AffinityName))
            {
                errors.Add(
                    FieldError.Invalid(
                        path,
                        placement.ClusterAffinities.ToValue(),
                        "each affinity term in a policy must have a unique name"
                    )
                );
            }
            CheckAffinity(term, at, errors);
            if (term.OverflowAffinities.Count > 0)
                CheckOverflow(placement, term, at, errors);
        }
    }

    private static void CheckOverflow(
        Placement placement,
        ClusterAffinityTerm term,
        string path,
        List<FieldError> errors
    )
    {
        var scheduling = placement.ReplicaScheduling;
        var byRoom =
            scheduling is { ReplicaSchedulingType: ReplicaSchedulingTypes.Divided }
            && (
                scheduling.ReplicaDivisionPreference == ReplicaDivisionPreferences.Aggregated
                || scheduling.WeightPreference is { DynamicWeight.Length: > 0 }
            );
        if (!byRoom)
        {
            errors.Add(
                FieldError.Invalid(
                    $"{path}.overflowAffinities",
                    term.OverflowAffinities.ToValue(),
                    "overflowAffinities can only be used together with dynamic weight or aggregated scheduling"
                )
            );
        }
        if (term.IsEmpty)
        {
            errors.Add(
                FieldError.Invalid(
                    $"{path}.overflowAffinities",
                    term.OverflowAffinities.ToValue(),
                    "overflowAffinities can only be used together with the inline ClusterAffinity"
                )
            );
        }
        var names = new SortedSet<string>(StringComparer.Ordinal) { term.AffinityName };
        for (var i = 0; i < term.OverflowAffinities.Count; i++)
        {
            var overflow = term.OverflowAffinities[i];
            var at = $"{path}.overflowAffinities[{i}]";
            if (Syntax.QualifiedNameError(overflow.AffinityName) is { } bad)
                errors.Add(FieldError.Invalid($"{at}.affinityName", overflow.AffinityName, bad));
            if (!names.Add(overflow.AffinityName))
            {
                errors.Add(
                    FieldError.Invalid(
                        $"{at}.affinityName",
                        overflow.AffinityName,
                        "overflow affinity name must be unique and must not duplicate the primary group's affinityName"
                    )
                );
            }
            CheckAffinity(overflow, at, errors);
        }
    }

    private static void CheckSpread(IReadOnlyList<SpreadConstraint> constraints, string path, List<FieldError> errors)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < constraints.Count; i++)
        {
            var constraint = constraints[i];
            void Add(string why) => errors.Add(FieldError.Invalid($"{path}[{i}]", constraint.ToValue(), why));
            if (constraint.SpreadByField.Length > 0 && constraint.SpreadByLabel.Length > 0)
                Add("spreadByLabel should not co-exist with spreadByField");
            if (constraint.MinGroups < 0)
                Add("minGroups lower than 0 is not allowed");
            if (constraint.MaxGroups < 0)
                Add("maxGroups lower than 0 is not allowed");
            if (constraint.MaxGroups > 0 && constraint.MaxGroups < constraint.MinGroups)
                Add("maxGroups lower than minGroups is not allowed");
            if (constraint.SpreadByField.Length == 0)
                continue;
            var count = counts[constraint.SpreadByField] = counts.GetValueOrDefault(constraint.SpreadByField) + 1;
            if (count == 2)
            {
                errors.Add(
                    FieldError.Invalid(
                        path,
                        constraints.ToValue(),
                        $"multiple {constraint.SpreadByField} spread constraints are not allowed"
                    )
                );
            }
        }
        if (counts.Count > 0 && !counts.ContainsKey(SpreadFields.Cluster))
        {
            errors.Add(
                FieldError.Invalid(
                    path,
                    constraints.ToValue(),
                    "the cluster spread constraint must be enabled in one of the constraints in case of SpreadByField is enabled"
                )
            );
        }
    }

    private static void CheckWorkloadAffinity(WorkloadAffinity? affinity, string path, List<FieldError> errors)
    {
        if (affinity is null)
            return;
        var together = affinity.Affinity?.GroupByLabelKey;
        var apart = affinity.AntiAffinity?.GroupByLabelKey;
        if (together is not null && Syntax.QualifiedNameError(together) is { } bad)
            errors.Add(FieldError.Invalid($"{path}.affinity.groupByLabelKey", together, bad));
        if (apart is not null && Syntax.QualifiedNameError(apart) is { } badToo)
            errors.Add(FieldError.Invalid($"{path}.antiAffinity.groupByLabelKey", apart, badToo));
        if (together is not null && together == apart)
        {
            errors.Add(
                FieldError.Invalid(
                    path,
                    affinity.ToValue(),
                    "affinity and antiAffinity must not use the same groupByLabelKey"
                )
            );
        }
    }
}
