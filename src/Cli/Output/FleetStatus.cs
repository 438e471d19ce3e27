using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Cli;

/// <summary>A role as it was found.</summary>
/// <param name="Role">Which.</param>
/// <param name="Region">Its cluster's region, or empty.</param>
/// <param name="Endpoint">Where it serves, or empty.</param>
/// <param name="Ready">Whether it answers that it is ready; of an agent, whether the hub says that its cluster is.</param>
/// <param name="Detail">Why not; or empty.</param>
internal sealed record RoleStatus(RoleName Role, string Region, string Endpoint, bool Ready, string Detail)
{
    /// <summary>The process; 0 when it is not known.</summary>
    public int Pid { get; init; }

    /// <summary>How often it was started again.</summary>
    public int Restarts { get; init; }
}

/// <summary>How a fleet is: what runs and whether it answers.</summary>
internal sealed record FleetStatus
{
    private static readonly GroupVersionResource Clusters = new("cluster.karmada.io", "v1alpha1", "clusters");

    /// <summary>Where it is kept, or its hub's address.</summary>
    public required string Fleet { get; init; }

    /// <summary>Whether a process runs it.</summary>
    public required bool Running { get; init; }

    /// <summary>Its processes, when it is of this machine.</summary>
    public RunRecord? Run { get; init; }

    /// <summary>Its roles.</summary>
    public ImmutableArray<RoleStatus> Roles { get; init; } = [];

    /// <summary>Whether everything runs and is ready.</summary>
    public bool IsReady => Running && !Roles.IsEmpty && Roles.All(r => r.Ready);

    /// <summary>Looks at a fleet of this machine.</summary>
    /// <exception cref="CommandFailedException">There is none.</exception>
    public static async Task<FleetStatus> OfDirectoryAsync(
        FleetDirectory directory,
        CancellationToken cancellationToken
    )
    {
        var plan =
            await PlanFile.ReadAsync(directory, cancellationToken)
            ?? throw new CommandFailedException(
                $"there is no fleet in {directory.Shown}: start one with `pangea up`, or name a hub with --kubeconfig"
            );
        var running = FleetLock.IsHeld(directory);
        var run = running ? await RunRecord.ReadAsync(directory, cancellationToken) : null;
        var servers = plan.Servers.ToDictionary(
            s => s.Role,
            s => AskAsync(running, directory.Kubeconfig(s.Role), cancellationToken)
        );
        var clusters =
            plan.HubPort is not null && running
                ? ListAsync(directory.HubKubeconfig, cancellationToken)
                : Task.FromResult<(IReadOnlyList<KubeObject>?, string)>(([], ""));
        var roles = ImmutableArray.CreateBuilder<RoleStatus>();
        foreach (var role in plan.Roles)
        {
            var (ready, detail) =
                role.Kind == RoleKind.Agent ? OfCluster(role.Cluster, await clusters, running) : await servers[role];
            var process = run?.Roles.FirstOrDefault(r => r.Role == role);
            roles.Add(
                new(
                    role,
                    role.Kind == RoleKind.Hub ? "" : plan.Cluster(role.Cluster).Region,
                    role.Kind == RoleKind.Agent ? "" : plan.Url(role),
                    ready,
                    detail
                )
                {
                    Pid = process?.Pid ?? 0,
                    Restarts = process?.Restarts ?? 0,
                }
            );
        }
        return new()
        {
            Fleet = directory.Path,
            Running = running,
            Run = run,
            Roles = roles.ToImmutable(),
        };
    }

    /// <summary>Looks at a fleet from its hub alone.</summary>
    public static async Task<FleetStatus> OfHubAsync(string kubeconfig, CancellationToken cancellationToken)
    {
        using var api = await FleetApi.OpenAsync(kubeconfig, "status", cancellationToken);
        var (ready, detail) = await AskAsync(running: true, kubeconfig, cancellationToken);
        var roles = ImmutableArray.CreateBuilder<RoleStatus>();
        roles.Add(new(RoleName.Hub, "", api.Server.ToString().TrimEnd('/'), ready, detail));
        var (clusters, _) = await ListAsync(kubeconfig, cancellationToken);
        foreach (var cluster in clusters ?? [])
        {
            var (isReady, why) = OfCluster(cluster.Name, (clusters, ""), running: true);
            roles.Add(
                new(
                    RoleName.OfAgent(cluster.Name),
                    cluster.Spec.Text("region") ?? "",
                    cluster.Spec.Text("apiEndpoint") ?? "",
                    isReady,
                    why
                )
            );
        }
        return new()
        {
            Fleet = api.Server.ToString(),
            Running = ready,
            Roles = roles.ToImmutable(),
        };
    }

    /// <summary>For scripts.</summary>
    public MapValue ToValue() =>
        MapValue.Of(
            ("fleet", Fleet),
            ("running", Running),
            ("ready", IsReady),
            ("pid", Run is { } run ? run.Pid : null),
            ("isolated", Run is { } how ? how.Isolated : null),
            ("started", Text(Run is { } when ? Timestamps.Format(when.Started) : "")),
            (
                "roles",
                ListValue.From(
                    Roles.Select(
                        Value (r) =>
                            MapValue.Of(
                                ("name", r.Role.ToString()),
                                ("kind", r.Role.Kind.ToString().ToLowerInvariant()),
                                ("cluster", Text(r.Role.Cluster)),
                                ("region", Text(r.Region)),
                                ("pid", r.Pid > 0 ? r.Pid : null),
                                ("restarts", r.Restarts),
                                ("endpoint", Text(r.Endpoint)),
                                ("ready", r.Ready),
                                ("detail", Text(r.Detail))
                            )
                    )
                )
            )
        );

    /// <summary>For people.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(
            !Running ? $"{Fleet}: not running\n\n"
            : Run is { } run ? $"{Fleet}: running since {Timestamps.Format(run.Started)}, process {run.Pid}\n\n"
            : $"{Fleet}: running\n\n"
        );
        var table = new TextTable("ROLE", "REGION", "PROCESS", "RESTARTS", "ENDPOINT", "READY", "DETAIL");
        foreach (var role in Roles)
        {
            table.Add(
                role.Role.ToString(),
                role.Region.Length > 0 ? role.Region : "-",
                role.Pid > 0 ? role.Pid.ToString(CultureInfo.InvariantCulture) : "-",
                role.Restarts.ToString(CultureInfo.InvariantCulture),
                role.Endpoint.Length > 0 ? role.Endpoint : "-",
                role.Ready ? "yes" : "no",
                role.Detail
            );
        }
        return text.Append(table).ToString();
    }

    private static Value? Text(string text) => text.Length > 0 ? (Value)text : null;

    private static async Task<(bool Ready, string Detail)> AskAsync(
        bool running,
        string kubeconfig,
        CancellationToken cancellationToken
    )
    {
        if (!running)
            return (false, "");
        try
        {
            using var api = await FleetApi.OpenAsync(kubeconfig, "status", cancellationToken);
            var answer = await api.Api.GetRawAsync("/readyz", "", cancellationToken);
            return answer.IsSuccess ? (true, "") : (false, answer.Error.Message);
        }
        catch (CommandFailedException e)
        {
            return (false, e.Message);
        }
    }

    private static async Task<(IReadOnlyList<KubeObject>? Items, string Error)> ListAsync(
        string kubeconfig,
        CancellationToken cancellationToken
    )
    {
        using var api = await FleetApi.OpenAsync(kubeconfig, "status", cancellationToken);
        var listed = await api.Api.ListAsync(Clusters, "", ListOptions.All, cancellationToken);
        return listed.IsSuccess ? (listed.Value.Items, "") : (null, listed.Error.Message);
    }

    private static (bool Ready, string Detail) OfCluster(
        string name,
        (IReadOnlyList<KubeObject>? Items, string Error) clusters,
        bool running
    )
    {
        if (!running)
            return (false, "");
        if (clusters.Items is null)
            return (false, clusters.Error);
        if (clusters.Items.FirstOrDefault(c => c.Name == name) is not { } cluster)
            return (false, "the cluster is not registered");
        var (status, message) = ClusterReadiness.Of(cluster);
        return (status == "True", status == "True" ? "" : message);
    }
}
