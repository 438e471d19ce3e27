using System.Text;
using SQLitePCL;

namespace Pangea.Kube.Storage.Sqlite;

/// <summary>
/// A prepared statement, kept and run again and again: bind, step until false, read columns in between. A statement that is left
/// before its last row must be <see cref="Reset"/>, or it keeps its snapshot open.
/// </summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    private const int StackBytes = 512;

    public void Bind(int index, long value) => Check(raw.sqlite3_bind_int64(handle, index, value));

    public void Bind(int index, ReadOnlySpan<byte> value) =>
        // A span without bytes may be a null pointer, and a null pointer binds NULL.
        Check(
            value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, value)
        );

    public void Bind(int index, string text)
    {
        var bytes = text.Length * 3 <= StackBytes ? stackalloc byte[StackBytes] : new byte[text.Length * 3];
        var length = Encoding.UTF8.GetBytes(text, bytes);
        Check(
            length == 0
                ? raw.sqlite3_bind_text(handle, index, "") // a span without bytes would bind NULL
                : raw.sqlite3_bind_text(handle, index, bytes[..length])
        );
    }

    /// <summary>Binds the end of a range of keys. An empty one is no end: every text is less than every blob.</summary>
    public void BindEnd(int index, string end)
    {
        if (end.Length == 0)
        {
            Bind(index, ReadOnlySpan<byte>.Empty);
        }
        else
        {
            Bind(index, end);
        }
    }

    /// <summary>Goes to the next row; false after the last, and the statement is ready to be bound and run again.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }
        if (code == raw.SQLITE_DONE)
        {
            Reset();
            return false;
        }
        var failure = database.Failure(code);
        Reset();
        throw failure;
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run() => Step();

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public byte[] Bytes(int column) => raw.sqlite3_column_blob(handle, column).ToArray();

    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(handle, column));

    public void Reset() => raw.sqlite3_reset(handle);

    public void Dispose() => handle.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw database.Failure(code);
        }
    }
}
