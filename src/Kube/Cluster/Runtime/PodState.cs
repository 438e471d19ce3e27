using System.Collections.Immutable;

namespace Pangea.Kube.Cluster.Runtime;

/// <summary>How a pod is, as its runtime sees it.</summary>
public sealed record PodState
{
    /// <summary>Its addresses, one a family; empty until it has one. A pod on the host's network has the node's, whatever this says.</summary>
    public ImmutableArray<string> Addresses { get; init; } = [];

    /// <summary>Its init containers, in the order of the spec.</summary>
    public ImmutableArray<ContainerState> InitContainers { get; init; } = [];

    /// <summary>Its containers, in the order of the spec.</summary>
    public ImmutableArray<ContainerState> Containers { get; init; } = [];

    /// <summary>What <c>status.message</c> says: something that whoever looks at the pod has to know; or empty.</summary>
    public string Message { get; init; } = "";

    /// <summary>After how long to ask again, although nothing said that it changed; null for never.</summary>
    public TimeSpan? LookAgain { get; init; }
}

/// <summary>The three states of a container.</summary>
public enum ContainerPhase
{
    /// <summary>It does not run yet, or not now.</summary>
    Waiting,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It has ended.</summary>
    Terminated,
}

/// <summary>How a container is.</summary>
public sealed record ContainerState(string Name)
{
    /// <summary>Which of the states it is in.</summary>
    public ContainerPhase Phase { get; init; }

    /// <summary>Why it waits, in one word, such as <c>ContainerCreating</c>.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Why it waits, in words.</summary>
    public string Message { get; init; } = "";

    /// <summary>When it was started, while it runs.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How it ended, when it has.</summary>
    public ContainerEnd? End { get; init; }

    /// <summary>How it ended the time before, when it was started again.</summary>
    public ContainerEnd? LastEnd { get; init; }

    /// <summary>Whether it takes requests.</summary>
    public bool Ready { get; init; }

    /// <summary>How often it was started again.</summary>
    public long RestartCount { get; init; }

    /// <summary>The image as asked for.</summary>
    public string Image { get; init; } = "";

    /// <summary>The image as it was found.</summary>
    public string ImageId { get; init; } = "";

    /// <summary>The runtime's name for it, as <c>runtime://id</c>; empty while there is none.</summary>
    public string ContainerId { get; init; } = "";
}

/// <summary>How a container ended.</summary>
public sealed record ContainerEnd(
    long ExitCode,
    string Reason,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    string ContainerId
);
