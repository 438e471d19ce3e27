using SQLitePCL;

namespace Pangea.Kube.Storage.Sqlite;

/// <summary>What SQLite said no to. It never leaves the store: at its edge it becomes one of the contract's exceptions.</summary>
internal sealed class SqliteFailure(int code, string message) : Exception(message)
{
    /// <summary>The primary result code, for instance SQLITE_FULL.</summary>
    public int Code { get; } = code & 0xFF;

    /// <summary>The file's content is not (any more) what SQLite wrote.</summary>
    public bool IsDamage => Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    public StoreUnavailableException AsUnavailable(string path, string action) =>
        new($"cannot {action} {path}: {Message}{Advice}", this);

    private string Advice =>
        Code switch
        {
            raw.SQLITE_FULL => "; free some space on the disk",
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "; restore a backup",
            _ => "",
        };
}
