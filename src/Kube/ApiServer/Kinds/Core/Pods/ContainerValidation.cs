using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks the containers of a pod spec.</summary>
internal static class ContainerValidation
{
    private static readonly string[] NotEphemeral =
    [
        "lifecycle",
        "livenessProbe",
        "ports",
        "readinessProbe",
        "resizePolicy",
        "startupProbe",
    ];

    private static readonly string[] NotInit = ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"];

    /// <summary>Checks regular, init and ephemeral containers.</summary>
    public static void Validate(Part spec, PodVolumes volumes)
    {
        var grace = spec.Map.Integer("terminationGracePeriodSeconds");
        var hostUsers = spec.Map.Flag("hostUsers") ?? true;
        if (spec.Count("containers") == 0)
            spec.Required("containers");
        else
            Regular(spec, volumes, grace, hostUsers);
        Init(spec, volumes, grace, hostUsers);
        Ephemeral(spec, volumes, hostUsers);
    }

    private static void Regular(Part spec, PodVolumes volumes, long? grace, bool hostUsers)
    {
        var containers = spec.Items("containers").GetEnumerator();
        while (containers.MoveNext())
        {
            var container = containers.Current;
            Any(spec, container, volumes, hostUsers);
            if (Named(spec, "containers", containers.Index, container.Text("name")))
                container.Duplicate("name", container.Text("name"));
            if (container.Has("lifecycle"))
                ProbeValidation.Lifecycle(container, grace);
            ProbeValidation.Probes(container, grace);
            if (container.Has("restartPolicy") && !container.Has("restartPolicyRules"))
                container.OneOf("restartPolicy", "Always", "Never", "OnFailure");
        }
        HostPorts(spec, "containers", 0, spec.Count("containers"));
    }

    private static void Init(Part spec, PodVolumes volumes, long? grace, bool hostUsers)
    {
        var containers = spec.Items("initContainers").GetEnumerator();
        while (containers.MoveNext())
        {
            var container = containers.Current;
            Any(spec, container, volumes, hostUsers);
            container.OneOf("restartPolicy", "Always", "Never", "OnFailure");
            var name = container.Text("name");
            if (
                Named(spec, "containers", spec.Count("containers"), name)
                || (name.Length > 0 && Named(spec, "initContainers", containers.Index, name))
            )
                container.Duplicate("name", name);
            HostPorts(spec, "initContainers", containers.Index, 1);
            if (container.Text("restartPolicy") == "Always")
            {
                if (container.Has("lifecycle"))
                    ProbeValidation.Lifecycle(container, grace);
                ProbeValidation.Probes(container, grace);
                continue;
            }
            foreach (var key in NotInit)
            {
                if (container.Has(key))
                    container.Forbidden(key, "may not be set for init containers without restartPolicy=Always");
            }
        }
    }

    private static void Ephemeral(Part spec, PodVolumes volumes, bool hostUsers)
    {
        const string forbidden = "cannot be set for an Ephemeral Container";
        var containers = spec.Items("ephemeralContainers").GetEnumerator();
        while (containers.MoveNext())
        {
            var container = containers.Current;
            Any(spec, container, volumes, hostUsers);
            ImageWithoutSpace(container);
            var name = container.Text("name");
            if (IsOther(spec, name) || Named(spec, "ephemeralContainers", containers.Index, name))
                container.Duplicate("name", name);
            var target = container.Text("targetContainerName");
            if (target.Length > 0 && !IsOther(spec, target))
                container.NotFound("targetContainerName", target);
            foreach (var key in NotEphemeral)
            {
                if (container.Has(key))
                    container.Forbidden(key, forbidden);
            }
            if (container.Map.Map("resources") is { Count: > 0 })
                container.Forbidden("resources", forbidden);
            foreach (var mount in container.Items("volumeMounts"))
            {
                if (mount.Text("subPath").Length > 0)
                    mount.Forbidden("subPath", forbidden);
                if (mount.Text("subPathExpr").Length > 0)
                    mount.Forbidden("subPathExpr", forbidden);
            }
        }
    }

    private static bool IsOther(Part spec, string name) =>
        Named(spec, "containers", spec.Count("containers"), name)
        || Named(spec, "initContainers", spec.Count("initContainers"), name);

    /// <summary>Whether one of the first <paramref name="count"/> containers of a list has a name.</summary>
    private static bool Named(Part spec, string key, int count, string name)
    {
        var list = spec.Map.List(key);
        for (var i = 0; i < count; i++)
        {
            if (list![i] is MapValue other && (other.Text("name") ?? "") == name)
                return true;
        }
        return false;
    }

    /// <summary>What holds for containers of all sorts.</summary>
    private static void Any(Part spec, Part container, PodVolumes volumes, bool hostUsers)
    {
        container.RequiredForm("name", Syntax.DnsLabelError);
        container.RequiredText("image");
        container.RequiredOneOf("terminationMessagePolicy", "File", "FallbackToLogsOnError");
        Ports(container);
        EnvValidation.Validate(container);
        MountValidation.Mounts(container, volumes);
        MountValidation.Devices(container, volumes);
        container.RequiredOneOf("imagePullPolicy", "Always", "IfNotPresent", "Never");
        if (container.Map.Map("resources") is { Count: > 0 })
            ResourceValidation.Requirements(container.Child("resources"), spec);
        ResizePolicy(spec, container);
        if (container.Has("securityContext"))
            SecurityContextValidation.OfContainer(container.Child("securityContext"), hostUsers);
    }

    /// <summary>A pod's image, unlike a template's, has no blanks around it.</summary>
    public static void ImageWithoutSpace(Part container)
    {
        var image = container.Text("image");
        if (image.Length > 0 && (char.IsWhiteSpace(image[0]) || char.IsWhiteSpace(image[^1])))
            container.Invalid("image", image, "must not have leading or trailing whitespace");
    }

    private static void Ports(Part container)
    {
        var ports = container.Items("ports").GetEnumerator();
        while (ports.MoveNext())
        {
            var port = ports.Current;
            PortName(container, port, ports.Index);
            if (port.Whole("containerPort") == 0)
                port.Required("containerPort");
            else
                port.PortNumber("containerPort");
            if (port.Whole("hostPort") != 0)
                port.PortNumber("hostPort");
            port.RequiredOneOf("protocol", "SCTP", "TCP", "UDP");
        }
    }

    private static void PortName(Part container, Part port, int index)
    {
        var name = port.Text("name");
        if (name.Length == 0)
            return;
        var valid = true;
        foreach (var error in Formats.PortNameErrors(name))
        {
            valid = false;
            port.Invalid("name", name, error);
        }
        if (valid && Named(container, "ports", index, name))
            port.Duplicate("name", name);
    }

    /// <summary>No two containers take the same port of the node.</summary>
    private static void HostPorts(Part spec, string key, int start, int count)
    {
        HashSet<string>? taken = null;
        var containers = spec.Items(key).GetEnumerator();
        while (containers.MoveNext())
        {
            if (containers.Index < start || containers.Index >= start + count)
                continue;
            if (!(containers.Current.Map.List("ports")?.Maps.Any(p => p.Integer("hostPort") is > 0) ?? false))
                continue;
            foreach (var port in containers.Current.Items("ports"))
            {
                if (port.Whole("hostPort") == 0)
                    continue;
                var taker = $"{port.Text("protocol")}/{port.Text("hostIP")}/{port.Whole("hostPort")}";
                if (!(taken ??= new(StringComparer.Ordinal)).Add(taker))
                    port.Duplicate("hostPort", taker);
            }
        }
    }

    private static void ResizePolicy(Part spec, Part container)
    {
        var policies = container.Items("resizePolicy").GetEnumerator();
        var seen = new List<string>(0);
        while (policies.MoveNext())
        {
            var resource = policies.Current.Text("resourceName");
            var policy = policies.Current.Text("restartPolicy");
            if (seen.Contains(resource))
                container.DuplicateItem("resizePolicy", policies.Index, resource);
            seen.Add(resource);
            if (resource.Length == 0)
                container.Required("resizePolicy");
            else if (resource is not ("cpu" or "memory"))
                container.NotSupported("resizePolicy", resource, "cpu", "memory");
            if (policy.Length == 0)
                container.Required("resizePolicy");
            else if (policy is not ("NotRequired" or "RestartContainer"))
                container.NotSupported("resizePolicy", policy, "NotRequired", "RestartContainer");
            if (spec.Text("restartPolicy") == "Never" && policy != "NotRequired")
                container.Invalid("resizePolicy", policy, "must be 'NotRequired' when `restartPolicy` is 'Never'");
        }
    }
}
