using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pangea.Cli;

/// <summary>What the framework has no words for: sessions, descriptors, signals to other processes.</summary>
internal static partial class Native
{
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;
    private const int Terminate = 15;

    // Linux' numbers.
    private const int WriteOnly = 0x1;
    private const int Create = 0x40;
    private const int Append = 0x400;
    private const int CloseInChildren = 0x80000;
    private const int OwnerReadWrite = 0b110_000_000;

    /// <summary>The number of the user; 0 where there is none.</summary>
    public static uint UserId() => OperatingSystem.IsWindows() ? 0 : GetEUid();

    /// <summary>Leaves the caller's session and terminal.</summary>
    public static void LeaveSession() => _ = SetSid();

    /// <summary>Makes a standard descriptor (0, 1 or 2) another name of an open file; what it was before is closed.</summary>
    public static void Redirect(SafeFileHandle file, int descriptor)
    {
        if (Dup2((int)file.DangerousGetHandle(), descriptor) < 0)
            throw new IOException($"descriptor {descriptor} cannot be redirected");
    }

    /// <summary>
    /// Lets no descriptor but the standard ones pass to processes that this one starts: the framework opens its own so, but those that the
    /// caller of this program had open for inheritance would pass on.
    /// </summary>
    public static void KeepDescriptors()
    {
        if (!OperatingSystem.IsLinux())
            return;
        foreach (var entry in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            if (
                int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out var descriptor)
                && descriptor > 2
            )
                _ = Fcntl(descriptor, SetDescriptorFlags, CloseOnExec);
        }
    }

    /// <summary>
    /// Opens a file so that each write goes to its end, whoever else writes to it; created for the user alone where it is absent. (The framework's own
    /// mode for that remembers an end of its own.)
    /// </summary>
    public static SafeFileHandle OpenToAppend(string path)
    {
        if (!OperatingSystem.IsLinux())
            return File.OpenHandle(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var descriptor = Open(path, WriteOnly | Create | Append | CloseInChildren, OwnerReadWrite);
        return descriptor >= 0
            ? new((nint)descriptor, ownsHandle: true)
            : throw new IOException($"{path} cannot be written to: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Asks a process to end in order; false when there is none.</summary>
    public static bool AskToEnd(int pid) => Kill(pid, Terminate) == 0;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEUid();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSid();

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Dup2(int from, int to);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
