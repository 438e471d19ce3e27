using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Resource quotas.</summary>
internal sealed class ResourceQuotaStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.core.v1.ResourceQuotaStatus";

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        Amounts(spec, "hard");
        if (spec.Count("scopes") > 0)
            QuotaScopeValidation.Scopes(spec);
        if (spec.Has("scopeSelector"))
            QuotaScopeValidation.Selector(spec);
    }

    private static void Amounts(Part part, string key)
    {
        foreach (var (name, value) in part.Map.Map(key) ?? MapValue.Empty)
        {
            ResourceNames.QuotaErrors(name, error => part.InvalidEntry(key, name, name, error));
            ResourceValidation.QuantityOf(part, key, name, value);
        }
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Validate(root);
        var spec = root.Child("spec");
        var before = old.Map("spec")?.Texts("scopes") ?? [];
        if (!before.ToHashSet(StringComparer.Ordinal).SetEquals(spec.Map.Texts("scopes")))
            spec.Invalid("scopes", spec["scopes"] ?? NullValue.Instance, Checks.FieldIsImmutable);
    }

    /// <inheritdoc/>
    protected override void ValidateStatus(Part status, MapValue root, MapValue old)
    {
        Amounts(status, "hard");
        Amounts(status, "used");
    }
}
