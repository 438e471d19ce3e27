using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>RuntimeClasses.</summary>
internal sealed class RuntimeClassStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => false;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        if (Syntax.DnsLabelError(root.Text("handler")) is { } error)
            root.Invalid("handler", root.Text("handler"), error);
        if (root.Has("overhead"))
        {
            var overhead = root.Child("overhead");
            foreach (var (name, value) in overhead.Map.Map("podFixed") ?? MapValue.Empty)
                ResourceValidation.QuantityOf(overhead, "podFixed", name, value);
        }
        if (!root.Has("scheduling"))
            return;
        var scheduling = root.Child("scheduling");
        scheduling.Labels("nodeSelector");
        NodeSelectors.Tolerations(scheduling, "tolerations");
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Validate(root);
        root.Unchanged("handler", old);
    }
}
