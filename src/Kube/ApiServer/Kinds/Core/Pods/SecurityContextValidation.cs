using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks what a pod and its containers may do on the node.</summary>
internal static class SecurityContextValidation
{
    private const string IdRange = "must be between 0 and 2147483647, inclusive";

    /// <summary>Checks a pod's security context, of the spec it stands in.</summary>
    public static void OfPod(Part spec)
    {
        var context = spec.Child("securityContext");
        if (context.Map.Count == 0)
            return;
        Id(context, "fsGroup");
        Id(context, "runAsUser");
        Id(context, "runAsGroup");
        var groups = context.Map.List("supplementalGroups") ?? ListValue.Empty;
        for (var i = 0; i < groups.Count; i++)
        {
            if (groups[i] is NumberValue { Integer: var group } && group is < 0 or > int.MaxValue)
                context.InvalidItem("supplementalGroups", i, groups[i], IdRange);
        }
        if (spec.Flag("shareProcessNamespace") && spec.Flag("hostPID"))
            context.Invalid("shareProcessNamespace", true, "ShareProcessNamespace and HostPID cannot both be enabled");
        Sysctls(spec, context);
        context.OneOf("fsGroupChangePolicy", "Always", "OnRootMismatch");
        Seccomp(context);
        AppArmor(context);
        context.OneOf("supplementalGroupsPolicy", "Merge", "Strict");
        context.OneOf("seLinuxChangePolicy", "MountOption", "Recursive");
    }

    /// <summary>Checks a container's security context.</summary>
    public static void OfContainer(Part context, bool hostUsers)
    {
        Id(context, "runAsUser");
        Id(context, "runAsGroup");
        if (context.Has("procMount"))
        {
            context.OneOf("procMount", "Default", "Unmasked");
            if (hostUsers && context.Text("procMount") == "Unmasked")
                context.Invalid("procMount", "Unmasked", "`hostUsers` must be false to use `Unmasked`");
        }
        Seccomp(context);
        if (context.Map.Flag("allowPrivilegeEscalation") == false)
        {
            if (context.Flag("privileged"))
                context.Invalid(
                    Part.Self,
                    context.Map,
                    "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"
                );
            if (context.Map.Map("capabilities")?.Texts("add").Contains("CAP_SYS_ADMIN") == true)
                context.Invalid(
                    Part.Self,
                    context.Map,
                    "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"
                );
        }
        AppArmor(context);
    }

    private static void Id(Part context, string key)
    {
        if (context.Map.Integer(key) is { } id and (< 0 or > int.MaxValue))
            context.Invalid(key, id, IdRange);
    }

    private static void Seccomp(Part context)
    {
        if (!context.Has("seccompProfile"))
            return;
        var profile = context.Child("seccompProfile");
        var type = profile.Text("type");
        if (type.Length == 0)
            profile.Required("type", "type is required when seccompProfile is set");
        else
            profile.OneOf("type", "Localhost", "RuntimeDefault", "Unconfined");
        if (type != "Localhost")
        {
            if (profile.Has("localhostProfile"))
                profile.Invalid("localhostProfile", profile.Map, "can only be set when seccomp type is Localhost");
        }
        else if (!profile.Has("localhostProfile"))
            profile.Required("localhostProfile", "must be set when seccomp type is Localhost");
        else
            VolumeValidation.DescendingPath(profile, "localhostProfile", profile.Text("localhostProfile"));
    }

    private static void AppArmor(Part context)
    {
        const string needed = "must be set when AppArmor type is Localhost";
        if (!context.Has("appArmorProfile"))
            return;
        var profile = context.Child("appArmorProfile");
        var local = profile.Text("localhostProfile");
        switch (profile.Text("type"))
        {
            case "Localhost":
                if (local.Trim().Length != local.Length)
                    profile.Invalid("localhostProfile", local, "must not be padded with whitespace");
                else if (local.Length == 0)
                    profile.Required("localhostProfile", needed);
                if (local.Length > 4095)
                    profile.TooLong("localhostProfile", 4095);
                break;
            case "RuntimeDefault" or "Unconfined":
                if (profile.Has("localhostProfile"))
                    profile.Invalid("localhostProfile", local, "can only be set when AppArmor type is Localhost");
                break;
            case "":
                profile.Required("type", "type is required when appArmorProfile is set");
                break;
            default:
                profile.OneOf("type", "Localhost", "RuntimeDefault", "Unconfined");
                break;
        }
    }

    private static void Sysctls(Part spec, Part context)
    {
        var items = context.Items("sysctls").GetEnumerator();
        while (items.MoveNext())
        {
            var sysctl = items.Current;
            var name = sysctl.Text("name");
            if (name.Length == 0)
                sysctl.Required("name");
            else if (name.Length > 253 || !IsSysctl(name))
                sysctl.Invalid(
                    "name",
                    name,
                    "must have at most 253 characters and match regex "
                        + @"^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$"
                );
            else if (context.Map.List("sysctls")!.Maps.Take(items.Index).Any(s => s.Text("name") == name))
                sysctl.Duplicate("name", name);
            var dotted = name.Replace('/', '.');
            if (spec.Flag("hostNetwork") && dotted.StartsWith("net.", StringComparison.Ordinal))
                sysctl.Invalid("name", name, "may not be specified when 'hostNetwork' is true");
            else if (spec.Flag("hostIPC") && IsIpc(dotted))
                sysctl.Invalid("name", name, "may not be specified when 'hostIPC' is true");
        }
    }

    private static bool IsIpc(string name) =>
        name.StartsWith("kernel.shm", StringComparison.Ordinal)
        || name.StartsWith("kernel.msg", StringComparison.Ordinal)
        || name.StartsWith("fs.mqueue.", StringComparison.Ordinal)
        || name == "kernel.sem";

    private static bool IsSysctl(string name)
    {
        foreach (var segment in name.Split('.', '/'))
        {
            if (
                segment.Length == 0
                || !char.IsAsciiLetterOrDigit(segment[0])
                || !char.IsAsciiLetterOrDigit(segment[^1])
            )
                return false;
            if (segment.Any(c => !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')))
                return false;
        }
        return true;
    }
}
