using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>One of a Deployment's ReplicaSets, as this reconcile sees it; it changes with what the reconcile writes.</summary>
internal sealed class OwnedReplicaSet(KubeObject set)
{
    public KubeObject Object { get; private set; } = set;

    public string Name => Object.Name;

    /// <summary>How many pods it is asked for.</summary>
    public int Replicas { get; private set; } = set.Spec.Count("replicas");

    /// <summary>How many it has.</summary>
    public int Existing { get; } = set.Status.Count("replicas");

    public int Ready { get; } = set.Status.Count("readyReplicas");

    public int Available { get; } = set.Status.Count("availableReplicas");

    public int? Terminating { get; } = (int?)set.Status.Integer("terminatingReplicas");

    /// <summary>Available ones that will stay when it has done what it is asked for: its view of its pods may be older than the request.</summary>
    public int SurelyAvailable => Math.Min(Available, Replicas);

    /// <summary>Pods it may have at this moment: those that it is to delete are still there until it says otherwise.</summary>
    public int Occupied => Math.Max(Replicas, Existing);

    /// <summary>Whether its status is an answer to what it is asked for now.</summary>
    public bool IsObserved => Object.Generation <= (Object.Status.Integer("observedGeneration") ?? 0);

    public bool IsActive => Replicas > 0;

    public MapValue Template { get; } = set.Spec.Map("template") ?? MapValue.Empty;

    /// <summary>The set as it was written.</summary>
    public void Became(KubeObject written)
    {
        Object = written;
        Replicas = written.Spec.Count("replicas");
    }

    /// <summary>Oldest first; the name decides between those of one second.</summary>
    public static int ByAge(OwnedReplicaSet x, OwnedReplicaSet y)
    {
        var order = Nullable.Compare(x.Object.CreationTimestamp, y.Object.CreationTimestamp);
        return order != 0 ? order : string.CompareOrdinal(x.Name, y.Name);
    }

    /// <summary>Largest first; of equal ones the newer.</summary>
    public static int BySizeNewer(OwnedReplicaSet x, OwnedReplicaSet y) =>
        x.Replicas != y.Replicas ? y.Replicas.CompareTo(x.Replicas) : ByAge(y, x);

    /// <summary>Largest first; of equal ones the older.</summary>
    public static int BySizeOlder(OwnedReplicaSet x, OwnedReplicaSet y) =>
        x.Replicas != y.Replicas ? y.Replicas.CompareTo(x.Replicas) : ByAge(x, y);
}
