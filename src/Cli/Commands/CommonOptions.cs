using System.CommandLine;

namespace Pangea.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary>The fleet's directory.</summary>
    public static Option<string> Dir() =>
        new("--dir", "-d")
        {
            Description = "The fleet's directory.",
            HelpName = "DIR",
            DefaultValueFactory = static _ => FleetDirectory.Default,
        };

    /// <summary>The hub's kubeconfig, for fleets that are elsewhere.</summary>
    public static Option<string?> HubKubeconfig() =>
        new("--kubeconfig")
        {
            Description = "The hub's kubeconfig, instead of the one in the fleet's directory.",
            HelpName = "FILE",
        };

    /// <summary>Names for server certificates.</summary>
    public static Option<string[]> Host() =>
        new("--host")
        {
            Description = "A DNS name or address that server certificates bear too; may be given several times.",
            HelpName = "NAME",
        };

    /// <summary>The address to listen at.</summary>
    public static Option<string?> Bind() =>
        new("--bind") { Description = "The address to listen at (default 127.0.0.1).", HelpName = "ADDRESS" };

    /// <summary>Runs in the background.</summary>
    public static Option<bool> Detach() =>
        new("--detach") { Description = "Return when everything is ready, and let it run in the background." };

    /// <summary>For the process in the background itself.</summary>
    public static Option<bool> InBackground() => new(Detachment.Option) { Hidden = true };

    /// <summary>The port of the first server.</summary>
    public static Option<int?> Port(string description) =>
        new("--port", "-p") { Description = description, HelpName = "PORT" };

    /// <summary>How to print.</summary>
    public static Option<string?> Output() =>
        new Option<string?>("--output", "-o") { Description = "Print json instead of text.", HelpName = "json" };

    /// <summary>Whether JSON is asked for.</summary>
    public static bool WantsJson(this ParseResult parsed, Option<string?> output) =>
        parsed.GetValue(output) switch
        {
            null or "" => false,
            "json" => true,
            var other => throw new CommandFailedException($"the output \"{other}\" is unknown; there is: json"),
        };

    /// <summary>The hub's kubeconfig that the options name: the file itself, or the one in the directory.</summary>
    public static string HubKubeconfigOf(this ParseResult parsed, Option<string> dir, Option<string?> kubeconfig)
    {
        if (parsed.GetValue(kubeconfig) is { Length: > 0 } file)
            return file;
        var directory = new FleetDirectory(parsed.GetValue(dir)!);
        if (!directory.HasFleet)
            throw new CommandFailedException(
                $"there is no fleet in {directory.Shown}: start one with `pangea up`, or name a hub with --kubeconfig"
            );
        return File.Exists(directory.HubKubeconfig)
            ? directory.HubKubeconfig
            : throw new CommandFailedException($"the fleet in {directory.Shown} has no hub");
    }
}
