using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>What a Deployment asks for, read once.</summary>
internal sealed class DeploymentSpec
{
    private const int NoDeadline = int.MaxValue;

    public DeploymentSpec(KubeObject deployment)
    {
        var spec = deployment.Spec;
        Replicas = spec.Integer("replicas") is { } replicas ? (int)replicas : 1;
        Template = spec.Map("template") ?? MapValue.Empty;
        MinReadySeconds = spec.Count("minReadySeconds");
        Paused = spec.Flag("paused") ?? false;
        HistoryLimit = spec.Integer("revisionHistoryLimit") is { } limit and not NoDeadline ? (int)limit : null;
        if (spec.Integer("progressDeadlineSeconds") is { } deadline and not NoDeadline)
            ProgressDeadline = TimeSpan.FromSeconds(deadline);
        var strategy = spec.Map("strategy") ?? MapValue.Empty;
        Rolls = strategy.Text("type") != "Recreate";
        if (!Rolls)
            return;
        var rolling = strategy.Map("rollingUpdate") ?? MapValue.Empty;
        MaxSurge = Counts.Scaled(rolling["maxSurge"], Replicas, roundUp: true);
        var unavailable = Counts.Scaled(rolling["maxUnavailable"], Replicas, roundUp: false);
        // Validation refuses two zeros, but percentages may come to that: then nothing could move.
        if (MaxSurge == 0 && unavailable == 0)
            unavailable = 1;
        MaxUnavailable = Math.Min(unavailable, Replicas);
    }

    public int Replicas { get; }

    public MapValue Template { get; }

    public int MinReadySeconds { get; }

    public bool Paused { get; }

    /// <summary>How many old ReplicaSets are kept; null for all.</summary>
    public int? HistoryLimit { get; }

    /// <summary>How long a rollout may stand still; null for ever.</summary>
    public TimeSpan? ProgressDeadline { get; }

    /// <summary>RollingUpdate rather than Recreate.</summary>
    public bool Rolls { get; }

    /// <summary>How many pods there may be more than asked for; 0 for Recreate.</summary>
    public int MaxSurge { get; }

    /// <summary>How many may be missing; 0 for Recreate.</summary>
    public int MaxUnavailable { get; }

    public int MinAvailable => Rolls ? Replicas - MaxUnavailable : 0;
}
