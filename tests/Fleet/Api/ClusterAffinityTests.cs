using CsCheck;
using Pangea.Fleet.Fixtures;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api.Tests;

public class ClusterAffinityTests
{
    private static readonly ClusterTraits Eu = new("eu", MapValue.Of(("tier", "gold")), "p1", "europe", ["e1", "e2"]);

    private static bool Matches(ClusterAffinity? affinity) => new ClusterAffinityMatcher(affinity).Matches(Eu);

    private static ClusterAffinity Field(string key, string op, params string[] values) =>
        new()
        {
            FieldSelector = new()
            {
                MatchExpressions =
                [
                    new()
                    {
                        Key = key,
                        Operator = op,
                        Values = values,
                    },
                ],
            },
        };

    [Fact]
    public void No_affinity_and_an_empty_one_select_every_cluster()
    {
        Assert.True(Matches(null));
        Assert.True(Matches(new()));
    }

    [Fact]
    public void Exclusion_wins_over_names()
    {
        Assert.True(Matches(new() { ClusterNames = ["eu"] }));
        Assert.False(Matches(new() { ClusterNames = ["eu"], ExcludeClusters = ["eu"] }));
        Assert.False(Matches(new() { ClusterNames = ["us"] }));
    }

    [Fact]
    public void All_parts_must_hold()
    {
        var gold = new LabelSelectorSpec { MatchLabels = MapValue.Of(("tier", "gold")) };
        Assert.True(Matches(new() { LabelSelector = gold, ClusterNames = ["eu"] }));
        Assert.False(Matches(new() { LabelSelector = gold, ClusterNames = ["us"] }));
        Assert.False(Matches(Field("region", "In", "asia") with { LabelSelector = gold }));
    }

    [Fact]
    public void A_zone_requirement_looks_at_every_zone()
    {
        Assert.True(Matches(Field("zone", "In", "e2", "x")));
        Assert.False(Matches(Field("zone", "In", "x")));
        Assert.False(Matches(Field("zone", "NotIn", "e2")));
        Assert.True(Matches(Field("zone", "NotIn", "x")));
    }

    [Fact]
    public void Provider_and_region_are_compared()
    {
        Assert.True(Matches(Field("provider", "In", "p1")));
        Assert.True(Matches(Field("region", "NotIn", "asia")));
        Assert.False(Matches(Field("region", "NotIn", "europe")));
    }

    [Fact]
    public void The_deprecated_zone_counts_when_there_are_no_zones()
    {
        var cluster = new KubeObject(
            JsonText.ParseMap("""{"metadata":{"name":"eu"},"spec":{"zone":"e9","region":"europe"}}"""u8)
        );
        Assert.Equal(["e9"], ClusterTraits.Of(cluster).Zones);
        Assert.Empty(ClusterTraits.Of(Golden.Read("cluster-eu")).Zones);
    }

    [Fact]
    public void Excluding_a_cluster_never_selects_it() =>
        Placements.Affinity.Sample(
            a => !Matches(a with { ExcludeClusters = [.. a.ExcludeClusters, "eu"] }),
            iter: Gens.Cases
        );
}
