using Pangea.Kube.Storage.Sqlite;
using Pangea.Tests.Tools;

namespace Pangea.Conformance.Tests;

/// <summary>An API server of a cluster answers kubectl as Kubernetes does: see the transcripts in <c>Scenarios/Cluster</c>.</summary>
public sealed class ClusterTests
{
    public static IEnumerable<TheoryDataRow<string, string>> All => Scenarios.Of("Cluster");

    [Theory]
    [MemberData(nameof(All))]
    public Task A_cluster_answers_kubectl(string scenario, string version) =>
        Scenarios.PlayAsync(Serves.Cluster, scenario, version);

    [Fact]
    public async Task A_cluster_on_disk_answers_the_same()
    {
        var folder = Directory.CreateTempSubdirectory("conformance-store-");
        try
        {
            await using var store = await SqliteStore.OpenAsync(
                new() { Path = Path.Combine(folder.FullName, "state") },
                default
            );
            await Scenarios.PlayAsync(Serves.Cluster, "Cluster/writing.t", $"{KubernetesTools.Newest.Version}", store);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
