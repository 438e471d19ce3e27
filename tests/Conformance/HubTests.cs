namespace Pangea.Conformance.Tests;

/// <summary>The hub answers kubectl for the fleet's kinds as Karmada does: see the transcripts in <c>Scenarios/Hub</c>.</summary>
public sealed class HubTests
{
    public static IEnumerable<TheoryDataRow<string, string>> All => Scenarios.Of("Hub");

    [Theory]
    [MemberData(nameof(All))]
    public Task The_hub_answers_kubectl(string scenario, string version) =>
        Scenarios.PlayAsync(Serves.Hub, scenario, version);
}
