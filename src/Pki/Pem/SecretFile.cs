using System.Text;

namespace Pangea.Pki;

/// <summary>
/// Files that hold keys or kubeconfigs: readable by their owner alone (mode 0600), and replaced as a whole, so that a reader sees the old
/// or the new content and never a part, also when the machine stops in between.
/// </summary>
public static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a text; the directory must exist. One writer a file at a time.</summary>
    /// <exception cref="IOException">It could not be written; the old content is still there.</exception>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var temporary = path + ".new";
        // What a crash left behind may have another mode: the mode below counts only for a file that is created.
        File.Delete(temporary);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        var stream = new FileStream(temporary, options);
        await using (stream)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Reads a text; null when there is no such file.</summary>
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public static async Task<string?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
