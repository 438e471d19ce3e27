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
        // The original names it so, without metadata around it.
        VolumeValidation.CsiDriverName(root with { Map = root.Map.Map("metadata") ?? MapValue.Empty }, "name");
        var spec = root.Child("spec");
        if (!spec.Has("attachRequired"))
            spec.Required("attachedRequired");
        if (!spec.Has("podInfoOnMount"))
            spec.Required("podInfoOnMount");
        if (!spec.Has("storageCapacity"))
            spec.Required("storageCapacity");
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

    /// <inheritdoc/>
    public override string? NameError(string name) => Syntax.PathSegmentError(name);
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
            VolumeValidation.CsiDriverName(driver, "name");
            var id = driver.Text("nodeID");
            if (id.Length == 0)
                driver.Required("nodeID");
            else if (id.Length > 192)
                driver.Invalid("nodeID", id, "must be 192 characters or less");
            if (driver.Has("allocatable") && driver.Child("allocatable").Whole("count") < 0)
                driver.Child("allocatable").NonNegative("count");
            if (!names.Add(driver.Text("name")))
                driver.Duplicate("name", driver.Text("name"));
            TopologyKeys(driver);
        }
    }

    private static void TopologyKeys(Part driver)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in driver.Map.Texts("topologyKeys"))
        {
            if (key.Length == 0)
                driver.Required(Part.Self);
            if (!seen.Add(key))
                driver.Duplicate(Part.Self, key);
            if (Syntax.QualifiedNameError(key) is { } error)
                driver.Invalid(Part.Self, driver["topologyKeys"], error);
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
