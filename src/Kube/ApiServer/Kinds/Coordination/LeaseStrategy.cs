namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Leases.</summary>
internal sealed class LeaseStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    public override bool AllowsCreateOnUpdate => true;

    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => false;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        if (spec.Map.Integer("leaseDurationSeconds") is { } seconds and <= 0)
            spec.Invalid("leaseDurationSeconds", seconds, "must be greater than 0");
        spec.NonNegative("leaseTransitions");
    }
}
