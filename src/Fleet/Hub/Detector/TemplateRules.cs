using Pangea.Fleet.Api;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Which objects of the hub are templates. The control plane's own kinds and namespaces are not, and neither is what controllers make in every
/// namespace.
/// </summary>
internal static class TemplateRules
{
    private static readonly string[] SkippedGroups =
    [
        "admissionregistration.k8s.io",
        "apiregistration.k8s.io",
        "coordination.k8s.io",
        "events.k8s.io",
        "flowcontrol.apiserver.k8s.io",
    ];

    private static readonly GroupResource[] SkippedResources =
    [
        new("", "events"),
        new("", "namespaces"),
        new("", "nodes"),
        new("certificates.k8s.io", "certificatesigningrequests"),
        new("discovery.k8s.io", "endpointslices"),
        new("", "endpoints"),
        new("apps", "controllerrevisions"),
        new("networking.k8s.io", "ipaddresses"),
        new("networking.k8s.io", "servicecidrs"),
    ];

    /// <summary>Whether objects of a resource are templates.</summary>
    public static bool IsTemplateKind(ResourceDefinition definition)
    {
        var resource = definition.Resource.GroupResource;
        return definition.Verbs.Contains("delete")
            && definition.Verbs.Contains("watch")
            && !resource.Group.EndsWith(".karmada.io", StringComparison.Ordinal)
            && resource.Group != "pangea.io"
            && !SkippedGroups.Contains(resource.Group)
            && !SkippedResources.Contains(resource);
    }

    /// <summary>Whether an object is a template: a user's, and in no reserved namespace.</summary>
    public static bool IsTemplate(KubeObject obj) =>
        !FleetNamespaces.IsReserved(obj.Namespace)
        && !(obj.Kind == "ConfigMap" && obj.Name == "kube-root-ca.crt")
        && !(obj.Kind == "ServiceAccount" && obj.Name == "default")
        && !(obj.Kind == "Service" && obj.Namespace == "default" && obj.Name == "kubernetes")
        && !(obj.Kind == "Secret" && obj.Root.Text("type") == "kubernetes.io/service-account-token")
        && obj.Labels.Text("kubernetes.io/bootstrapping") is null
        && obj.Labels.Text(FleetLabels.System) is null
        && !(obj.Kind == "PriorityClass" && obj.Name.StartsWith("system-", StringComparison.Ordinal))
        && obj.Annotations.Text("rbac.authorization.kubernetes.io/autoupdate") is null;

    /// <summary>Whether a change is more than one of status and bookkeeping.</summary>
    public static bool IsTouched(KubeObject before, KubeObject after)
    {
        static MapValue Content(KubeObject obj) =>
            obj
                .Root.Without("status")
                .With("metadata", obj.Root.Map("metadata")?.Without("managedFields").Without("resourceVersion"));
        return before.Generation != after.Generation || !Content(before).Equals(Content(after));
    }

    /// <summary>Whether somebody changed a template, rather than the fleet its own marks on it.</summary>
    public static bool IsTouchedByUser(KubeObject before, KubeObject after) =>
        !Value.Equal(before.Root["spec"], after.Root["spec"]) || !UsersPart(before).Equals(UsersPart(after));

    private static MapValue UsersPart(KubeObject obj)
    {
        var metadata = obj
            .Root.Map("metadata")!
            .Without("managedFields")
            .Without("resourceVersion")
            .Without("generation")
            .With("labels", Foreign(obj.Labels))
            .With("annotations", Foreign(obj.Annotations));
        return obj.Root.Without("status").With("metadata", metadata);
    }

    private static MapValue? Foreign(MapValue marks)
    {
        foreach (var key in marks.Keys.Where(k => k.Contains(".karmada.io/", StringComparison.Ordinal)).ToList())
            marks = marks.Without(key);
        return marks.Count == 0 ? null : marks;
    }
}
