using System.Formats.Tar;
using System.IO.Compression;
using Pangea.Kube.Storage.Sqlite;

namespace Pangea.Cli;

/// <summary>
/// A fleet in one file: a compressed tar archive of the servers' states, each as it was at one moment, and of everything else that makes the fleet what it
/// is. It holds keys and Secrets, and is its owner's alone.
/// </summary>
internal static class BackupArchive
{
    private const string StatePrefix = "state/";

    /// <summary>Writes a backup of a fleet, which may be running.</summary>
    /// <param name="directory">The fleet.</param>
    /// <param name="archive">The file, which does not exist.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancellationToken">Ends it; nothing is left.</param>
    /// <exception cref="CommandFailedException">It cannot be made; nothing is left.</exception>
    public static async Task<BackupIndex> WriteAsync(
        FleetDirectory directory,
        string archive,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var plan =
            await PlanFile.ReadAsync(directory, cancellationToken)
            ?? throw new CommandFailedException($"there is no fleet in {directory.Shown}");
        if (Path.Exists(archive))
            throw new CommandFailedException($"{archive} exists: choose another name, or remove it");
        var partial = archive + ".partial";
        if (Path.Exists(partial))
            throw new CommandFailedException($"{partial} is left from a backup that was interrupted: remove it");
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(archive))))
            throw new CommandFailedException($"the directory of {archive} does not exist: create it");
        FleetDirectory.CreateOwned(partial);
        try
        {
            var made = clock.GetUtcNow();
            var states = new List<BackedUpState>();
            foreach (var (role, _) in plan.Servers)
            {
                cancellationToken.ThrowIfCancellationRequested();
                states.Add(new(role, SqliteBackup.Copy(directory.StateFile(role), StateIn(partial, role))));
            }
            var index = new BackupIndex(made, ProgramVersion.Text, [.. states]);
            var whole = Path.Combine(partial, "archive");
            await using (var file = CreatePrivate(whole))
            {
                await using (var zipped = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
                await using (var tar = new TarWriter(zipped, leaveOpen: true))
                {
                    using var json = new MemoryStream(index.ToJson().ToArray());
                    await tar.WriteEntryAsync(
                        new PaxTarEntry(TarEntryType.RegularFile, BackupIndex.FileName) { DataStream = json },
                        cancellationToken
                    );
                    foreach (var name in directory.Belongings())
                        await tar.WriteEntryAsync(Path.Combine(directory.Path, name), name, cancellationToken);
                    foreach (var (role, _) in states)
                        await tar.WriteEntryAsync(StateIn(partial, role), StateName(role), cancellationToken);
                }
                file.Flush(flushToDisk: true);
            }
            File.Move(whole, archive, overwrite: false);
            return index;
        }
        finally
        {
            Directory.Delete(partial, recursive: true);
        }
    }

    /// <summary>Makes a fleet of a backup, in a directory that is new or empty.</summary>
    /// <param name="archive">The file.</param>
    /// <param name="directory">Where the fleet is to be.</param>
    /// <param name="cancellationToken">Ends it; nothing is left.</param>
    /// <exception cref="CommandFailedException">It cannot be restored; nothing is left.</exception>
    public static async Task<BackupIndex> ReadAsync(
        string archive,
        FleetDirectory directory,
        CancellationToken cancellationToken
    )
    {
        if (!File.Exists(archive))
            throw new CommandFailedException($"{archive} does not exist");
        if (File.Exists(directory.Path))
            throw new CommandFailedException($"{directory.Shown} is a file: choose a directory with --dir");
        if (Directory.Exists(directory.Path) && Directory.EnumerateFileSystemEntries(directory.Path).Any())
            throw new CommandFailedException(
                $"{directory.Shown} is not empty: a backup is restored to a new or an empty directory"
            );
        var partial = new FleetDirectory(directory.Path + ".partial");
        if (Path.Exists(partial.Path))
            throw new CommandFailedException(
                $"{partial.Path} is left from a restoration that was interrupted: remove it"
            );
        try
        {
            partial.Create();
            var index = await ExtractAsync(archive, partial, cancellationToken);
            await CheckAsync(archive, index, partial, cancellationToken);
            foreach (var (role, _) in index.States)
                SqliteBackup.Restore(partial.StateFile(role));
            if (Directory.Exists(directory.Path))
                Directory.Delete(directory.Path);
            Directory.Move(partial.Path, directory.Path);
            return index;
        }
        finally
        {
            if (Directory.Exists(partial.Path))
                Directory.Delete(partial.Path, recursive: true);
        }
    }

    private static async Task<BackupIndex> ExtractAsync(
        string archive,
        FleetDirectory into,
        CancellationToken cancellationToken
    )
    {
        BackupIndex? index = null;
        try
        {
            await using var file = File.OpenRead(archive);
            await using var zipped = new GZipStream(file, CompressionMode.Decompress);
            await using var tar = new TarReader(zipped);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (index is null)
                    index = await ReadIndexAsync(archive, entry, cancellationToken);
                else
                    await ExtractAsync(entry, PlaceOf(archive, entry, index, into), cancellationToken);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new CommandFailedException($"{archive} is no backup of pangea, or damaged: {e.Message}", e);
        }
        return index ?? throw new CommandFailedException($"{archive} is no backup of pangea: it is empty");
    }

    private static async Task<BackupIndex> ReadIndexAsync(
        string archive,
        TarEntry entry,
        CancellationToken cancellationToken
    )
    {
        const int most = 1024 * 1024;
        if (entry.Name != BackupIndex.FileName || entry.DataStream is null || entry.Length > most)
            throw new CommandFailedException(
                $"{archive} is no backup of pangea: it does not begin with {BackupIndex.FileName}"
            );
        using var json = new MemoryStream();
        await entry.DataStream.CopyToAsync(json, cancellationToken);
        return BackupIndex.Read(json.GetBuffer().AsSpan(0, (int)json.Length), archive);
    }

    private static async Task ExtractAsync(TarEntry entry, string place, CancellationToken cancellationToken)
    {
        await using var file = CreatePrivate(place);
        if (entry.DataStream is { } data)
            await data.CopyToAsync(file, cancellationToken);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Where an entry goes: nothing but what a backup holds goes anywhere.</summary>
    private static string PlaceOf(string archive, TarEntry entry, BackupIndex index, FleetDirectory into)
    {
        if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
        {
            if (FleetDirectory.IsBelonging(entry.Name))
                return into.PlaceOf(entry.Name);
            foreach (var (role, _) in index.States)
            {
                if (entry.Name == StateName(role))
                    return into.StateFile(role);
            }
        }
        throw new CommandFailedException($"{archive} is no backup of pangea: it holds {entry.Name}");
    }

    private static async Task CheckAsync(
        string archive,
        BackupIndex index,
        FleetDirectory extracted,
        CancellationToken cancellationToken
    )
    {
        var plan =
            await PlanFile.ReadAsync(extracted, cancellationToken)
            ?? throw new CommandFailedException($"{archive} is incomplete: it does not say what the fleet is made of");
        var missing = plan
            .Servers.Select(s => s.Role)
            .Where(r => index.States.All(s => s.Role != r) || !File.Exists(extracted.StateFile(r)))
            .ToList();
        if (missing.Count > 0)
            throw new CommandFailedException($"{archive} is incomplete: the state of {missing[0]} is missing");
    }

    private static string StateName(RoleName role) => $"{StatePrefix}{role.FileName}.db";

    private static string StateIn(string folder, RoleName role) => Path.Combine(folder, role.FileName + ".db");

    private static FileStream CreatePrivate(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(path, options);
    }
}
