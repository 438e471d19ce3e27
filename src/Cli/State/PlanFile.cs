using System.Text;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Cli;

/// <summary>Reads and writes a fleet's description, <c>fleet.json</c>.</summary>
internal static class PlanFile
{
    // Raised when an older program could not run what is written here.
    private const long FormatVersion = 1;

    /// <summary>Reads the description; null when there is none.</summary>
    /// <exception cref="CommandFailedException">It cannot be read, or a newer program wrote it.</exception>
    public static async Task<FleetPlan?> ReadAsync(FleetDirectory directory, CancellationToken cancellationToken)
    {
        if (await SecretFile.ReadAsync(directory.PlanFile, cancellationToken) is not { } text)
            return null;
        MapValue root;
        try
        {
            root = JsonText.ParseMap(Encoding.UTF8.GetBytes(text));
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
        {
            throw Unreadable(directory, e.Message);
        }
        if (root.Integer("formatVersion") is not { } version)
            throw Unreadable(directory, "it has no formatVersion");
        if (version > FormatVersion)
            throw new CommandFailedException(
                $"the fleet in {directory.Shown} was made by a newer pangea (its format is {version}, this one knows {FormatVersion}): "
                    + "run it with that one, or choose another --dir"
            );
        var hubPort = root.Map("hub")?.Integer("port");
        var plan = new FleetPlan
        {
            HubPort = (int?)hubPort,
            Bind = root.Text("bind") ?? "",
            Hosts = [.. root.Texts("hosts")],
            Clusters =
            [
                .. root.Maps("clusters")
                    .Select(c => new ClusterPlan(
                        c.Text("name") ?? "",
                        c.Text("region") ?? "",
                        (int)(c.Integer("port") ?? 0)
                    )
                    {
                        Nodes = (int)(c.Integer("nodes") ?? 0),
                        Runtime = c.Text("runtime") ?? "",
                    }),
            ],
        };
        if (
            plan.Servers.Any(s => s.Port is <= 0 or > 65535)
            || !System.Net.IPAddress.TryParse(plan.Bind, out _)
            || plan.Clusters.Any(c => ClusterNames.Error(c.Name) is not null || !PodRuntimes.IsKnown(c.Runtime))
            || !plan.Servers.Any()
        )
            throw Unreadable(directory, "a name, a port or an address in it is not valid");
        return plan;
    }

    /// <summary>Writes the description, as the last step of making a fleet.</summary>
    public static Task WriteAsync(FleetDirectory directory, FleetPlan plan, CancellationToken cancellationToken) =>
        SecretFile.WriteAsync(
            directory.PlanFile,
            Encoding.UTF8.GetString(ToValue(plan).ToJson().Span) + "\n",
            cancellationToken
        );

    private static MapValue ToValue(FleetPlan plan) =>
        MapValue.Of(
            ("formatVersion", FormatVersion),
            ("hub", plan.HubPort is { } port ? MapValue.Of(("port", port)) : null),
            ("bind", plan.Bind),
            ("hosts", plan.Hosts.IsEmpty ? null : ListValue.OfTexts(plan.Hosts)),
            (
                "clusters",
                ListValue.From(
                    plan.Clusters.Select(
                        Value (c) =>
                            MapValue.Of(
                                ("name", c.Name),
                                ("region", c.Region),
                                ("port", c.Port),
                                ("nodes", c.Nodes),
                                ("runtime", c.Runtime)
                            )
                    )
                )
            )
        );

    private static CommandFailedException Unreadable(FleetDirectory directory, string why) =>
        new(
            $"{directory.PlanFile} cannot be read ({why}): restore it, or delete the fleet with `pangea down --purge --dir {directory.Shown}`"
        );
}
