using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// Annotations by which a Deployment and its ReplicaSets number revisions (<c>kubectl rollout history</c> and <c>undo</c> read them) and remember
/// sizes.
/// </summary>
internal static class DeploymentAnnotations
{
    public const string Revision = "deployment.kubernetes.io/revision";
    public const string RevisionHistory = "deployment.kubernetes.io/revision-history";
    public const string DesiredReplicas = "deployment.kubernetes.io/desired-replicas";
    public const string MaxReplicas = "deployment.kubernetes.io/max-replicas";
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    private const string RollbackTo = "deprecated.deployment.rollback.to";
    private const int LongestHistory = 2000;

    public static long RevisionOf(KubeObject obj) =>
        long.TryParse(obj.Annotations.Text(Revision), CultureInfo.InvariantCulture, out var revision) ? revision : 0;

    public static int? NumberOf(KubeObject obj, string annotation) =>
        int.TryParse(obj.Annotations.Text(annotation), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The annotations a set should have for its size.</summary>
    public static MapValue WithSize(MapValue annotations, DeploymentSpec spec) =>
        With(With(annotations, DesiredReplicas, Text(spec.Replicas)), MaxReplicas, Text(spec.Replicas + spec.MaxSurge));

    /// <summary>
    /// The annotations of the new ReplicaSet: the Deployment's, and its revision when that is higher than the one it has; the revisions that it had
    /// before a rollback are kept as history.
    /// </summary>
    public static MapValue OfNew(KubeObject deployment, MapValue annotations, long revision)
    {
        foreach (var (name, value) in (IEnumerable<KeyValuePair<string, Value>>)deployment.Annotations)
        {
            if (
                name is not (LastApplied or Revision or RevisionHistory or DesiredReplicas or MaxReplicas or RollbackTo)
            )
                annotations = With(annotations, name, (value as StringValue)?.Text ?? "");
        }
        var had = annotations.Text(Revision);
        var number = 0L;
        // What somebody wrote there and is no number is left alone.
        if (had is { Length: > 0 } && !long.TryParse(had, CultureInfo.InvariantCulture, out number))
            return annotations;
        if (number >= revision)
            return annotations;
        annotations = annotations.With(Revision, Text(revision));
        return had is null ? annotations : WithHistory(annotations, had);
    }

    private static MapValue WithHistory(MapValue annotations, string revision)
    {
        var history = annotations.Text(RevisionHistory) is { Length: > 0 } text ? text.Split(',').ToList() : [];
        history.Add(revision);
        while (history.Count > 1 && history.Sum(static h => h.Length + 1) - 1 > LongestHistory)
            history.RemoveAt(0);
        return annotations.With(RevisionHistory, string.Join(',', history));
    }

    private static MapValue With(MapValue annotations, string name, string value) =>
        annotations.Text(name) == value ? annotations : annotations.With(name, value);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
