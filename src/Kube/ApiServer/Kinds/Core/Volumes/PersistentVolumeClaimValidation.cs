using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks the spec of a claim, of its own or in a template.</summary>
internal static class PersistentVolumeClaimValidation
{
    /// <summary>The ways to mount that there are.</summary>
    public static readonly string[] AccessModes =
    [
        "ReadOnlyMany",
        "ReadWriteMany",
        "ReadWriteOnce",
        "ReadWriteOncePod",
    ];

    /// <summary>Checks one spec.</summary>
    public static void Spec(Part spec)
    {
        if (spec.Count("accessModes") == 0)
            spec.Required("accessModes", "at least 1 access mode is required");
        spec.LabelSelector("selector");
        Modes(spec);
        var resources = spec.Child("resources");
        var storage = resources.Map.Map("requests")?["storage"];
        if (storage is null)
            spec.RequiredEntry("resources", "storage");
        else if (Quantity.FromValue(storage) is not { Sign: > 0 } size)
            spec.InvalidEntry("resources", "storage", storage, "must be greater than zero");
        spec.Form("storageClassName", Syntax.DnsSubdomainError);
        spec.OneOf("volumeMode", "Block", "Filesystem");
        DataSources(spec);
        spec.Form("volumeAttributesClassName", Syntax.DnsSubdomainError);
    }

    /// <summary>Checks access modes; one that allows a single pod excludes the others.</summary>
    public static void Modes(Part spec)
    {
        var single = false;
        var others = false;
        foreach (var mode in spec.Map.Texts("accessModes"))
        {
            if (!AccessModes.AsSpan().Contains(mode))
                spec.NotSupported("accessModes", mode, AccessModes);
            else if (mode == "ReadWriteOncePod")
                single = true;
            else
                others = true;
        }
        if (single && others)
            spec.Forbidden("accessModes", "may not use ReadWriteOncePod with other access modes");
    }

    private static void DataSources(Part spec)
    {
        if (spec.Has("dataSource"))
            Source(spec.Child("dataSource"));
        if (!spec.Has("dataSourceRef"))
            return;
        var reference = spec.Child("dataSourceRef");
        Source(reference);
        if (!spec.Has("dataSource"))
            return;
        var source = spec.Child("dataSource");
        if (reference.Text("namespace").Length > 0)
            spec.Invalid(Part.Self, "dataSource", "may not be specified when dataSourceRef.namespace is specified");
        else if (
            source.Text("apiGroup") != reference.Text("apiGroup")
            || source.Text("kind") != reference.Text("kind")
            || source.Text("name") != reference.Text("name")
        )
            spec.Invalid(Part.Self, "dataSource", "must match dataSourceRef");
    }

    private static void Source(Part source)
    {
        source.RequiredText("name");
        source.RequiredText("kind");
        var group = source.Text("apiGroup");
        if (group.Length == 0)
        {
            if (source.Text("kind") != "PersistentVolumeClaim")
                source.Invalid(
                    "kind",
                    source.Text("kind"),
                    "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
                );
        }
        else
            source.Form("apiGroup", Syntax.DnsSubdomainError);
        source.Form("namespace", Syntax.DnsLabelError);
    }
}
