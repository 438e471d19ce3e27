namespace Pangea.Kube.Storage.Sqlite;

/// <summary>
/// Lets one store at a time use a state: a lock (flock) on the empty file <c>…-lock</c> beside it. The lock ends with the process,
/// however that dies; the file stays.
/// </summary>
/// <remarks>
/// It is a file of its own because closing any descriptor of the state itself would drop the locks that SQLite holds on it for
/// this process, and a refused second store closes one.
/// </remarks>
internal sealed class StateLock : IDisposable
{
    private readonly FileStream _file;
    private readonly bool _created;

    private StateLock(FileStream file, bool created)
    {
        _file = file;
        _created = created;
    }

    /// <summary>Takes the lock.</summary>
    /// <exception cref="StateUnusableException">Another store has it, or the place cannot be written to.</exception>
    public static StateLock Take(string statePath)
    {
        var path = statePath + "-lock";
        var created = !File.Exists(path);
        try
        {
            return new(OpenOrCreatePrivate(path, FileShare.None), created);
        }
        catch (IOException e) when (e is not DirectoryNotFoundException && File.Exists(path))
        {
            throw new StateUnusableException(
                $"{statePath} is in use by another process: stop that one, or choose another path",
                e
            );
        }
    }

    /// <summary>Opens a file that only its owner may read: Secrets are in a state.</summary>
    /// <exception cref="StateUnusableException">The place cannot be written to.</exception>
    public static FileStream OpenOrCreatePrivate(string path, FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = share,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        try
        {
            return new(path, options);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new StateUnusableException($"the directory of {path} does not exist: create it", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StateUnusableException($"{path} cannot be written to: {e.Message}", e);
        }
    }

    /// <summary>Gives the lock back and leaves nothing behind; for a state that is refused.</summary>
    public void Withdraw()
    {
        if (_created)
        {
            File.Delete(_file.Name);
        }
        Dispose();
    }

    public void Dispose() => _file.Dispose();
}
