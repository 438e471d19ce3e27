using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>CSIDrivers.</summary>
internal sealed class CsiDriverStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => false;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        foreach (var key in (string[])["attachRequired", "podInfoOnMount", "storageCapacity"])
        {
            if (!spec.Has(key))
                spec.Required(key);
        }
        spec.OneOf("fsGroupPolicy", "File", "None", "ReadWriteOnceWithFSType");
        var audiences = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in spec.Items("tokenRequests"))
        {
            if (!audiences.Add(token.Text("audience")))
                token.Duplicate("audience", token.Text("audience"));
            if (token.Map.Integer("expirationSeconds") is not { } seconds)
                continue;
            if (seconds < 600)
                token.Invalid("expirationSeconds", seconds, "may not specify a duration less than 10 minutes");
            if (seconds > 1L << 32)
                token.Invalid("expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds");
        }
        foreach (var mode in spec.Map.Texts("volumeLifecycleModes"))
        {
            if (mode is not ("Persistent" or "Ephemeral"))
                spec.NotSupported("volumeLifecycleModes", mode, "Persistent", "Ephemeral");
        }
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Validate(root);
        var spec = root.Child("spec");
        var before = old.Map("spec") ?? MapValue.Empty;
        if (!Checks.Same(spec["attachRequired"], before["attachRequired"]))
            spec.Invalid("attachedRequired", spec["attachRequired"], Checks.FieldIsImmutable);
        spec.Unchanged("volumeLifecycleModes", before);
    }
}

/// <summary>CSINodes: what is known of a driver on a node does not change.</summary>
internal sealed class CsiNodeStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => false;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var driver in root.Child("spec").Items("drivers"))
        {
            var name = driver.Text("name");
            if (name.Length == 0)
                driver.Required("name");
            else if (name.Length > 63)
                driver.TooLong("name", 63);
            else if (Syntax.DnsSubdomainError(name.ToLowerInvariant()) is { } error)
                driver.Invalid("name", name, error);
            if (!names.Add(name))
                driver.Duplicate("name", name);
            var id = driver.Text("nodeID");
            if (id.Length == 0)
                driver.Required("nodeID");
            else if (id.Length > 192)
                driver.Invalid("nodeID", id, "must be 192 characters or less");
            if (driver.Has("allocatable") && driver.Child("allocatable").Whole("count") < 0)
                driver.Child("allocatable").NonNegative("count");
            driver.EachForm(
                "topologyKeys",
                static key => key.Length == 0 ? "Required value" : Syntax.QualifiedNameError(key)
            );
        }
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Validate(root);
        foreach (var driver in root.Child("spec").Items("drivers"))
        {
            var before = old.Map("spec")?.Maps("drivers").FirstOrDefault(d => d.Text("name") == driver.Text("name"));
            if (before is not null && !before.Without("allocatable").Equals(driver.Map.Without("allocatable")))
                root.Invalid("CSINodeDriver", driver.Map, Checks.FieldIsImmutable);
        }
    }
}

/// <summary>CSIStorageCapacities.</summary>
internal sealed class CsiStorageCapacityStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => false;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        if (Syntax.DnsSubdomainError(root.Text("storageClassName")) is { } error)
            root.Invalid("storageClassName", root.Text("storageClassName"), error);
        root.LabelSelector("nodeTopology");
        foreach (var key in (string[])["capacity", "maximumVolumeSize"])
        {
            if (Quantity.FromValue(root[key]) is { Sign: < 0 } quantity)
                root.Invalid(key, $"{quantity}", Checks.IsNegative);
        }
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Validate(root);
        root.Unchanged("nodeTopology", old);
        root.Unchanged("storageClassName", old);
    }
}
