using System.Text.Json;
using Pangea.Fleet.Api;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>
/// Reports how the member does into its Cluster's status: readiness, version, the APIs it serves, its capacity. Probes at an interval, gathers what changes
/// in between, and writes only what differs. Source: <c>cluster-status-controller</c> of Karmada.
/// </summary>
internal sealed class ClusterStatusController
{
    // How long the first report waits for nodes and pods to be counted.
    private static readonly TimeSpan FirstCount = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(50);

    private readonly AgentContext agent;
    private readonly CapacityTally capacity;
    private readonly ClusterHealth health;
    private readonly IInformer clusters;
    private readonly DateTimeOffset started;
    private DateTimeOffset nextProbe;
    private Condition? finding;
    private string version = "";
    private bool hasReported;
    private (MemberDiscovery Of, Value List) enablements = (MemberDiscovery.None, ListValue.Empty);

    public ClusterStatusController(AgentContext agent, CapacityTally capacity)
    {
        this.agent = agent;
        this.capacity = capacity;
        health = new(agent);
        started = agent.Clock.GetUtcNow();
        clusters = agent.Hub.Informer(
            AgentResources.Clusters,
            new() { Fields = FieldSelector.Of("metadata.name", agent.Cluster) }
        );
        Controller = new(
            $"cluster status {agent.Cluster}",
            agent.Executor,
            ReconcileAsync,
            agent.Logger,
            new() { Workers = 1 }
        );
        Controller.Follow(clusters, c => c.New is null ? [] : [c.Object.Name]);
        capacity.Changed = () =>
            Controller.EnqueueAfter(agent.Cluster, hasReported ? agent.Options.CapacityGathering : FirstPoll);
        // Templates wait for kinds to be served: that is told at once.
        agent.Kinds.Changed += (_, _) => Controller.EnqueueAfter(agent.Cluster, FirstPoll);
    }

    /// <summary>The work queue; its only key is the cluster.</summary>
    public Controller<string> Controller { get; }

    private async ValueTask<Reconcile> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        var now = agent.Clock.GetUtcNow();
        // Without its Cluster the agent has nobody to report to; it comes back with it.
        if (clusters.Get(new("", name)) is not { } seen)
            return Reconcile.Done;
        if (finding is null || now >= nextProbe)
        {
            finding = await health.ProbeAsync(cancellationToken);
            if (finding.Status == "True")
                await LookAsync(cancellationToken);
            now = agent.Clock.GetUtcNow();
            nextProbe = now + agent.Options.ProbeInterval;
        }
        if (finding.Status == "True" && !capacity.HasSynced && !hasReported && now < started + FirstCount)
            return Reconcile.Again(FirstPoll);
        var cluster = seen.HasRoot ? seen : new KubeObject(JsonText.ParseMap(seen.Json.Span));
        var status = Report(cluster, finding, now);
        if (!status.Equals(cluster.Status))
        {
            var written = await agent.Hub.UpdateAsync(
                AgentResources.Clusters,
                cluster.WithStatus(status),
                WriteOptions.Status,
                cancellationToken
            );
            if (!written.IsSuccess && !written.IsNotFound)
                return Reconcile.Retry(written.Error);
        }
        hasReported = true;
        return Reconcile.Again(nextProbe - now);
    }

    private MapValue Report(KubeObject cluster, Condition found, DateTimeOffset now)
    {
        var status = cluster.Status;
        if (found.Status == "True")
        {
            status = status
                .With("kubernetesVersion", version.Length == 0 ? status["kubernetesVersion"] : version)
                .With("apiEnablements", Enablements())
                .With("conditions", Conditions.Set(status.List("conditions"), Completeness(), now));
            if (capacity.HasSynced)
            {
                var models = cluster.Spec.Maps("resourceModels").Select(ResourceModel.From).ToList();
                var (nodes, resources) = capacity.Summarize(models);
                status = status.With("nodeSummary", nodes.ToValue()).With("resourceSummary", resources.ToValue());
            }
        }
        var ready = health.Considered(found, status);
        return status.With("conditions", Conditions.Set(status.List("conditions"), ready, now));
    }

    /// <summary>Reads the version and the APIs; what cannot be read stays as it was.</summary>
    private async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        var answer = await agent.Member.GetRawAsync("/version", "application/json", cancellationToken);
        try
        {
            if (answer.IsSuccess)
                version = JsonText.ParseMap(answer.Value.Content.Span).Text("gitVersion") ?? version;
        }
        catch (JsonException)
        {
            // A proxy in front of the member answers for it: nothing is known of the version.
        }
        await agent.Kinds.RefreshAsync(cancellationToken);
    }

    private Value Enablements()
    {
        var current = agent.Kinds.Current;
        if (!ReferenceEquals(current, enablements.Of))
            enablements = (current, ListValue.From(current.Enablements.Select(e => (Value)e.ToValue())));
        return enablements.List;
    }

    private Condition Completeness()
    {
        var current = agent.Kinds.Current;
        var (status, reason, message) =
            current.Enablements.IsEmpty
                ? ("False", ConditionReasons.ApiEnablementsEmpty, ConditionReasons.ApiEnablementsEmptyMessage)
            : current.IsComplete
                ? ("True", ConditionReasons.ApiEnablementsComplete, ConditionReasons.ApiEnablementsCompleteMessage)
            : ("False", ConditionReasons.ApiEnablementsPartial, ConditionReasons.ApiEnablementsPartialMessage);
        return new()
        {
            Type = ConditionTypes.CompleteApiEnablements,
            Status = status,
            Reason = reason,
            Message = message,
        };
    }
}
