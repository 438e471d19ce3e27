using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>
/// Defaults of pods and pod templates that depend on other fields. Source: the defaults that the API reference gives for PodSpec and
/// Container.
/// </summary>
internal static class PodDefaults
{
    /// <summary>A <c>PodTemplateSpec</c> with its defaults.</summary>
    public static MapValue Template(MapValue template) => template.Edit("spec", Spec);

    /// <summary>The defaults that a <c>PodSpec</c> has wherever it stands.</summary>
    public static MapValue Spec(MapValue spec)
    {
        spec = spec.EditEach("containers", Container)
            .EditEach("initContainers", Container)
            .EditEach("ephemeralContainers", Container)
            .EditEach("volumes", VolumeDefaults.Volume);
        // The deprecated name goes along with the one that replaced it.
        if (spec.Text("serviceAccountName") is { } account)
        {
            return spec.Text("serviceAccount") == account
                ? spec
                : spec.With("serviceAccount", spec["serviceAccountName"]);
        }
        return spec["serviceAccount"] is { } deprecated ? spec.With("serviceAccountName", deprecated) : spec;
    }

    /// <summary>What a pod has beyond its spec's defaults; a template has not.</summary>
    public static MapValue PodOnly(MapValue spec)
    {
        spec = spec.EditEach("containers", RequestsOfLimits).EditEach("initContainers", RequestsOfLimits);
        return spec.Flag("hostNetwork") == true
            ? spec.EditEach("containers", HostPorts).EditEach("initContainers", HostPorts)
            : spec;
    }

    private static MapValue Container(MapValue container) =>
        container.Has("imagePullPolicy")
            ? container
            : container.With("imagePullPolicy", ImageReference.DefaultPullPolicy(container.Text("image") ?? ""));

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
