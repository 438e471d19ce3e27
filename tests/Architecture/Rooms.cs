namespace Pangea.Architecture.Tests;

/// <summary>The table of docs/architecture.md: each room and those it uses itself.</summary>
internal static class Rooms
{
    /// <summary>Rooms by the names of their assemblies, each with what it may refer to.</summary>
    public static IReadOnlyDictionary<string, string[]> Uses { get; } =
        new SortedDictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["Pangea.Kube.Objects"] = [],
            ["Pangea.Kube.Storage"] = [],
            ["Pangea.Pki"] = [],
            ["Pangea.Kube.Schema"] = ["Pangea.Kube.Objects"],
            ["Pangea.Kube.Client"] = ["Pangea.Kube.Objects"],
            ["Pangea.Kube.Apply"] = ["Pangea.Kube.Schema"],
            ["Pangea.Kube.ApiServer"] =
            [
                "Pangea.Kube.Storage",
                "Pangea.Kube.Apply",
                "Pangea.Kube.Schema",
                "Pangea.Kube.Client",
                "Pangea.Pki",
            ],
            ["Pangea.Kube.Controllers"] = ["Pangea.Kube.Client", "Pangea.Pki"],
            ["Pangea.Kube.Cluster"] = ["Pangea.Kube.ApiServer", "Pangea.Kube.Controllers", "Pangea.Kube.Client"],
            ["Pangea.Fleet.Api"] = ["Pangea.Kube.Objects"],
            ["Pangea.Fleet.Scheduling"] = ["Pangea.Fleet.Api"],
            ["Pangea.Fleet.Interpreter"] = ["Pangea.Fleet.Api"],
            ["Pangea.Fleet.Agent"] = ["Pangea.Fleet.Interpreter", "Pangea.Kube.Client", "Pangea.Pki"],
            ["Pangea.Fleet.Hub"] =
            [
                "Pangea.Fleet.Scheduling",
                "Pangea.Fleet.Interpreter",
                "Pangea.Fleet.Agent",
                "Pangea.Kube.ApiServer",
                "Pangea.Kube.Controllers",
                "Pangea.Pki",
            ],
            ["pangea"] = ["Pangea.Fleet.Hub", "Pangea.Kube.Cluster"],
        };

    /// <summary>A room with all it reaches: what comes with a room that is used may be used too.</summary>
    public static IReadOnlySet<string> Reachable(string room)
    {
        var reached = new SortedSet<string>(StringComparer.Ordinal) { room };
        foreach (var used in Uses[room])
            reached.UnionWith(Reachable(used));
        return reached;
    }
}
