using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>The pods and claims of a StatefulSet: which is which, and what one of an ordinal is like.</summary>
internal static class StatefulPod
{
    public const string RevisionLabel = "controller-revision-hash";

    /// <summary>The number in a pod's name; null when it is no pod of the set.</summary>
    public static int? OrdinalOf(KubeObject set, KubeObject pod)
    {
        var name = pod.Name;
        var dash = set.Name.Length;
        return
            name.Length > dash + 1
            && name[dash] == '-'
            && name.StartsWith(set.Name, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
            ? ordinal
            : null;
    }

    public static string NameOf(KubeObject set, int ordinal) =>
        string.Create(CultureInfo.InvariantCulture, $"{set.Name}-{ordinal}");

    public static string RevisionOf(KubeObject pod) => pod.Labels.Text(RevisionLabel) ?? "";

    public static bool IsHealthy(KubeObject pod) => IsRunningAndReady(pod) && !pod.IsDeleting;

    public static bool IsRunningAndReady(KubeObject pod) => PodFacts.Phase(pod) == "Running" && PodFacts.IsReady(pod);

    /// <summary>The pod of an ordinal, of a revision.</summary>
    public static KubeObject New(KubeObject set, KubeObject revision, int ordinal)
    {
        var template = RevisionHistory.TemplateOf(revision);
        var name = NameOf(set, ordinal);
        var labels = (template.At("metadata", "labels") as MapValue ?? MapValue.Empty)
            .With("statefulset.kubernetes.io/pod-name", name)
            .With("apps.kubernetes.io/pod-index", ordinal.ToString(CultureInfo.InvariantCulture))
            .With(RevisionLabel, revision.Name);
        var pod = PodControl
            .FromTemplate(template, set, name)
            .With(labels, "metadata", "labels")
            .With((Value)name, "spec", "hostname")
            .With(set.Spec["serviceName"], "spec", "subdomain");
        var claims = set.Spec.Maps("volumeClaimTemplates").Select(static c => NameOf(c)).ToList();
        if (claims.Count == 0)
            return pod;
        var others = pod.Spec.Maps("volumes").Where(v => !claims.Contains(v.Text("name") ?? ""));
        var volumes = claims.Select(c =>
            MapValue.Of(("name", c), ("persistentVolumeClaim", MapValue.Of(("claimName", $"{c}-{name}"))))
        );
        return pod.With(ListValue.From([.. volumes, .. others]), "spec", "volumes");
    }

    /// <summary>The claims that the pod of an ordinal needs.</summary>
    public static IEnumerable<KubeObject> Claims(KubeObject set, int ordinal)
    {
        var selected = set.Spec.At("selector", "matchLabels") as MapValue ?? MapValue.Empty;
        foreach (var template in set.Spec.Maps("volumeClaimTemplates"))
        {
            var labels = (template.At("metadata", "labels") as MapValue ?? MapValue.Empty).WithDefaults(selected);
            yield return new(
                MapValue.Of(
                    ("apiVersion", "v1"),
                    ("kind", "PersistentVolumeClaim"),
                    (
                        "metadata",
                        MapValue.Of(
                            ("name", $"{NameOf(template)}-{NameOf(set, ordinal)}"),
                            ("namespace", set.Namespace),
                            ("labels", labels),
                            ("annotations", template.At("metadata", "annotations"))
                        )
                    ),
                    ("spec", template["spec"])
                )
            );
        }
    }

    private static string NameOf(MapValue claim) => claim.Map("metadata")?.Text("name") ?? "";
}
