using Pangea.Fleet.Api;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>Creates the namespaces the hub keeps its own things in. Running it again changes nothing.</summary>
internal static class HubBootstrap
{
    public static async Task RunAsync(HubParts hub, CancellationToken cancellationToken)
    {
        foreach (var name in new[] { FleetNamespaces.System, FleetNamespaces.Cluster })
        {
            var space = MapValue.Of(
                ("apiVersion", "v1"),
                ("kind", "Namespace"),
                ("metadata", MapValue.Of(("name", name)))
            );
            var made = await hub.Api.CreateAsync(
                FleetResources.Namespaces,
                new(space),
                WriteOptions.None,
                cancellationToken
            );
            if (!made.IsSuccess && !made.Is(StatusReason.AlreadyExists))
                throw new InvalidOperationException($"the hub could not create its namespace {name}: {made.Error}");
        }
    }
}
