namespace Pangea.Cli;

/// <summary>
/// Tells a live fleet from a dead one: whoever runs a fleet holds a lock (flock) on a file in its directory, which ends with the process, however
/// that dies. Processes that run single roles on its behalf share a second one, so that a new fleet waits for those of an old one to end.
/// </summary>
internal sealed class FleetLock : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly FileStream file;

    private FleetLock(FileStream file) => this.file = file;

    /// <summary>Takes a directory for this process.</summary>
    /// <exception cref="CommandFailedException">Another process has it.</exception>
    public static async Task<FleetLock> TakeAsync(
        FleetDirectory directory,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        // Who only looks whether a fleet lives holds the lock for a moment.
        if (await TryAsync(directory.LockFile, FileShare.None, tries: 10, clock, cancellationToken) is not { } file)
        {
            var run = await RunRecord.ReadAsync(directory, cancellationToken);
            var by = run is null ? "" : $" (process {run.Pid})";
            throw new CommandFailedException(
                $"{directory.Shown} is in use by a live fleet{by}: stop it with `pangea down --dir {directory.Shown}`, or choose another --dir"
            );
        }
        var roles = await TryAsync(directory.RolesLockFile, FileShare.None, tries: 300, clock, cancellationToken);
        if (roles is null)
        {
            await file.DisposeAsync();
            throw new CommandFailedException(
                $"processes of the fleet that ran in {directory.Shown} before have not ended yet: try again, or end them"
            );
        }
        await roles.DisposeAsync();
        return new(file);
    }

    /// <summary>Takes the lock of processes that run a role of a fleet that another process holds.</summary>
    /// <exception cref="IOException">It cannot be had.</exception>
    public static IDisposable TakeForRole(FleetDirectory directory) => Open(directory.RolesLockFile, FileShare.Read);

    /// <summary>Whether a process runs this fleet.</summary>
    public static bool IsHeld(FleetDirectory directory)
    {
        try
        {
            using var look = new FileStream(directory.LockFile, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static async Task<FileStream?> TryAsync(
        string path,
        FileShare share,
        int tries,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        for (var left = tries; ; left--)
        {
            try
            {
                return Open(path, share);
            }
            catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
            {
                if (left <= 1)
                    return null;
            }
            await Task.Delay(Step, clock, cancellationToken);
        }
    }

    private static FileStream Open(string path, FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = share == FileShare.None ? FileAccess.ReadWrite : FileAccess.Read,
            Share = share,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(path, options);
    }
}
