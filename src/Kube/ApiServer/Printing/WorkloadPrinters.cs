using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>Kinds that keep pods running.</summary>
internal static class WorkloadPrinters
{
    /// <summary>The table of Deployments.</summary>
    public static TablePrinter Deployments { get; } =
        new(
            [
                Cell.NameColumn,
                new("Ready") { Description = "Number of the pod with ready state" },
                new("Up-to-date"),
                new("Available"),
                Cell.AgeColumn,
                .. Cell.WorkloadColumns,
            ],
            static (deployment, now) =>
            {
                var (names, images) = Cell.Containers(deployment.MapAt("spec", "template", "spec"));
                var status = deployment.Status;
                return
                [
                    Cell.Name(deployment),
                    ReadyOf(deployment),
                    Cell.Number(status, "updatedReplicas"),
                    Cell.Number(status, "availableReplicas"),
                    Cell.Age(deployment, now),
                    names,
                    images,
                    Cell.SelectorText(deployment.Spec.Map("selector")),
                ];
            }
        );

    /// <summary>The table of ReplicaSets.</summary>
    public static TablePrinter ReplicaSets { get; } =
        new(
            [
                Cell.NameColumn,
                new("Desired", "integer"),
                new("Current", "integer"),
                new("Ready", "integer"),
                Cell.AgeColumn,
                .. Cell.WorkloadColumns,
            ],
            static (set, now) => Replicas(set, now, Cell.Selector(set.Spec.Map("selector")))
        );

    /// <summary>The table of ReplicationControllers, whose selector is a plain map.</summary>
    public static TablePrinter ReplicationControllers { get; } =
        new(
            ReplicaSets.Columns,
            static (controller, now) => Replicas(controller, now, Cell.Labels(controller.Spec.Map("selector")))
        );

    /// <summary>The table of StatefulSets.</summary>
    public static TablePrinter StatefulSets { get; } =
        new(
            [
                Cell.NameColumn,
                new("Ready") { Description = "Number of the pod with ready state" },
                Cell.AgeColumn,
                .. Cell.WorkloadColumns[..2],
            ],
            static (set, now) =>
            {
                var (names, images) = Cell.Containers(set.MapAt("spec", "template", "spec"));
                return [Cell.Name(set), ReadyOf(set), Cell.Age(set, now), names, images];
            }
        );

    /// <summary>The table of DaemonSets.</summary>
    public static TablePrinter DaemonSets { get; } =
        new(
            [
                Cell.NameColumn,
                new("Desired", "integer"),
                new("Current", "integer"),
                new("Ready", "integer"),
                new("Up-to-date", "integer"),
                new("Available", "integer"),
                new("Node Selector"),
                Cell.AgeColumn,
                .. Cell.WorkloadColumns,
            ],
            static (set, now) =>
            {
                var template = set.MapAt("spec", "template", "spec");
                var (names, images) = Cell.Containers(template);
                var status = set.Status;
                return
                [
                    Cell.Name(set),
                    Cell.Number(status, "desiredNumberScheduled"),
                    Cell.Number(status, "currentNumberScheduled"),
                    Cell.Number(status, "numberReady"),
                    Cell.Number(status, "updatedNumberScheduled"),
                    Cell.Number(status, "numberAvailable"),
                    Cell.Labels(template.Map("nodeSelector")),
                    Cell.Age(set, now),
                    names,
                    images,
                    Cell.Selector(set.Spec.Map("selector")),
                ];
            }
        );

    /// <summary>The table of ControllerRevisions.</summary>
    public static TablePrinter ControllerRevisions { get; } =
        new(
            [
                Cell.NameColumn,
                new("Controller") { Description = "Controller of the object" },
                new("Revision"),
                Cell.AgeColumn,
            ],
            static (revision, now) =>
                [
                    Cell.Name(revision),
                    ControllerOf(revision),
                    Cell.Number(revision.Root, "revision"),
                    Cell.Age(revision, now),
                ]
        );

    /// <summary>The table of PodTemplates.</summary>
    public static TablePrinter PodTemplates { get; } =
        new(
            [
                Cell.NameColumn,
                new("Containers") { Description = "Names of each container in the template." },
                new("Images") { Description = "Images referenced by each container in the template." },
                new("Pod Labels") { Description = "The labels for the pod template." },
            ],
            static (template, _) =>
            {
                var (names, images) = Cell.Containers(template.MapAt("template", "spec"));
                return
                [
                    Cell.Name(template),
                    names,
                    images,
                    Cell.Labels(template.MapAt("template", "metadata", "labels")),
                ];
            }
        );

    private static Value ReadyOf(KubeObject workload) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{workload.Status.Integer("readyReplicas") ?? 0}/{workload.Spec.Integer("replicas") ?? 0}"
        );

    private static IReadOnlyList<Value> Replicas(KubeObject set, DateTimeOffset now, Value selector)
    {
        var (names, images) = Cell.Containers(set.MapAt("spec", "template", "spec"));
        return
        [
            Cell.Name(set),
            Cell.Number(set.Spec, "replicas"),
            Cell.Number(set.Status, "replicas"),
            Cell.Number(set.Status, "readyReplicas"),
            Cell.Age(set, now),
            names,
            images,
            selector,
        ];
    }

    private static Value ControllerOf(KubeObject obj)
    {
        if (obj.Controller is not { } controller)
            return Cell.None;
        var kind = GroupVersion.Parse(controller.ApiVersion).Kind(controller.Kind).GroupKind;
        return $"{kind.ToString().ToLowerInvariant()}/{controller.Name}";
    }
}
