using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.Client;

namespace Pangea.Cli;

/// <summary>An API reached as users reach it: by a kubeconfig, over TLS.</summary>
internal sealed class FleetApi : IDisposable
{
    private readonly HttpClusterApi api;

    private FleetApi(HttpClusterApi api, Uri server, string authorityPem)
    {
        this.api = api;
        Server = server;
        AuthorityPem = authorityPem;
    }

    /// <summary>The API.</summary>
    public IClusterApi Api => api;

    /// <summary>Where it is.</summary>
    public Uri Server { get; }

    /// <summary>Whom to trust there, as PEM.</summary>
    public string AuthorityPem { get; }

    /// <summary>Opens the API of a kubeconfig; nothing is connected yet.</summary>
    /// <exception cref="CommandFailedException">The kubeconfig cannot be used.</exception>
    public static async Task<FleetApi> OpenAsync(
        string kubeconfig,
        string command,
        ILoggerFactory logging,
        IExecutor executor,
        HttpClusterApiOptions? options,
        CancellationToken cancellationToken
    )
    {
        var (file, error) = await Kubeconfig.LoadAsync(kubeconfig, cancellationToken);
        if (file is null)
            throw new CommandFailedException(error);
        var (connection, wrong) = await file.ConnectAsync("", cancellationToken);
        if (connection is null)
            throw new CommandFailedException($"{kubeconfig}: {wrong}");
        var api = new HttpClusterApi(
            connection,
            options ?? new() { UserAgent = UserAgent(command) },
            executor,
            RoleContext.NewRandom(),
            logging.CreateLogger("Pangea.Kube.Client")
        );
        return new(api, connection.Server, Pki.PemText.Of([.. connection.Roots]));
    }

    /// <summary>Opens the API of a kubeconfig for a command that asks and ends.</summary>
    public static Task<FleetApi> OpenAsync(string kubeconfig, string command, CancellationToken cancellationToken) =>
        OpenAsync(
            kubeconfig,
            command,
            NullLoggerFactory.Instance,
            new ThreadPoolExecutor(NullLogger<ThreadPoolExecutor>.Instance),
            new()
            {
                UserAgent = UserAgent(command),
                Deadline = TimeSpan.FromSeconds(10),
                Tries = 1,
            },
            cancellationToken
        );

    /// <summary>Opens the API of a kubeconfig for a fleet that runs here.</summary>
    public static Task<FleetApi> OpenAsync(
        string kubeconfig,
        string command,
        RoleContext context,
        CancellationToken cancellationToken
    ) => OpenAsync(kubeconfig, command, context.Logging, context.NewExecutor(), null, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => api.Dispose();

    /// <summary>Who calls, as servers log it.</summary>
    public static string UserAgent(string command) => $"pangea/{ProgramVersion.Text} ({command})";
}
