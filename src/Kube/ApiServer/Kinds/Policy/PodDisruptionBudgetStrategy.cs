using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>PodDisruptionBudgets.</summary>
internal sealed class PodDisruptionBudgetStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.policy.v1.PodDisruptionBudgetStatus";

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => false;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        if (spec.Has("minAvailable") && spec.Has("maxUnavailable"))
            root.Invalid("spec", spec.Map, "minAvailable and maxUnavailable cannot be both set");
        spec.WholeOrPercent("minAvailable");
        spec.AtMost100Percent("minAvailable");
        spec.WholeOrPercent("maxUnavailable");
        spec.AtMost100Percent("maxUnavailable");
        spec.LabelSelector("selector");
        spec.OneOf("unhealthyPodEvictionPolicy", "AlwaysAllow", "IfHealthyBudget");
    }

    /// <inheritdoc/>
    protected override void ValidateStatus(Part status, MapValue root, MapValue old)
    {
        ConditionValidation.Validate(status);
        AppsRules.Counts(status, "disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods");
    }
}
