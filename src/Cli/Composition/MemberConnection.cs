using Pangea.Kube.Client;

namespace Pangea.Cli;

/// <summary>How an agent reaches its cluster: by a kubeconfig, or as a pod in it.</summary>
internal static class MemberConnection
{
    /// <summary>The connection.</summary>
    /// <param name="kubeconfig">The file; empty for the account that Kubernetes gives to pods.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="CommandFailedException">There is none.</exception>
    public static async Task<ClusterConnection> OfAsync(string kubeconfig, CancellationToken cancellationToken)
    {
        if (kubeconfig.Length > 0)
        {
            var (file, error) = await Kubeconfig.LoadAsync(kubeconfig, cancellationToken);
            if (file is null)
                throw new CommandFailedException(error);
            var (connection, wrong) = await file.ConnectAsync("", cancellationToken);
            return connection ?? throw new CommandFailedException($"{kubeconfig}: {wrong}");
        }
        var host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST");
        var port = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT");
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port))
            throw new CommandFailedException(
                "this is no pod of a cluster: name the cluster's kubeconfig with --kubeconfig"
            );
        return await ClusterConnection.InClusterAsync(host, port, cancellationToken);
    }
}
