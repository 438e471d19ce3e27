using System.Diagnostics;

namespace Pangea.Cli;

/// <summary>Starts this program again, as another process.</summary>
internal static class OwnProgram
{
    /// <summary>
    /// Starts it with other arguments; its standard streams are pipes to this process, and no other descriptor passes to it.
    /// </summary>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static Process Start(params IEnumerable<string> arguments)
    {
        Native.KeepDescriptors();
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Run as `dotnet pangea.dll`, the program is the first argument of its host.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "pangea.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException($"a process cannot be started: {e.Message}", e);
        }
    }
}
