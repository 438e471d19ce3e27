namespace Pangea.Tests.Tools;

/// <summary>
/// The real clients that <c>eng/install-kubernetes-tools</c> put into <c>artifacts/tools</c>: a folder a version, with the program
/// <c>kubectl</c> and, except for the version a machine brings itself, <c>helm</c>.
/// </summary>
internal sealed record KubernetesTools(Version Version, string Folder)
{
    /// <summary>What is installed, the oldest first.</summary>
    public static IReadOnlyList<KubernetesTools> Installed { get; } = Find();

    /// <summary>The newest installed version.</summary>
    public static KubernetesTools Newest => Installed[^1];

    /// <summary>The folder of our charts for <c>helm</c>.</summary>
    public static string Charts => Path.Combine(Repository.Root, "tests", "Tools", "Charts");

    /// <summary>Whether there is a <c>helm</c> beside this kubectl.</summary>
    public bool HasHelm => File.Exists(Path.Combine(Folder, "helm"));

    private static KubernetesTools[] Find()
    {
        var tools = Path.Combine(Repository.Root, "artifacts", "tools");
        KubernetesTools[] found = Directory.Exists(tools)
            ?
            [
                .. Directory
                    .GetDirectories(tools, "kubectl-*")
                    .Where(folder => File.Exists(Path.Combine(folder, "kubectl")))
                    .Select(folder => new KubernetesTools(Version.Parse(folder.Split("kubectl-")[^1]), folder))
                    .OrderBy(t => t.Version),
            ]
            : [];
        return found.Length > 0
            ? found
            : throw new InvalidOperationException($"no kubectl in {tools}: run eng/install-kubernetes-tools");
    }
}
