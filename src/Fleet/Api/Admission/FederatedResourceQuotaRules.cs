using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Rules of FederatedResourceQuota.</summary>
internal sealed class FederatedResourceQuotaRules : KindRules
{
    // The name becomes a label's value on the Works that carry the shares to the members.
    public override string? NameError(string name) => Syntax.DnsSubdomainError(name) ?? Syntax.LabelValueError(name);

    protected override void Check(MapValue root, MapValue? old, List<FieldError> errors)
    {
        var spec = FederatedResourceQuotaSpec.From(root.Map("spec") ?? MapValue.Empty);
        if (spec.Overall.Count == 0)
            errors.Add(FieldError.Required("spec.overall"));
        foreach (var (name, amount) in spec.Overall)
        {
            CheckName(name, "spec.overall", errors);
            CheckAmount(amount, $"spec.overall[{name}]", errors);
        }
        var sum = ResourceList.Empty;
        for (var i = 0; i < spec.StaticAssignments.Count; i++)
        {
            var assignment = spec.StaticAssignments[i];
            var path = $"spec.staticAssignments[{i}]";
            if (ClusterRules.ClusterNameError(assignment.ClusterName) is { } bad)
                errors.Add(FieldError.Invalid($"{path}.clusterName", assignment.ClusterName, bad));
            foreach (var (name, amount) in assignment.Hard)
            {
                CheckAmount(amount, $"{path}.hard[{name}]", errors);
                if (spec.Overall[name] is null)
                    errors.Add(
                        FieldError.Invalid($"{path}.hard", name, "assignment resourceName is not exist in overall")
                    );
            }
            sum = sum.Plus(assignment.Hard);
        }
        foreach (var (name, amount) in sum)
        {
            if (spec.Overall[name] is { } overall && amount > overall)
            {
                errors.Add(
                    FieldError.Invalid($"spec.overall[{name}]", overall.ToString(), "overall is less than assignments")
                );
            }
        }
    }

    private static void CheckName(string name, string path, List<FieldError> errors)
    {
        if (Syntax.QualifiedNameError(name) is { } bad)
            errors.Add(FieldError.Invalid(path, name, bad));
    }

    private static void CheckAmount(Quantity amount, string path, List<FieldError> errors)
    {
        if (amount.Sign < 0)
            errors.Add(FieldError.Invalid(path, amount.ToString(), "must be greater than or equal to 0"));
    }
}
