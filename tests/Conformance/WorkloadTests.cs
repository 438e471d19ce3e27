namespace Pangea.Conformance.Tests;

/// <summary>A whole cluster, with controllers and nodes, does what kubectl asks for: see the transcripts in <c>Scenarios/Workloads</c>.</summary>
public sealed class WorkloadTests
{
    public static IEnumerable<TheoryDataRow<string, string>> All => Scenarios.Of("Workloads");

    [Theory]
    [MemberData(nameof(All))]
    public Task A_cluster_with_nodes_serves_kubectl(string scenario, string version) =>
        Scenarios.PlayAsync(Serves.Nodes, scenario, version);
}
