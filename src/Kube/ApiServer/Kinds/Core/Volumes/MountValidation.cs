using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks what a container mounts: volumes as directories and as devices.</summary>
internal static class MountValidation
{
    /// <summary>Checks <c>volumeMounts</c>.</summary>
    public static void Mounts(Part container, PodVolumes volumes)
    {
        var mounts = container.Items("volumeMounts").GetEnumerator();
        while (mounts.MoveNext())
        {
            var mount = mounts.Current;
            var name = mount.Text("name");
            var path = mount.Text("mountPath");
            mount.RequiredText("name");
            var volume = volumes.Find(name);
            if (volume is null)
                mount.NotFound("name", name);
            mount.RequiredText("mountPath");
            if (Earlier(container, "volumeMounts", mounts.Index, "mountPath", path))
                mount.Invalid("mountPath", path, "must be unique");
            if (Any(container, "volumeDevices", "name", name))
                mount.Invalid("name", name, "must not already exist in volumeDevices");
            if (Any(container, "volumeDevices", "devicePath", path))
                mount.Invalid("mountPath", path, "must not already exist as a path in volumeDevices");
            SubPaths(container, mount, volume);
            Propagation(container, mount);
        }
    }

    private static void SubPaths(Part container, Part mount, MapValue? volume)
    {
        var subPath = mount.Text("subPath");
        var expression = mount.Text("subPathExpr");
        // The original names these fields of the list, not of the item.
        var mounts = container.Child("volumeMounts");
        if (subPath.Length > 0)
            VolumeValidation.DescendingPath(mounts, "subPath", subPath);
        if (expression.Length == 0)
            return;
        if (subPath.Length > 0)
            mount.Invalid("subPathExpr", expression, "subPathExpr and subPath are mutually exclusive");
        VolumeValidation.DescendingPath(mounts, "subPathExpr", expression);
    }

    private static void Propagation(Part container, Part mount)
    {
        var mounts = container.Child("volumeMounts");
        var propagation = mount.Text("mountPropagation");
        if (mount.Has("mountPropagation"))
        {
            if (propagation is not ("Bidirectional" or "HostToContainer" or "None"))
                mounts.NotSupported("mountPropagation", propagation, "Bidirectional", "HostToContainer", "None");
            if (propagation == "Bidirectional" && !container.Child("securityContext").Flag("privileged"))
                mounts.Forbidden(
                    "mountPropagation",
                    "Bidirectional mount propagation is available only to privileged containers"
                );
        }
        if (!mount.Has("recursiveReadOnly"))
            return;
        switch (mount.Text("recursiveReadOnly"))
        {
            case "Disabled":
                break;
            case "Enabled" or "IfPossible":
                if (!mount.Flag("readOnly"))
                    mounts.Forbidden("recursiveReadOnly", "may only be specified when readOnly is true");
                if (propagation.Length > 0 && propagation != "None")
                    mounts.Forbidden(
                        "recursiveReadOnly",
                        "may only be specified when mountPropagation is None or not specified"
                    );
                break;
            case var other:
                mounts.NotSupported("recursiveReadOnly", other, "Disabled", "Enabled", "IfPossible");
                break;
        }
    }

    /// <summary>Checks <c>volumeDevices</c>.</summary>
    public static void Devices(Part container, PodVolumes volumes)
    {
        var devices = container.Items("volumeDevices").GetEnumerator();
        while (devices.MoveNext())
        {
            var device = devices.Current;
            var name = device.Text("name");
            var path = device.Text("devicePath");
            device.RequiredText("name");
            if (Earlier(container, "volumeDevices", devices.Index, "name", name))
                device.Invalid("name", name, "must be unique");
            var volume = volumes.Find(name);
            if (volume is null)
                device.NotFound("name", name);
            else if (!volume.Has("persistentVolumeClaim") && !volume.Has("ephemeral"))
                device.Invalid(
                    "name",
                    name,
                    "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"
                );
            device.RequiredText("devicePath");
            if (Earlier(container, "volumeDevices", devices.Index, "devicePath", path))
                device.Invalid("devicePath", path, "must be unique");
            if (VolumeValidation.HasBackstep(path))
                device.Invalid("devicePath", path, "can not contain backsteps ('..')");
            if (Any(container, "volumeMounts", "name", name))
                device.Invalid("name", name, "must not already exist in volumeMounts");
            if (Any(container, "volumeMounts", "mountPath", path))
                device.Invalid("devicePath", path, "must not already exist as a path in volumeMounts");
        }
    }

    private static bool Any(Part container, string key, string field, string text) =>
        Earlier(container, key, container.Count(key), field, text);

    private static bool Earlier(Part container, string key, int count, string field, string text)
    {
        for (var i = 0; i < count; i++)
        {
            if (container.Map.List(key)![i] is MapValue other && (other.Text(field) ?? "") == text)
                return true;
        }
        return false;
    }
}
