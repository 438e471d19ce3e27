using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>What a Job's <c>podFailurePolicy</c> says of a failed pod: the first rule that matches decides.</summary>
internal static class JobFailurePolicy
{
    /// <summary>The action of the first matching rule (<c>Count</c> when none does), and for <c>FailJob</c> what the condition says.</summary>
    public static (string Action, string Message) Of(KubeObject job, KubeObject pod)
    {
        var index = -1;
        foreach (var rule in (job.Spec.Map("podFailurePolicy") ?? MapValue.Empty).Maps("rules"))
        {
            index++;
            var action = rule.Text("action") ?? "Count";
            if (rule.Map("onExitCodes") is { } codes && ByExitCode(codes, pod) is { } container)
            {
                var code = (container.At("state", "terminated", "exitCode") as NumberValue)?.Integer;
                return (
                    action,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Container {container.Text("name")} for pod {pod.Key} failed with exit code {code} matching {action} rule at index {index}"
                    )
                );
            }
            if (ByCondition(rule, pod) is { } condition)
                return (
                    action,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Pod {pod.Key} has condition {condition} matching {action} rule at index {index}"
                    )
                );
        }
        return ("Count", "");
    }

    private static MapValue? ByExitCode(MapValue rule, KubeObject pod)
    {
        var only = rule.Text("containerName");
        var values = (rule.List("values") ?? ListValue.Empty)
            .OfType<NumberValue>()
            .Select(static v => v.Integer)
            .ToList();
        foreach (var container in pod.Status.Maps("initContainerStatuses").Concat(pod.Status.Maps("containerStatuses")))
        {
            if (only is not null && container.Text("name") != only)
                continue;
            if ((container.At("state", "terminated", "exitCode") as NumberValue)?.Integer is not { } code || code == 0)
                continue;
            if (values.Contains(code) == (rule.Text("operator") == "In"))
                return container;
        }
        return null;
    }

    private static string? ByCondition(MapValue rule, KubeObject pod)
    {
        foreach (var pattern in rule.Maps("onPodConditions"))
        {
            var type = pattern.Text("type") ?? "";
            if (Conditions.Find(pod.Status, type)?.Text("status") == (pattern.Text("status") ?? "True"))
                return type;
        }
        return null;
    }
}
