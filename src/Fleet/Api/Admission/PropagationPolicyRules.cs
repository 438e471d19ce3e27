using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Rules of PropagationPolicy and ClusterPropagationPolicy.</summary>
internal sealed class PropagationPolicyRules(bool namespaced) : KindRules
{
    private const int DefaultGracePeriodSeconds = 600;

    private string IdLabel =>
        namespaced ? FleetLabels.PropagationPolicyPermanentId : FleetLabels.ClusterPropagationPolicyPermanentId;

    public override MapValue Default(MapValue root)
    {
        var spec = root.Map("spec") ?? MapValue.Empty;
        if (namespaced)
            spec = SelectorRules.DefaultNamespaces(spec, root.At("metadata", "namespace"));
        spec = DefaultSpread(spec);
        spec = DefaultDivision(spec);
        spec = DefaultGracePeriod(spec);
        if (spec.Maps("resourceSelectors").Any(IsServiceImport))
            spec = spec.With("propagateDeps", true);
        return root.With("spec", spec);
    }

    public override MapValue PrepareForCreate(MapValue root, IIdentitySource identities) =>
        PermanentId.EnsureFinalizer(
            PermanentId.Ensure(root, IdLabel, identities),
            namespaced ? FleetFinalizers.PropagationPolicy : FleetFinalizers.ClusterPropagationPolicy
        );

    protected override void Check(MapValue root, MapValue? old, List<FieldError> errors)
    {
        var spec = PropagationSpec.From(root.Map("spec") ?? MapValue.Empty);
        PermanentId.Check(root, old, IdLabel, errors);
        if (old is not null && (old.At("spec", "schedulerName") as StringValue)?.Text is { } name)
        {
            if (name != spec.SchedulerName)
            {
                errors.Add(
                    FieldError.Invalid(
                        "spec.schedulerName",
                        spec.SchedulerName,
                        "the schedulerName should not be updated"
                    )
                );
            }
        }
        if (namespaced)
            SelectorRules.CheckNamespaces(spec.ResourceSelectors, root.At("metadata", "namespace"), errors);
        for (var i = 0; i < spec.ResourceSelectors.Count; i++)
            SelectorRules.Check(spec.ResourceSelectors[i], $"spec.resourceSelectors[{i}]", errors);
        PlacementRules.Check(spec.Placement, "spec.placement", errors);
        CheckFailover(spec, errors);
        if (spec.Preemption == Preemptions.Always)
            CheckPreemption(spec, errors);
        if (spec.Suspension is { Dispatching: true, DispatchingOnClusters.ClusterNames.Count: > 0 })
        {
            errors.Add(
                FieldError.Invalid(
                    "spec.suspension",
                    spec.Suspension.ToValue(),
                    "suspension dispatching cannot co-exist with dispatchingOnClusters.clusterNames"
                )
            );
        }
    }

    private static MapValue DefaultSpread(MapValue spec)
    {
        if (spec.At("placement", "spreadConstraints") is not ListValue { Count: > 0 } constraints)
            return spec;
        var filled = constraints.Select(item =>
        {
            if (item is not MapValue constraint)
                return item;
            if (constraint.Integer("minGroups") is null or 0)
                constraint = constraint.With("minGroups", 1);
            return Empty(constraint, "spreadByField") && Empty(constraint, "spreadByLabel")
                ? constraint.With("spreadByField", SpreadFields.Cluster)
                : constraint;
        });
        return spec.WithAt(ListValue.From(filled), "placement", "spreadConstraints");
    }

    private static MapValue DefaultDivision(MapValue spec) =>
        spec.At("placement", "replicaScheduling") is MapValue scheduling
        && scheduling.Text("replicaSchedulingType") == ReplicaSchedulingTypes.Divided
        && Empty(scheduling, "replicaDivisionPreference")
            ? spec.WithAt(
                (Value)ReplicaDivisionPreferences.Weighted,
                "placement",
                "replicaScheduling",
                "replicaDivisionPreference"
            )
            : spec;

    private static MapValue DefaultGracePeriod(MapValue spec) =>
        spec.At("failover", "application") is MapValue application
        && application.Text("purgeMode") == PurgeModes.Gracefully
        && application["gracePeriodSeconds"] is null
            ? spec.WithAt((Value)DefaultGracePeriodSeconds, "failover", "application", "gracePeriodSeconds")
            : spec;

    private static bool Empty(MapValue map, string key) => string.IsNullOrEmpty(map.Text(key));

    private static bool IsServiceImport(MapValue selector) =>
        selector.Text("kind") == "ServiceImport"
        && GroupVersion.Parse(selector.Text("apiVersion") ?? "").Group == "multicluster.x-k8s.io";

    private static void CheckPreemption(PropagationSpec spec, List<FieldError> errors)
    {
        for (var i = 0; i < spec.ResourceSelectors.Count; i++)
        {
            if (spec.ResourceSelectors[i].Name.Length == 0)
            {
                errors.Add(
                    FieldError.Invalid(
                        $"spec.resourceSelectors[{i}].name",
                        "",
                        "name cannot be empty if preemption is Always, the empty name may cause unexpected resources preemption"
                    )
                );
            }
        }
    }

    private static void CheckFailover(PropagationSpec spec, List<FieldError> errors)
    {
        if (spec.Failover?.Application is not { } application)
            return;
        if (!spec.PropagateDeps)
        {
            errors.Add(
                FieldError.Invalid(
                    "spec.propagateDeps",
                    false,
                    "application failover is set, propagateDeps must be true"
                )
            );
        }
        const string path = "spec.failover.application";
        if (application.DecisionConditions.TolerationSeconds is < 0 and { } seconds)
        {
            errors.Add(
                FieldError.Invalid(
                    $"{path}.decisionConditions.tolerationSeconds",
                    seconds,
                    "must be greater than or equal to 0"
                )
            );
        }
        var gracefully = application.PurgeMode == PurgeModes.Gracefully;
        if (application.GracePeriodSeconds is not { } grace)
        {
            if (gracefully)
            {
                errors.Add(
                    FieldError.Invalid(
                        $"{path}.gracePeriodSeconds",
                        null,
                        "should not be empty when purgeMode is Gracefully"
                    )
                );
            }
            return;
        }
        if (!gracefully)
        {
            errors.Add(
                FieldError.Invalid(
                    $"{path}.gracePeriodSeconds",
                    grace,
                    "only takes effect when purgeMode is Gracefully"
                )
            );
        }
        if (grace <= 0)
            errors.Add(FieldError.Invalid($"{path}.gracePeriodSeconds", grace, "must be greater than 0"));
    }
}
