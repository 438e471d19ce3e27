using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks a pod's volumes.</summary>
internal static class VolumeValidation
{
    private const string FileMode = "must be a number between 0 and 0777 (octal), both inclusive";
    private const string OneType = "may not specify more than 1 volume type";

    private static readonly string[] HostPathTypes =
    [
        "",
        "BlockDevice",
        "CharDevice",
        "Directory",
        "DirectoryOrCreate",
        "File",
        "FileOrCreate",
        "Socket",
    ];

    private static readonly string[] FieldPaths =
    [
        "metadata.annotations",
        "metadata.labels",
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
    ];

    /// <summary>
    /// Checks the volumes of a pod spec, and tells which ones can be mounted. The pod's name (empty for a template) is a part of the
    /// names of claims that ephemeral volumes make.
    /// </summary>
    public static PodVolumes Validate(Part spec, string podName)
    {
        var volumes = spec.Map.List("volumes") ?? ListValue.Empty;
        HashSet<int>? invalid = null;
        var items = spec.Items("volumes").GetEnumerator();
        while (items.MoveNext())
        {
            var before = spec.Errors.Count;
            var volume = items.Current;
            Source(volume, podName);
            volume.RequiredForm("name", Syntax.DnsLabelError);
            if (Earlier(volumes, items.Index, volume.Text("name"), invalid))
                volume.Duplicate("name", volume.Text("name"));
            if (spec.Errors.Count != before)
                (invalid ??= []).Add(items.Index);
            if (podName.Length > 0)
                ClaimOfEphemeralVolume(volume, volumes, podName);
        }
        return new(volumes, invalid);
    }

    private static bool Earlier(ListValue volumes, int index, string name, HashSet<int>? invalid)
    {
        for (var i = 0; i < index; i++)
        {
            if (volumes[i] is MapValue other && other.Text("name") == name && invalid?.Contains(i) != true)
                return true;
        }
        return false;
    }

    private static void ClaimOfEphemeralVolume(Part volume, ListValue volumes, string podName)
    {
        if (volume.Map.Map("persistentVolumeClaim")?.Text("claimName") is not { } claim)
            return;
        foreach (var other in volumes.Maps)
        {
            if (other.Has("ephemeral") && claim == $"{podName}-{other.Text("name")}")
                volume
                    .Child("persistentVolumeClaim")
                    .Invalid("claimName", claim, "must not reference a PVC that gets created for an ephemeral volume");
        }
    }

    private static void Source(Part volume, string podName)
    {
        var found = 0;
        foreach (var (key, value) in volume.Map)
        {
            if (key == "name" || value is NullValue)
                continue;
            if (++found > 1)
                volume.Forbidden(key, OneType);
            else if (value is MapValue)
                Source(volume, key, podName);
        }
        if (found == 0)
            volume.Required(Part.Self, "must specify a volume type");
    }

    private static void Source(Part volume, string key, string podName)
    {
        var source = volume.Child(key);
        switch (key)
        {
            case "emptyDir":
                if (Quantity.FromValue(source["sizeLimit"]) is { Sign: < 0 })
                    source.Forbidden("sizeLimit", "SizeLimit field must be a valid resource quantity");
                break;
            case "hostPath":
                HostPath(source);
                break;
            case "secret":
                source.RequiredText("secretName");
                Mode(source, "defaultMode");
                KeysToPaths(source);
                break;
            case "configMap":
                source.RequiredText("name");
                Mode(source, "defaultMode");
                KeysToPaths(source);
                break;
            case "persistentVolumeClaim":
                source.RequiredText("claimName");
                break;
            case "downwardAPI":
                Mode(source, "defaultMode");
                foreach (var file in source.Items("items"))
                    // The original names the source, not the file.
                    DownwardApiFile(source with { Map = file.Map });
                break;
            case "projected":
                Mode(source, "defaultMode");
                ProjectedVolumeValidation.Sources(source);
                break;
            case "ephemeral":
                Ephemeral(volume, source, podName);
                break;
            case "image":
                source.RequiredText("reference");
                source.OneOf("pullPolicy", "Always", "IfNotPresent", "Never");
                break;
            case "csi":
                CsiDriverName(source);
                if (source.Has("nodePublishSecretRef"))
                    source.Child("nodePublishSecretRef").RequiredText("name", "");
                break;
            default:
                VolumeSourceValidation.Validate(source, key);
                break;
        }
    }

    /// <summary>A path on the node.</summary>
    public static void HostPath(Part source)
    {
        var path = source.Text("path");
        if (path.Length == 0)
        {
            source.Required("path");
            return;
        }
        NoBacksteps(source, "path", path);
        source.OneOf("type", HostPathTypes);
    }

    /// <summary>The name of a CSI driver: a DNS label or subdomain in any case, of 63 characters at most.</summary>
    public static void CsiDriverName(Part source, string key = "driver")
    {
        var driver = source.Text(key);
        if (driver.Length == 0)
            source.Required(key);
        else if (driver.Length > 63)
            source.TooLong(key, 63);
        else if (Syntax.DnsSubdomainError(driver.ToLowerInvariant()) is { } error)
            source.Invalid(key, driver, error);
    }

    private static void Ephemeral(Part volume, Part source, string podName)
    {
        if (!source.Has("volumeClaimTemplate"))
        {
            source.Required("volumeClaimTemplate");
            return;
        }
        var template = source.Child("volumeClaimTemplate");
        template.Child("metadata").Annotations("annotations");
        template.Child("metadata").Labels("labels");
        PersistentVolumeClaimValidation.Spec(template.Child("spec"));
        var name = volume.Text("name");
        if (podName.Length == 0 || name.Length == 0)
            return;
        var claim = $"{podName}-{name}";
        if (Syntax.DnsSubdomainError(claim) is { } error)
            volume.Invalid("name", name, $"PVC name \"{claim}\": {error}");
    }

    /// <summary>The items that a secret or config map shows as files.</summary>
    public static void KeysToPaths(Part source)
    {
        foreach (var item in source.Items("items"))
            KeyToPath(item);
    }

    /// <summary>One key shown as a file.</summary>
    public static void KeyToPath(Part item)
    {
        item.RequiredText("key");
        item.RequiredText("path");
        LocalPath(item, "path", item.Text("path"));
        Mode(item, "mode");
    }

    /// <summary>One file with a field or resource of the pod.</summary>
    public static void DownwardApiFile(Part file)
    {
        file.RequiredText("path");
        LocalPath(file, "path", file.Text("path"));
        if (file.Has("fieldRef"))
        {
            EnvValidation.FieldRef(file.Child("fieldRef"), FieldPaths);
            if (file.Has("resourceFieldRef"))
                file.Invalid(
                    Part.Self,
                    "resource",
                    "fieldRef and resourceFieldRef can not be specified simultaneously"
                );
        }
        else if (file.Has("resourceFieldRef"))
            EnvValidation.ResourceFieldRef(file.Child("resourceFieldRef"), inVolume: true);
        else
            file.Required(Part.Self, "one of fieldRef and resourceFieldRef is required");
        Mode(file, "mode");
    }

    /// <summary>Permission bits.</summary>
    public static void Mode(Part source, string key)
    {
        if (source.Map.Integer(key) is { } mode and (< 0 or > 0x1FF))
            source.Invalid(key, mode, FileMode);
    }

    /// <summary>A relative path that does not leave its directory.</summary>
    public static void DescendingPath(Part part, string key, string path)
    {
        if (path.StartsWith('/'))
            part.Invalid(key, path, "must be a relative path");
        NoBacksteps(part, key, path);
    }

    /// <summary>A relative path that does not leave its directory and does not start with two dots.</summary>
    public static void LocalPath(Part part, string key, string path)
    {
        DescendingPath(part, key, path);
        if (path.StartsWith("..", StringComparison.Ordinal) && !path.StartsWith("../", StringComparison.Ordinal))
            part.Invalid(key, path, "must not start with '..'");
    }

    /// <summary>Whether a path goes up somewhere.</summary>
    public static bool HasBackstep(string path)
    {
        foreach (var range in path.AsSpan().Split('/'))
        {
            if (path.AsSpan(range) is "..")
                return true;
        }
        return false;
    }

    private static void NoBacksteps(Part part, string key, string path)
    {
        if (HasBackstep(path))
            part.Invalid(key, path, "must not contain '..'");
    }
}
