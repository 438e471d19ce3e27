namespace Pangea.Kube.Storage.Tests.Sqlite;

/// <summary>A directory of its own for a test, removed afterwards.</summary>
internal sealed class StateDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("pangea-storage-");

    public string Path => System.IO.Path.Combine(_directory.FullName, "state.db");

    public IEnumerable<string> Files => _directory.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal);

    public void Dispose() => _directory.Delete(recursive: true);
}
