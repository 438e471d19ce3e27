using Pangea.Tests.Tools;

namespace Pangea.Walkthrough.Tests;

/// <summary>The default fleet, raised once for the tests that leave it as they found it.</summary>
[CollectionDefinition(Name)]
public sealed class SharedFleet : IAsyncLifetime, ICollectionFixture<SharedFleet>
{
    public const string Name = "shared fleet";

    internal LocalFleet Fleet { get; } = new(KubernetesTools.Newest);

    public async ValueTask InitializeAsync()
    {
        try
        {
            await Fleet.UpAsync();
        }
        catch
        {
            await Fleet.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Fleet.DisposeAsync();
}
