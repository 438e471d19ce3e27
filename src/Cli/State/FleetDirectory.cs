namespace Pangea.Cli;

/// <summary>
/// Where a fleet keeps everything: the only place that knows the names of its files. The directory is its owner's alone (0700), every file 0600.
/// </summary>
/// <param name="path">The directory, as the user typed it.</param>
internal sealed class FleetDirectory(string path)
{
    /// <summary>The directory when none is given.</summary>
    public const string Default = ".pangea";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // A directory with anything else was not made by us; nothing is put into it, and nothing of it is ever deleted.
    private static readonly string[] OwnFolders = ["agents", "log", "pki", "state"];
    private static readonly string[] OwnFiles = ["fleet.json", "karmada-config", "lock", "roles.lock", "run.json"];
    private const string MemberKubeconfigPrefix = "kubeconfig-";

    /// <summary>The absolute path.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The path for messages: as it was typed.</summary>
    public string Shown => path;

    /// <summary>What the fleet is made of; its presence is what makes a directory a fleet's.</summary>
    public string PlanFile => In("fleet.json");

    /// <summary>Locked by the process that runs the fleet.</summary>
    public string LockFile => In("lock");

    /// <summary>Locked by each process that runs a role on behalf of another.</summary>
    public string RolesLockFile => In("roles.lock");

    /// <summary>Which processes run now.</summary>
    public string RunFile => In("run.json");

    /// <summary>The log of all roles.</summary>
    public string LogFile => In("log", "fleet.log");

    /// <summary>The administrator's kubeconfig of the hub.</summary>
    public string HubKubeconfig => In("karmada-config");

    /// <summary>Whether a fleet is described here.</summary>
    public bool HasFleet => File.Exists(PlanFile);

    /// <summary>The administrator's kubeconfig of a cluster.</summary>
    public string Kubeconfig(string cluster) => In(MemberKubeconfigPrefix + cluster);

    /// <summary>The administrator's kubeconfig of an API server: the hub's or a cluster's.</summary>
    public string Kubeconfig(RoleName role) => role.Kind == RoleKind.Hub ? HubKubeconfig : Kubeconfig(role.Cluster);

    /// <summary>What an API server keeps its objects in.</summary>
    public string StateFile(RoleName role) => In("state", role.FileName + ".db");

    /// <summary>An authority's or key's file of an API server.</summary>
    public string PkiFile(RoleName role, string name) => In("pki", role.FileName, name);

    /// <summary>An agent's own kubeconfig: its certificate at the hub.</summary>
    public string AgentHubKubeconfig(string cluster) => In("agents", cluster + ".hub");

    /// <summary>An agent's kubeconfig of its cluster.</summary>
    public string AgentMemberKubeconfig(string cluster) => In("agents", cluster + ".member");

    /// <summary>
    /// What makes the fleet what it is besides its servers' states, as paths from the directory: its description, its keys, and the credentials for it.
    /// </summary>
    public IEnumerable<string> Belongings() =>
        Directory
            .EnumerateFiles(Path, "*", SearchOption.AllDirectories)
            .Select(f => System.IO.Path.GetRelativePath(Path, f))
            .Where(IsBelonging)
            .Order(StringComparer.Ordinal);

    /// <summary>Whether a path from the directory is one of <see cref="Belongings"/>.</summary>
    public static bool IsBelonging(string name) =>
        name.Split('/') switch
        {
            [var file] => file is "fleet.json" or "karmada-config"
                || file.StartsWith(MemberKubeconfigPrefix, StringComparison.Ordinal),
            ["agents", var file] => IsName(file),
            ["pki", var role, var file] => IsName(role) && IsName(file),
            _ => false,
        };

    /// <summary>The absolute path of one of <see cref="Belongings"/>, whose folder is made.</summary>
    public string PlaceOf(string belonging)
    {
        var place = In(belonging);
        CreateOwned(System.IO.Path.GetDirectoryName(place)!);
        return place;
    }

    /// <summary>Creates the directory and its folders, or takes an empty one.</summary>
    /// <returns>Whether the directory itself was created, and is to be removed when the fleet does not come to be.</returns>
    /// <exception cref="CommandFailedException">Something else is there.</exception>
    public bool Create()
    {
        if (File.Exists(Path))
            throw new CommandFailedException($"{Shown} is a file: choose a directory with --dir");
        var created = !Directory.Exists(Path);
        if (!created && !HasFleet && Foreign() is { } foreign)
            throw new CommandFailedException(
                $"{Shown} holds other things than a fleet ({foreign}): choose an empty or a new directory with --dir"
            );
        CreateOwned(Path);
        foreach (var folder in OwnFolders)
            CreateOwned(In(folder));
        return created;
    }

    /// <summary>Creates the folder of a server's keys.</summary>
    public void CreatePkiFolder(RoleName role) => CreateOwned(In("pki", role.FileName));

    /// <summary>Deletes all that belongs to a fleet, and the directory when nothing else is in it.</summary>
    /// <param name="withDirectory">Whether the directory itself may go.</param>
    public void Delete(bool withDirectory = true)
    {
        // The description goes first: what is left of an interrupted deletion is no fleet any more.
        foreach (var file in OwnFiles)
            File.Delete(In(file));
        foreach (var file in Directory.GetFiles(Path, MemberKubeconfigPrefix + "*"))
            File.Delete(file);
        foreach (var folder in OwnFolders.Select(f => In(f)).Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
        if (withDirectory && !Directory.EnumerateFileSystemEntries(Path).Any())
            Directory.Delete(Path);
    }

    private string? Foreign() =>
        Directory
            .EnumerateFileSystemEntries(Path)
            .Select(System.IO.Path.GetFileName)
            .FirstOrDefault(n => !OwnFiles.Contains(n) && !OwnFolders.Contains(n));

    private static bool IsName(string text) => text.Length > 0 && text is not "." and not "..";

    private string In(params ReadOnlySpan<string> names) => System.IO.Path.Combine([Path, .. names]);

    /// <summary>Creates a folder that is its owner's alone, or makes it so.</summary>
    public static void CreateOwned(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        if (!Directory.Exists(folder))
            Directory.CreateDirectory(folder, OwnerOnly);
        else if (File.GetUnixFileMode(folder) != OwnerOnly)
            File.SetUnixFileMode(folder, OwnerOnly);
    }
}
