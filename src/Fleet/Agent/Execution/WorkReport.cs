using Pangea.Fleet.Api;
using Pangea.Fleet.Interpreter;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>What the agent tells of a Work: the state of its objects, and events about the Work and its template when something turned.</summary>
internal sealed class WorkReport(AgentContext agent)
{
    /// <summary>The Work with the state of one of its objects; the same when it says so already.</summary>
    public async ValueTask<KubeObject> WithStateAsync(
        KubeObject work,
        int ordinal,
        KubeObject observed,
        CancellationToken cancellationToken
    )
    {
        var reflected = await agent.Interpreter.ReflectStatusAsync(observed, cancellationToken);
        if (!reflected.IsSuccess)
        {
            agent.WorkStatus.Warning(work, EventReasons.ReflectStatusFailed, reflected.Error);
            return work;
        }
        var health = await agent.Interpreter.InterpretHealthAsync(observed, cancellationToken);
        if (!health.IsSuccess)
            agent.WorkStatus.Warning(work, EventReasons.InterpretHealthFailed, health.Error);
        return WorkStatusUpdate.WithManifestStatus(
            work,
            ordinal,
            reflected.Value,
            health.IsSuccess ? health.Value! : ResourceHealths.Unknown
        );
    }

    /// <summary>Whether none of a Work's objects is on its way to health, as far as its status says.</summary>
    public static bool IsSettled(KubeObject work) =>
        work.Status.Maps("manifestStatuses").All(s => s.Text("health") != ResourceHealths.Unhealthy);

    /// <summary>Records what turned between a Work as it was and as it is.</summary>
    /// <param name="before">The Work before.</param>
    /// <param name="after">The Work with its new status.</param>
    /// <param name="manifests">Its manifests.</param>
    /// <param name="hasWritten">Whether something in the member was changed.</param>
    public void Tell(KubeObject before, KubeObject after, IReadOnlyList<MapValue> manifests, bool hasWritten)
    {
        var dispatching = Conditions.Find(after.Status, ConditionTypes.Dispatching);
        var wasDispatching = Conditions.Find(before.Status, ConditionTypes.Dispatching);
        // That a new Work is dispatched is no news; that it is held back is.
        var heldBack = dispatching?.Text("status") == "False";
        if (wasDispatching?.Text("status") != dispatching?.Text("status") && (wasDispatching is not null || heldBack))
        {
            agent.Execution.Normal(after, EventReasons.WorkDispatching, dispatching?.Text("message") ?? "");
        }

        TellHealth(before, after);
        var applied = Conditions.Find(after.Status, ConditionTypes.Applied);
        var wasApplied = Conditions.Find(before.Status, ConditionTypes.Applied);
        if (applied?.Text("status") == "True" && (hasWritten || wasApplied?.Text("status") != "True"))
        {
            agent.Execution.Normal(
                after,
                EventReasons.SyncSucceed,
                EventMessages.SyncWorkToCluster(after.Key, agent.Cluster)
            );
            foreach (var template in Templates(manifests))
            {
                agent.Execution.Normal(
                    template,
                    EventReasons.SyncSucceed,
                    EventMessages.AppliedToCluster(template.Key, agent.Cluster)
                );
            }
        }
        else if (
            applied?.Text("status") == "False"
            && (wasApplied?.Text("status") != "False" || wasApplied.Text("message") != applied.Text("message"))
        )
        {
            var why = applied.Text("message") ?? "";
            agent.Execution.Warning(after, EventReasons.SyncFailed, why);
            foreach (var template in Templates(manifests))
            {
                agent.Execution.Warning(
                    template,
                    EventReasons.SyncFailed,
                    EventMessages.ApplyToClusterFailed(template.Key, agent.Cluster, why)
                );
            }
        }
    }

    /// <summary>The hub's objects that manifests were made from, as far as events need to know them.</summary>
    private static IEnumerable<KubeObject> Templates(IReadOnlyList<MapValue> manifests)
    {
        foreach (var root in manifests)
        {
            var manifest = new KubeObject(root);
            // What the system itself sends has none.
            if (manifest.Annotations.Text(FleetAnnotations.ResourceTemplateUid) is not { Length: > 0 } uid)
                continue;
            var metadata = MapValue.Of(("name", manifest.Name), ("uid", uid));
            if (manifest.Namespace.Length > 0)
                metadata = metadata.With("namespace", manifest.Namespace);
            yield return new(
                MapValue.Of(("apiVersion", manifest.ApiVersion), ("kind", manifest.Kind), ("metadata", metadata))
            );
        }
    }

    private void TellHealth(KubeObject before, KubeObject after)
    {
        foreach (var state in after.Status.Maps("manifestStatuses"))
        {
            if (
                state.Text("health") is not (ResourceHealths.Healthy or ResourceHealths.Unhealthy)
                || state.Map("identifier") is not { } identifier
            )
                continue;
            var was = before
                .Status.Maps("manifestStatuses")
                .FirstOrDefault(s => identifier.Equals(s.Map("identifier")))
                ?.Text("health");
            if (was is null || was == state.Text("health"))
                continue;
            var key = new NamespacedName(identifier.Text("namespace") ?? "", identifier.Text("name") ?? "");
            agent.WorkStatus.Normal(
                after,
                EventReasons.InterpretHealthSucceed,
                $"Interpret health of object({identifier.Text("kind")}/{key}) as {(state.Text("health") == ResourceHealths.Healthy ? "healthy" : "unhealthy")}."
            );
        }
    }
}
