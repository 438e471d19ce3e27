using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>DeviceClasses.</summary>
internal sealed class DeviceClassStrategy : BuiltinStrategy
{
    private const int Most = 32;

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        foreach (var key in (string[])["selectors", "config"])
        {
            if (spec.Count(key) > Most)
                spec.TooMany(key, spec.Count(key), Most);
        }
        foreach (var selector in spec.Items("selectors"))
        {
            if (!selector.Has("cel"))
                selector.Required("cel");
            else
                selector.Child("cel").RequiredText("expression");
        }
        foreach (var config in spec.Items("config"))
        {
            if (!config.Has("opaque"))
                config.Required("opaque");
            else
                VolumeValidation.CsiDriverName(config.Child("opaque"));
        }
    }
}

/// <summary>ResourceSlices: driver, pool and node stay.</summary>
internal sealed class ResourceSliceStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        VolumeValidation.CsiDriverName(spec);
        var pool = spec.Child("pool");
        pool.RequiredText("name");
        if (pool.Whole("resourceSliceCount") <= 0)
            pool.Invalid("resourceSliceCount", pool.Whole("resourceSliceCount"), "must be greater than zero");
        if (pool.Whole("generation") < 0)
            pool.Invalid("generation", pool.Whole("generation"), "must be greater than or equal to zero");
        spec.Form("nodeName", Syntax.DnsSubdomainError);
        if (spec.Has("nodeSelector"))
            NodeSelectors.Validate(spec.Child("nodeSelector"));
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var device in spec.Items("devices"))
        {
            var name = device.Text("name");
            if (Syntax.DnsLabelError(name) is { } error)
                device.Invalid("name", name, error);
            if (!names.Add(name))
                device.Duplicate("name", name);
        }
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Validate(root);
        var before = old.Map("spec") ?? MapValue.Empty;
        var spec = root.Child("spec");
        spec.Child("pool").Unchanged("name", before.Map("pool") ?? MapValue.Empty);
        spec.Unchanged("driver", before);
        spec.Unchanged("nodeName", before);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SelectableFields { get; } = ["spec.driver", "spec.nodeName"];

    /// <inheritdoc/>
    public override string FieldValue(KubeObject obj, string field) =>
        field switch
        {
            "spec.driver" => obj.Spec.Text("driver") ?? "",
            "spec.nodeName" => obj.Spec.Text("nodeName") ?? "",
            _ => "",
        };
}
