using System.Globalization;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Deletes a pod as far as its disruption budget allows: what is posted to <c>pods/NAME/eviction</c>. Source:
/// <c>pkg/registry/core/pod/storage/eviction.go</c>.
/// </summary>
internal static class PodEviction
{
    // A budget that remembers more than this has a controller that does not keep up; it is not made to grow.
    private const int MostDisrupted = 2000;

    private const string Refusal = "Cannot evict pod as it would violate the pod's disruption budget.";

    private static readonly GroupVersionResource Budgets = new("policy", "v1", "poddisruptionbudgets");

    public static async ValueTask<ApiResult<KubeObject>> EvictAsync(
        ResourceApi api,
        RequestScope scope,
        ResourceDefinition pods,
        NamespacedName key,
        MapValue body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
    {
        var asked = DeleteOptionsBody.Read(body.Map("deleteOptions") ?? MapValue.Empty);
        if (!asked.IsSuccess)
            return asked.Error;
        var found = await api.GetAsync(pods, key, "", cancellationToken);
        if (!found.IsSuccess)
            return found.Error;
        var pod = found.Value;
        var delete = asked.Value with { DryRun = options.DryRun || asked.Value.DryRun };
        if (!IsFree(pod) && await ChargeAsync(api, scope, pod, delete.DryRun, cancellationToken) is { } refused)
            return refused;
        if (!delete.DryRun && !pod.IsDeleting)
        {
            // Who looks at what became of the pod (a Job's failure policy) sees that it did not fail by itself.
            var told = await api.ChangeAsync(
                scope,
                pods,
                key,
                current => WithTarget(current!, api.Parts.Clock.GetUtcNow()),
                WriteOptions.Status,
                cancellationToken
            );
            if (!told.IsSuccess)
                return told.Error;
        }
        var deleted = await api.DeleteAsync(scope, pods, key, delete, cancellationToken);
        return deleted.IsSuccess ? new KubeObject(SuccessStatus.Of()) : deleted.Error;
    }

    /// <summary>Whether a pod does no work that could be missed.</summary>
    private static bool IsFree(KubeObject pod) =>
        pod.IsDeleting || pod.Status.Text("phase") is "Succeeded" or "Failed" or "Pending";

    /// <summary>Takes a pod from its budget; what is wrong when that is not allowed.</summary>
    private static async ValueTask<Status?> ChargeAsync(
        ResourceApi api,
        RequestScope scope,
        KubeObject pod,
        bool dryRun,
        CancellationToken cancellationToken
    )
    {
        if (api.Parts.Catalog.Find(Budgets) is not { } definition)
            return null;
        var listed = await api.ListAsync(definition, pod.Namespace, ListOptions.All, cancellationToken);
        if (!listed.IsSuccess)
            return listed.Error;
        var budgets = listed.Value.Items.Where(b => Selector(b).Matches(pod.Labels)).ToList();
        if (budgets.Count == 0)
            return null;
        if (budgets.Count > 1)
        {
            return new Status(
                500,
                "",
                "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
            );
        }
        if (!IsReady(pod) && MayGoUnready(budgets[0]))
            return null;
        var change = WriteOptions.Status with { DryRun = dryRun };
        var charged = await api.ChangeAsync(
            scope,
            definition,
            budgets[0].Key,
            budget => Charge(budget!, pod.Name, api.Parts.Clock.GetUtcNow()),
            change,
            cancellationToken
        );
        // A budget that is gone meanwhile asks for nothing.
        return charged.IsSuccess || charged.IsNotFound ? null : charged.Error;
    }

    private static ApiResult<MapValue> Charge(KubeObject budget, string pod, DateTimeOffset now)
    {
        var status = budget.Status;
        if ((status.Integer("observedGeneration") ?? 0) < budget.Generation)
            return Refused($"The disruption budget {budget.Name} is still being processed by the server.", 10);
        var allowed = status.Integer("disruptionsAllowed") ?? 0;
        if (allowed <= 0)
            return Refused(WhyNone(budget), 0);
        var disrupted = status.Map("disruptedPods") ?? MapValue.Empty;
        if (disrupted.Count >= MostDisrupted)
        {
            return Status.Forbidden(
                new("policy", "poddisruptionbudgets"),
                budget.Name,
                "DisruptedPods map too big - too many evictions not confirmed by PDB controller"
            );
        }
        status = status
            .With("disruptionsAllowed", allowed - 1)
            .With("disruptedPods", disrupted.With(pod, Timestamps.Format(now)));
        return budget.Root.With("status", status);
    }

    private static string WhyNone(KubeObject budget)
    {
        var (wanted, healthy) = (
            budget.Status.Integer("desiredHealthy") ?? 0,
            budget.Status.Integer("currentHealthy") ?? 0
        );
        return healthy <= wanted
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The disruption budget {budget.Name} needs {wanted} healthy pods and has {healthy} currently"
            )
            : $"The disruption budget {budget.Name} does not allow evicting pods currently because earlier evictions are not over";
    }

    private static Status Refused(string why, int retryAfterSeconds) =>
        Status.TooManyRequests(Refusal, retryAfterSeconds) with
        {
            Causes = [new("DisruptionBudget", why, "")],
        };

    /// <summary>Whether pods that are not ready may go: they serve nobody, but may be what a budget that is short waits for.</summary>
    private static bool MayGoUnready(KubeObject budget) =>
        budget.Spec.Text("unhealthyPodEvictionPolicy") == "AlwaysAllow"
        || budget.Status.Integer("desiredHealthy") is > 0 and var wanted
            && (budget.Status.Integer("currentHealthy") ?? 0) >= wanted;

    private static ApiResult<MapValue> WithTarget(KubeObject pod, DateTimeOffset now)
    {
        var others = pod.Status.Maps("conditions").Where(c => c.Text("type") != "DisruptionTarget");
        var target = MapValue.Of(
            ("type", "DisruptionTarget"),
            ("status", "True"),
            ("reason", "EvictionByEvictionAPI"),
            ("message", "Eviction API: evicting"),
            ("lastTransitionTime", Timestamps.Format(now))
        );
        return pod.Root.WithAt(ListValue.From([.. others, target]), "status", "conditions");
    }

    private static bool IsReady(KubeObject pod) =>
        pod.Status.Maps("conditions").Any(c => c.Text("type") == "Ready" && c.Text("status") == "True");

    private static LabelSelector Selector(KubeObject budget) => LabelSelector.FromValue(budget.Spec.Map("selector"));
}
