using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Pangea.Cli;

/// <summary>What is told when a fleet is ready: where everything is, and what to type next.</summary>
/// <param name="Directory">Where it is kept.</param>
/// <param name="Plan">What it is made of.</param>
/// <param name="Ready">When each role was ready, since the command began.</param>
internal sealed record FleetSummary(
    FleetDirectory Directory,
    FleetPlan Plan,
    ImmutableSortedDictionary<RoleName, TimeSpan> Ready
)
{
    // What a shell would not take as it stands.
    private static readonly SearchValues<char> Special = SearchValues.Create(" '\"$\\*?&;|<>()`");

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        var table = new TextTable("CLUSTER", "REGION", "API ENDPOINT", "KUBECONFIG", "READY IN");
        foreach (var (server, _) in Plan.Servers)
        {
            var isHub = server.Kind == RoleKind.Hub;
            // A cluster is ready when the hub says so; one that stands alone, when it serves.
            var last = Plan.HubPort is not null && !isHub ? RoleName.OfAgent(server.Cluster) : server;
            table.Add(
                isHub ? "(hub)" : server.Cluster,
                isHub ? "-" : Plan.Cluster(server.Cluster).Region,
                Plan.Url(server),
                Show(Directory.Kubeconfig(server)),
                Ready.TryGetValue(last, out var elapsed)
                    ? string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0.0} s")
                    : "-"
            );
        }
        text.Append(table).Append('\n').Append("Next:\n");
        foreach (var command in Commands())
            text.Append("  ").Append(command).Append('\n');
        return text.ToString();
    }

    private IEnumerable<string> Commands()
    {
        var dir = Directory.Shown == FleetDirectory.Default ? "" : $" --dir {Quote(Directory.Shown)}";
        if (Plan.HubPort is not null)
        {
            yield return $"export KUBECONFIG={Quote(Directory.HubKubeconfig)}";
            yield return "kubectl get clusters";
            yield return "kubectl apply -f examples/hello.yaml -f examples/policy.yaml";
        }
        else
            yield return $"kubectl --kubeconfig={Quote(Show(Directory.Kubeconfig(Plan.Servers.First().Role)))} get nodes";
        yield return "./pangea status" + dir;
        yield return "./pangea down" + dir;
    }

    private string Show(string file) => Path.Combine(Directory.Shown, Path.GetFileName(file));

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(Special) < 0 ? text : "'" + text.Replace("'", "'\\''") + "'";
}
