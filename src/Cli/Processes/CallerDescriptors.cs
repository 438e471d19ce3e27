using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Pangea.Cli;

/// <summary>
/// All descriptors of this process that lead to its caller: the standard ones, and the copies that the runtime and the console make of them
/// before and while the program runs.
/// </summary>
internal sealed class CallerDescriptors
{
    private const string Own = "/proc/self/fd";

    // What each standard descriptor leads to, such as "pipe:[4711]"; empty where the system does not tell.
    private readonly string[] targets;

    private CallerDescriptors(string[] targets) => this.targets = targets;

    /// <summary>Finds out where the standard descriptors lead now.</summary>
    public static CallerDescriptors Find() => new([Target($"{Own}/0"), Target($"{Own}/1"), Target($"{Own}/2")]);

    /// <summary>
    /// Makes a standard descriptor, and all copies of it, other names of an open file. They are replaced and not closed: who made a copy
    /// may still use its number.
    /// </summary>
    public void Replace(int standard, SafeFileHandle file)
    {
        Native.Redirect(file, standard);
        if (targets[standard].Length == 0)
            return;
        foreach (var entry in Directory.GetFileSystemEntries(Own))
        {
            if (
                Target(entry) == targets[standard]
                && int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out var descriptor)
                && descriptor > 2
            )
                Native.Redirect(file, descriptor);
        }
    }

    private static string Target(string entry)
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ResolveLinkTarget(entry, returnFinalTarget: false)?.Name ?? "" : "";
        }
        catch (IOException)
        {
            // It was closed meanwhile.
            return "";
        }
    }
}
