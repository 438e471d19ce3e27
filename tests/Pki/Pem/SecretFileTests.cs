namespace Pangea.Pki.Tests;

public sealed class SecretFileTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("pki-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task A_secret_is_readable_by_its_owner_alone_also_when_it_replaces_an_open_file()
    {
        var path = Path.Combine(directory, "key.pem");
        await File.WriteAllTextAsync(path, "old");
        await File.WriteAllTextAsync(path + ".new", "left over by a crash, and longer than what comes now");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
            File.SetUnixFileMode(path + ".new", (UnixFileMode)0b110_110_110);
        }

        await SecretFile.WriteAsync(path, "secret", CancellationToken.None);

        Assert.Equal("secret", await SecretFile.ReadAsync(path, CancellationToken.None));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFiles(directory));
    }

    [Fact]
    public async Task What_is_not_there_reads_as_nothing()
    {
        Assert.Null(await SecretFile.ReadAsync(Path.Combine(directory, "none"), CancellationToken.None));
        Assert.Null(await SecretFile.ReadAsync(Path.Combine(directory, "no", "ne"), CancellationToken.None));
    }

    [Fact]
    public async Task A_write_that_cannot_be_done_leaves_the_old_content()
    {
        var path = Path.Combine(directory, "key.pem");
        await SecretFile.WriteAsync(path, "old", CancellationToken.None);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            SecretFile.WriteAsync(path, "new", cancelled.Token)
        );

        Assert.Equal("old", await SecretFile.ReadAsync(path, CancellationToken.None));
    }
}
