using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>
/// A kubeconfig file (<c>v1</c>, kind <c>Config</c>): clusters, users, and contexts that join them. Read from anywhere (kind, EKS, kubeadm); written as
/// kubectl writes it. Extensions and preferences are not kept.
/// </summary>
public sealed record Kubeconfig
{
    /// <summary>The context that is taken when none is asked for, or empty.</summary>
    public string CurrentContext { get; init; } = "";

    /// <summary>The clusters, in the order of the file.</summary>
    public ImmutableArray<KubeconfigCluster> Clusters { get; init; } = [];

    /// <summary>The users, in the order of the file.</summary>
    public ImmutableArray<KubeconfigUser> Users { get; init; } = [];

    /// <summary>The contexts, in the order of the file.</summary>
    public ImmutableArray<KubeconfigContext> Contexts { get; init; } = [];

    /// <summary>A kubeconfig with one cluster, one user and one context that joins them and has the cluster's name.</summary>
    public static Kubeconfig Of(KubeconfigCluster cluster, KubeconfigUser user, string @namespace = "") =>
        new()
        {
            CurrentContext = cluster.Name,
            Clusters = [cluster],
            Users = [user],
            Contexts = [new(cluster.Name, cluster.Name, user.Name) { Namespace = @namespace }],
        };

    /// <summary>Reads a kubeconfig.</summary>
    /// <param name="text">YAML, or JSON.</param>
    /// <param name="directory">Where the file is: paths in it that are not absolute are meant from there.</param>
    /// <param name="kubeconfig">What was read.</param>
    /// <param name="error">What is wrong with it, in a line.</param>
    public static bool TryParse(
        string text,
        string directory,
        [NotNullWhen(true)] out Kubeconfig? kubeconfig,
        out string error
    ) => new KubeconfigReader(directory).TryRead(text, out kubeconfig, out error);

    /// <summary>Reads a kubeconfig file; the error says in a line why it cannot be read.</summary>
    public static async Task<(Kubeconfig? Kubeconfig, string Error)> LoadAsync(
        string path,
        CancellationToken cancellationToken
    )
    {
        string text;
        try
        {
            text = await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"the kubeconfig {path} cannot be read: {e.Message}");
        }
        var directory = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        return TryParse(text, directory, out var kubeconfig, out var error)
            ? (kubeconfig, "")
            : (null, $"the kubeconfig {path} is not valid: {error}");
    }

    /// <summary>
    /// This kubeconfig with what another one has beyond it, as kubectl joins the files of <c>KUBECONFIG</c>: of equal names the first counts.
    /// </summary>
    public Kubeconfig With(Kubeconfig other) =>
        new()
        {
            CurrentContext = CurrentContext.Length > 0 ? CurrentContext : other.CurrentContext,
            Clusters = [.. Clusters.Concat(other.Clusters).DistinctBy(c => c.Name, StringComparer.Ordinal)],
            Users = [.. Users.Concat(other.Users).DistinctBy(u => u.Name, StringComparer.Ordinal)],
            Contexts = [.. Contexts.Concat(other.Contexts).DistinctBy(c => c.Name, StringComparer.Ordinal)],
        };

    /// <summary>The file's text.</summary>
    public string ToYaml() => YamlText.Write(KubeconfigWriter.ToValue(this));

    /// <summary>
    /// The connection of a context, with all files read that it names; the error says in a line why there is none.
    /// </summary>
    /// <param name="context">The context's name; empty for the current one.</param>
    /// <param name="cancellationToken">Cancels the reading of the files.</param>
    public Task<(ClusterConnection? Connection, string Error)> ConnectAsync(
        string context,
        CancellationToken cancellationToken
    ) => KubeconfigConnection.MakeAsync(this, context, cancellationToken);
}
