using Pangea.Kube.Storage.Sqlite;
using Pangea.Kube.Storage.Tests.Conformance;

namespace Pangea.Kube.Storage.Tests.Sqlite;

public sealed class SqliteStoreTests : StoreConformance
{
    private readonly List<StateDirectory> _directories = [];

    protected override int ModelHistories => Long ? 3000 : 60;

    protected override async Task<IStore> OpenNewAsync()
    {
        var directory = new StateDirectory();
        lock (_directories)
        {
            _directories.Add(directory);
        }
        return await SqliteStore.OpenAsync(new() { Path = directory.Path }, Deadline);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directories.ForEach(directory => directory.Dispose());
    }
}
