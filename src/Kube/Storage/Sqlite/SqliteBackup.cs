using SQLitePCL;

namespace Pangea.Kube.Storage.Sqlite;

/// <summary>Copies of states: taken while a store uses them, also by another process, and made into states again.</summary>
public static class SqliteBackup
{
    /// <summary>
    /// By so much the revision of a restored state is ahead of what it was: more than any server writes between a backup and its loss, so that no
    /// revision that was ever handed out is handed out again for something else.
    /// </summary>
    public const long RevisionsAhead = 1_000_000_000;

    /// <summary>
    /// Copies a state as it is at one moment: everything that was acknowledged before the call, and no transaction in part. Writers go on; their log
    /// grows meanwhile. Blocks on the disk.
    /// </summary>
    /// <param name="statePath">The state.</param>
    /// <param name="copyPath">The copy, a new file that its owner alone may read.</param>
    /// <returns>The revision of the copy.</returns>
    /// <exception cref="StateUnusableException">There is no state, or it cannot be read, or the copy cannot be written.</exception>
    public static long Copy(string statePath, string copyPath)
    {
        if (!File.Exists(statePath))
        {
            throw new StateUnusableException($"{statePath} does not exist: there is nothing to copy");
        }
        try
        {
            using var source = new Database(statePath, readOnly: true);
            StateFile.Check(source, statePath);
            StateLock.OpenOrCreatePrivate(copyPath, FileShare.ReadWrite).Dispose();
            using var copy = new Database(copyPath, readOnly: false);
            copy.CopyFrom(source);
            return StateFile.NewestRevision(copy);
        }
        catch (SqliteFailure e)
        {
            throw new StateUnusableException($"{statePath} cannot be copied to {copyPath}: {e.Message}", e);
        }
    }

    /// <summary>
    /// Makes a copy into a state that a store can open: it is checked for damage, history is dropped, and the revision is moved on by
    /// <see cref="RevisionsAhead"/>, so that watches which know later changes than the copy are told to list again instead of being given wrong ones.
    /// </summary>
    /// <returns>The revision of the state.</returns>
    /// <exception cref="StateUnusableException">It is no state, or damaged.</exception>
    public static long Restore(string path)
    {
        try
        {
            using var database = new Database(path, readOnly: false);
            StateFile.Check(database, path);
            if (database.Number("SELECT count(*) FROM pragma_quick_check WHERE quick_check <> 'ok'") > 0)
            {
                throw Damaged(path, null);
            }
            var revision = StateFile.NewestRevision(database) + RevisionsAhead;
            database.Execute(
                $"""
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                BEGIN IMMEDIATE;
                DELETE FROM log;
                DELETE FROM value WHERE id NOT IN (SELECT id FROM current);
                UPDATE meta SET number = {revision} WHERE name = 'compacted';
                COMMIT;
                """
            );
            database.Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE);
            return revision;
        }
        catch (SqliteFailure e) when (e.IsDamage)
        {
            throw Damaged(path, e);
        }
        catch (SqliteFailure e)
        {
            throw new StateUnusableException($"{path} cannot be restored: {e.Message}", e);
        }
    }

    private static StateUnusableException Damaged(string path, SqliteFailure? cause) =>
        new($"{path} is damaged{(cause is null ? "" : $" ({cause.Message})")}: use another backup", cause);
}
