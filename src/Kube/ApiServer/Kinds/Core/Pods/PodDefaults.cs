using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>
/// Defaults of pods and pod templates. Source: the defaults that the API reference gives for PodSpec, Container and Probe.
/// </summary>
internal static class PodDefaults
{
    private static readonly MapValue TemplateZero = MapValue.Of(("metadata", MapValue.Empty), ("spec", MapValue.Empty));

    private static readonly MapValue SpecDefaults = MapValue.Of(
        ("dnsPolicy", "ClusterFirst"),
        ("restartPolicy", "Always"),
        ("schedulerName", "default-scheduler"),
        ("securityContext", MapValue.Empty),
        ("terminationGracePeriodSeconds", 30)
    );

    private static readonly MapValue ContainerDefaults = MapValue.Of(
        ("resources", MapValue.Empty),
        ("terminationMessagePath", "/dev/termination-log"),
        ("terminationMessagePolicy", "File")
    );

    private static readonly MapValue ProbeDefaults = MapValue.Of(
        ("failureThreshold", 3),
        ("periodSeconds", 10),
        ("successThreshold", 1),
        ("timeoutSeconds", 1)
    );

    private static readonly MapValue PortDefaults = MapValue.Of(("protocol", "TCP"));
    private static readonly MapValue HttpGetDefaults = MapValue.Of(("path", "/"), ("scheme", "HTTP"));
    private static readonly MapValue GrpcDefaults = MapValue.Of(("service", ""));
    private static readonly MapValue FieldRefDefaults = MapValue.Of(("apiVersion", "v1"));
    private static readonly MapValue ResourceFieldRefDefaults = MapValue.Of(("divisor", "0"));
    private static readonly Value True = true;

    private static readonly ZeroRule SpecZeros = new(
        [
            "activeDeadlineSeconds",
            "automountServiceAccountToken",
            "enableServiceLinks",
            "hostUsers",
            "hostnameOverride",
            "preemptionPolicy",
            "priority",
            "runtimeClassName",
            "setHostnameAsFQDN",
            "shareProcessNamespace",
            "terminationGracePeriodSeconds",
        ],
        ["nodeSelector", "overhead"]
    );

    private static readonly ZeroRule ContainerZeros = new(["restartPolicy"], []);
    private static readonly ZeroRule ItemZeros = new(
        ["mountPropagation", "recursiveReadOnly", "tolerationSeconds", "port", "optional"],
        []
    );
    private static readonly ZeroRule ProbeZeros = new(["terminationGracePeriodSeconds"], []);
    private static readonly ZeroRule ResourceZeros = new([], ["limits", "requests"]);

    /// <summary>A <c>PodTemplateSpec</c> with its defaults.</summary>
    public static MapValue Template(MapValue template) =>
        template.WithDefaults(TemplateZero).Edit("metadata", ZeroRule.Metadata.Drop).Edit("spec", Spec);

    /// <summary>The defaults that a <c>PodSpec</c> has wherever it stands.</summary>
    public static MapValue Spec(MapValue spec)
    {
        spec = SpecZeros
            .Drop(spec)
            .WithDefaults(SpecDefaults)
            .EditEach("containers", Container)
            .EditEach("initContainers", Container)
            .EditEach("ephemeralContainers", Container)
            .EditEach("volumes", VolumeDefaults.Volume)
            .EditEach("tolerations", ItemZeros.Drop)
            .Edit("resources", Resources)
            .Edit("overhead", QuantityText.List);
        // The deprecated name goes along with the one that replaced it.
        if (spec.Text("serviceAccountName") is { } account)
            return spec.Text("serviceAccount") == account
                ? spec
                : spec.With("serviceAccount", spec["serviceAccountName"]);
        return spec["serviceAccount"] is { } deprecated ? spec.With("serviceAccountName", deprecated) : spec;
    }

    /// <summary>What a pod has beyond its spec's defaults; a template has not.</summary>
    public static MapValue PodOnly(MapValue spec)
    {
        spec = spec.EditEach("containers", RequestsOfLimits).EditEach("initContainers", RequestsOfLimits);
        if (!spec.Has("enableServiceLinks"))
            spec = spec.With("enableServiceLinks", True);
        return spec.Flag("hostNetwork") == true
            ? spec.EditEach("containers", HostPorts).EditEach("initContainers", HostPorts)
            : spec;
    }

    private static MapValue Container(MapValue container)
    {
        container = ContainerZeros
            .Drop(container)
            .WithDefaults(ContainerDefaults)
            .EditEach("ports", Port)
            .EditEach("env", EnvVar)
            .EditEach("volumeMounts", ItemZeros.Drop)
            .Edit("resources", Resources)
            .Edit("livenessProbe", Probe)
            .Edit("readinessProbe", Probe)
            .Edit("startupProbe", Probe)
            .Edit("lifecycle", Lifecycle);
        return container.Has("imagePullPolicy")
            ? container
            : container.With("imagePullPolicy", ImageReference.DefaultPullPolicy(container.Text("image") ?? ""));
    }

    private static MapValue Port(MapValue port) => ItemZeros.Drop(port).WithDefaults(PortDefaults);

    private static MapValue EnvVar(MapValue variable) => ItemZeros.Drop(variable).Edit("valueFrom", FieldRefs);

    /// <summary>The defaults of what refers to fields and resources of the pod: in variables and in downward API files.</summary>
    internal static MapValue FieldRefs(MapValue source) =>
        source
            .Edit("fieldRef", static r => r.WithDefault("apiVersion", FieldRefDefaults["apiVersion"]!))
            .Edit("resourceFieldRef", static r => r.WithDefaults(ResourceFieldRefDefaults));

    private static MapValue Resources(MapValue resources) =>
        ResourceZeros.Drop(resources).Edit("limits", QuantityText.List).Edit("requests", QuantityText.List);

    private static MapValue Probe(MapValue probe) => Handler(ProbeZeros.Drop(probe).WithDefaults(ProbeDefaults));

    private static MapValue Lifecycle(MapValue lifecycle) =>
        lifecycle.Edit("postStart", Handler).Edit("preStop", Handler);

    private static MapValue Handler(MapValue handler) =>
        handler
            .Edit("httpGet", static h => ItemZeros.Drop(h).WithDefaults(HttpGetDefaults))
            .Edit("tcpSocket", ItemZeros.Drop)
            .Edit("grpc", static g => g.WithDefaults(GrpcDefaults));

    private static MapValue RequestsOfLimits(MapValue container)
    {
        var resources = container.Map("resources");
        if (resources?.Map("limits") is not { Count: > 0 } limits)
            return container;
        var requests = resources.Map("requests") ?? MapValue.Empty;
        return container.With("resources", resources.With("requests", requests.WithDefaults(limits)));
    }

    private static MapValue HostPorts(MapValue container) =>
        container.EditEach(
            "ports",
            static port => port["containerPort"] is { } number ? port.WithDefaultNumber("hostPort", number) : port
        );
}
