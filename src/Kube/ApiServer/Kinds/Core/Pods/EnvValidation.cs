using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks a container's environment, and references to fields and resources of the pod.</summary>
internal static class EnvValidation
{
    private const string Divisors = "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei";

    private static readonly string[] FieldPaths =
    [
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
        "spec.nodeName",
        "spec.serviceAccountName",
        "status.hostIP",
        "status.hostIPs",
        "status.podIP",
        "status.podIPs",
    ];

    /// <summary>What a field reference may name at all; anything else has no meaning in a pod.</summary>
    private static readonly string[] KnownLabels =
    [
        "metadata.annotations",
        "metadata.labels",
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
        "spec.nodeName",
        "spec.restartPolicy",
        "spec.serviceAccountName",
        "spec.schedulerName",
        "status.phase",
        "status.hostIP",
        "status.hostIPs",
        "status.podIP",
        "status.podIPs",
    ];

    private static readonly string[] Resources =
    [
        "limits.cpu",
        "limits.ephemeral-storage",
        "limits.memory",
        "requests.cpu",
        "requests.ephemeral-storage",
        "requests.memory",
    ];

    /// <summary>Checks <c>env</c> and <c>envFrom</c>.</summary>
    public static void Validate(Part container)
    {
        foreach (var variable in container.Items("env"))
        {
            variable.RequiredForm("name", Formats.EnvVarNameError);
            if (variable.Has("valueFrom"))
                ValueFrom(variable);
        }
        foreach (var source in container.Items("envFrom"))
            EnvFrom(container, source);
    }

    private static void ValueFrom(Part variable)
    {
        var from = variable.Child("valueFrom");
        var sources = 0;
        if (from.Has("fieldRef"))
        {
            sources++;
            FieldRef(from.Child("fieldRef"), FieldPaths);
        }
        if (from.Has("resourceFieldRef"))
        {
            sources++;
            ResourceFieldRef(from.Child("resourceFieldRef"), inVolume: false);
        }
        if (from.Has("configMapKeyRef"))
        {
            sources++;
            KeyRef(from.Child("configMapKeyRef"));
        }
        if (from.Has("secretKeyRef"))
        {
            sources++;
            KeyRef(from.Child("secretKeyRef"));
        }
        if (from.Has("fileKeyRef"))
        {
            sources++;
            FileKeyRef(from.Child("fileKeyRef"));
        }
        if (sources == 0)
            from.Invalid(
                Part.Self,
                "",
                "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
            );
        else if (variable.Text("value").Length > 0)
            from.Invalid(Part.Self, "", "may not be specified when `value` is not empty");
        else if (sources > 1)
            from.Invalid(Part.Self, "", "may not have more than one field specified at a time");
    }

    private static void KeyRef(Part reference)
    {
        if (Syntax.DnsSubdomainError(reference.Text("name")) is { } error)
            reference.Invalid("name", reference.Text("name"), error);
        reference.RequiredForm("key", Formats.ConfigKeyError);
    }

    private static void FileKeyRef(Part reference)
    {
        reference.RequiredText("volumeName");
        reference.RequiredForm("key", Formats.EnvVarNameError);
        reference.RequiredText("path");
        VolumeValidation.LocalPath(reference, "path", reference.Text("path"));
    }

    private static void EnvFrom(Part container, Part source)
    {
        source.Form("prefix", Formats.EnvVarNameError);
        var sources = 0;
        if (source.Has("configMapRef"))
        {
            sources++;
            source.Child("configMapRef").RequiredForm("name", Syntax.DnsSubdomainError);
        }
        if (source.Has("secretRef"))
        {
            sources++;
            source.Child("secretRef").RequiredForm("name", Syntax.DnsSubdomainError);
        }
        if (sources == 0)
            container.Invalid("envFrom", "", "must specify one of: `configMapRef` or `secretRef`");
        else if (sources > 1)
            container.Invalid("envFrom", "", "may not have more than one field specified at a time");
    }

    /// <summary>A reference to a field of the pod, one of those given; labels and annotations take a key in brackets.</summary>
    public static void FieldRef(Part reference, string[] supported)
    {
        if (reference.Text("apiVersion").Length == 0)
        {
            reference.Required("apiVersion");
            return;
        }
        var path = reference.Text("fieldPath");
        if (path.Length == 0)
        {
            reference.Required("fieldPath");
            return;
        }
        var bracket = path.IndexOf("['", StringComparison.Ordinal);
        var subscripted = bracket > 0 && path.EndsWith("']", StringComparison.Ordinal);
        var field = subscripted ? path[..bracket] : path;
        if (reference.Text("apiVersion") != "v1" || !KnownLabels.AsSpan().Contains(field))
            reference.Invalid("fieldPath", path, $"error converting fieldPath: field label not supported: {field}");
        else if (!subscripted)
        {
            if (!supported.AsSpan().Contains(path))
                reference.NotSupported("fieldPath", path, supported);
        }
        else if (field is not ("metadata.annotations" or "metadata.labels"))
            reference.Invalid(Part.Self, field, "does not support subscript");
        else
        {
            var key = path[(bracket + 2)..^2];
            var name = field == "metadata.annotations" ? key.ToLowerInvariant() : key;
            if (Syntax.QualifiedNameError(name) is { } error)
                reference.Invalid(Part.Self, name, error);
        }
    }

    /// <summary>A reference to a request or limit of a container.</summary>
    public static void ResourceFieldRef(Part reference, bool inVolume)
    {
        var resource = reference.Text("resource");
        var hugePages =
            resource.StartsWith("limits.hugepages-", StringComparison.Ordinal)
            || resource.StartsWith("requests.hugepages-", StringComparison.Ordinal);
        if (inVolume && reference.Text("containerName").Length == 0)
            reference.Required("containerName");
        else if (resource.Length == 0)
            reference.Required("resource");
        else if (!hugePages && !Resources.AsSpan().Contains(resource))
            reference.NotSupported("resource", resource, Resources);
        if (Quantity.FromValue(reference["divisor"]) is not { IsZero: false } divisor)
            return;
        var text = divisor.ToString();
        var unit = resource[(resource.IndexOf('.', StringComparison.Ordinal) + 1)..];
        if (unit == "cpu")
        {
            if (text is not ("1m" or "1"))
                reference.Invalid(
                    "divisor",
                    resource,
                    "only divisor's values 1m and 1 are supported with the cpu resource"
                );
        }
        else if (!Divisors.Split(", ").Contains(text))
        {
            var what =
                unit == "memory" ? "memory"
                : unit == "ephemeral-storage" ? "local ephemeral storage"
                : "hugepages";
            reference.Invalid(
                "divisor",
                resource,
                $"only divisor's values {Divisors} are supported with the {what} resource"
            );
        }
    }
}
