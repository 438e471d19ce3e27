using Pangea.Fleet.Api;
using Pangea.Kube.Objects;
using static Pangea.Fleet.Interpreter.Tests.Trees;

namespace Pangea.Fleet.Interpreter.Tests;

public class RolloutConditionTests
{
    private static readonly KubeObject Template = Object(
        "apps/v1",
        "Deployment",
        """{"metadata":{"generation":3},"spec":{"replicas":4,"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%","maxSurge":"25%"}}}}"""
    );

    private static AggregatedStatusItem Member(string cluster, long updated, long available, bool healthy) =>
        Item(
            cluster,
            $$"""{"resourceTemplateGeneration":3,"generation":1,"observedGeneration":1,"replicas":{{updated}},"updatedReplicas":{{updated}},"availableReplicas":{{available}}}"""
        ) with
        {
            Health = healthy ? ResourceHealths.Healthy : ResourceHealths.Unhealthy,
        };

    private static string Conditions(KubeObject template, params AggregatedStatusItem[] items) =>
        string.Join(
            ", ",
            StatusAggregation
                .Aggregate(template, items)
                .Status.Maps("conditions")
                .Select(c => $"{c.Text("type")}={c.Text("status")} {c.Text("reason")}")
        );

    [Fact]
    public void A_Deployment_that_is_rolled_out_in_all_clusters_says_so() =>
        Assert.Equal(
            "Available=True MinimumReplicasAvailable, Progressing=True NewReplicaSetAvailable",
            Conditions(Template, Member("a", 1, 1, true), Member("b", 3, 3, true))
        );

    [Fact]
    public void One_cluster_that_is_not_well_keeps_the_rollout_going() =>
        Assert.Equal(
            "Available=True MinimumReplicasAvailable, Progressing=True ReplicaSetUpdated",
            Conditions(Template, Member("a", 1, 1, true), Member("b", 3, 3, false))
        );

    [Fact]
    public void Clusters_that_have_not_got_their_shares_yet_keep_the_rollout_going() =>
        Assert.Equal(
            "Available=False MinimumReplicasUnavailable, Progressing=True ReplicaSetUpdated",
            Conditions(Template, Member("a", 1, 1, true), Member("b", 1, 1, true))
        );

    [Fact]
    public void A_cluster_that_lags_keeps_the_rollout_going()
    {
        var old = Member("b", 3, 3, true);
        Assert.Equal(
            "Available=True MinimumReplicasAvailable, Progressing=True ReplicaSetUpdated",
            Conditions(
                Template,
                Member("a", 1, 1, true),
                old with
                {
                    Status = old.Status!.With("resourceTemplateGeneration", 2),
                }
            )
        );
        Assert.Equal(
            "Available=False MinimumReplicasUnavailable, Progressing=True ReplicaSetUpdated",
            Conditions(Template, Member("a", 1, 1, true), Item("b", null))
        );
    }

    [Theory]
    [InlineData("""{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%","maxSurge":1}}""", 3)]
    [InlineData("""{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"49%","maxSurge":1}}""", 3)]
    [InlineData("""{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":2,"maxSurge":0}}""", 2)]
    [InlineData("""{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":0,"maxSurge":1}}""", 4)]
    [InlineData("""{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":0,"maxSurge":0}}""", 3)]
    [InlineData("""{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":9,"maxSurge":0}}""", 0)]
    [InlineData("""{"type":"Recreate"}""", 4)]
    public void It_is_available_while_no_more_are_missing_than_its_strategy_allows(string strategy, long enough)
    {
        var template = Template.With(Map(strategy), "spec", "strategy");
        for (long available = 0; available <= 4; available++)
        {
            Assert.Contains(
                available >= enough ? "Available=True" : "Available=False",
                Conditions(template, Member("a", 4, available, false)),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void Where_no_cluster_has_it_there_are_no_conditions()
    {
        var was = StatusAggregation.Aggregate(Template, [Member("a", 4, 4, true)]);

        Assert.NotEmpty(was.Status.Maps("conditions"));
        Assert.Null(StatusAggregation.Aggregate(was, []).Status["conditions"]);
    }

    [Fact]
    public void Conditions_of_others_stay()
    {
        var template = Template.WithStatus(Map("""{"conditions":[{"type":"Other","status":"True","reason":"X"}]}"""));

        var after = StatusAggregation.Aggregate(template, [Member("a", 4, 4, true)]);
        Assert.StartsWith("Other=True X, Available=True", Conditions(after, Member("a", 4, 4, true)));
        Assert.Same(after, StatusAggregation.Aggregate(after, [Member("a", 4, 4, true)]));
        Assert.Equal("Other=True X", Conditions(after));
    }
}
