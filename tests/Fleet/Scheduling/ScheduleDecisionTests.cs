using Pangea.Fleet.Api;
using Pangea.Fleet.Fixtures;
using Pangea.Kube.Objects;
using static Pangea.Fleet.Scheduling.Tests.Fleets;

namespace Pangea.Fleet.Scheduling.Tests;

public class ScheduleDecisionTests
{
    private static readonly FleetSnapshot Fleet = Named("ap", "eu", "us");

    private static ScheduleCause Decide(KubeObject binding, FleetSnapshot? fleet = null) =>
        ScheduleDecision.Decide(
            PlacementRequest.Of(binding),
            binding.Annotations.Text(FleetAnnotations.AppliedPlacement) ?? "",
            fleet ?? Fleet
        );

    [Fact]
    public void What_is_placed_stays_until_something_changes()
    {
        var binding = Golden.Read("binding-deployment");
        Assert.Equal(ScheduleCause.None, Decide(binding));
        Assert.Equal(ScheduleCause.ReplicasChanged, Decide(binding.With(10, "spec", "replicas")));
        Assert.Equal(
            ScheduleCause.PlacementChanged,
            Decide(binding.With(null, "metadata", "annotations", FleetAnnotations.AppliedPlacement))
        );
        Assert.Equal(
            ScheduleCause.PlacementChanged,
            Decide(binding.With(ListValue.OfTexts(["eu"]), "spec", "placement", "clusterAffinity", "clusterNames"))
        );
        Assert.Equal(
            ScheduleCause.RescheduleTriggered,
            Decide(binding.With("2026-11-23T03:00:00Z", "spec", "rescheduleTriggeredAt"))
        );
        Assert.Equal(ScheduleCause.None, Decide(binding.With("2026-11-23T02:00:00Z", "spec", "rescheduleTriggeredAt")));
        Assert.Equal(
            ScheduleCause.ClusterTerminating,
            Decide(binding, Of(Cluster("ap"), Cluster("eu", terminating: true), Cluster("us")))
        );
    }

    [Fact]
    public void What_has_no_replicas_follows_the_clusters() =>
        Assert.Equal(ScheduleCause.FollowsClusters, Decide(Golden.Read("binding-service")));

    [Fact]
    public void An_unreadable_annotation_counts_as_another_placement() =>
        Assert.Equal(
            ScheduleCause.PlacementChanged,
            Decide(Golden.Read("binding-deployment").WithAnnotation(FleetAnnotations.AppliedPlacement, "{"))
        );

    [Fact]
    public void Of_several_terms_only_the_one_in_force_counts()
    {
        static KubeObject Binding(string one, string two, string observed, string applied) =>
            new(
                JsonText.ParseMap(
                    System.Text.Encoding.UTF8.GetBytes(
                        $$$"""
                        {"metadata":{"annotations":{"policy.karmada.io/applied-placement":"{{{applied.Replace(
                            "\"",
                            "\\\"",
                            StringComparison.Ordinal
                        )}}}"}},
                         "spec":{"replicas":1,"clusters":[{"name":"eu","replicas":1}],
                           "placement":{"replicaScheduling":{"replicaSchedulingType":"Divided"},
                             "clusterAffinities":[{"affinityName":"one","clusterNames":["{{{one}}}"]},{"affinityName":"two","clusterNames":["{{{two}}}"]}]}},
                         "status":{"schedulerObservingAffinityName":"{{{observed}}}"}}
                        """
                    )
                )
            );
        var applied = Binding("eu", "us", "one", "").As<ResourceBinding>().Spec.Placement!.ToGoJson();
        Assert.Equal(ScheduleCause.None, Decide(Binding("eu", "us", "one", applied)));
        Assert.Equal(ScheduleCause.None, Decide(Binding("eu", "ap", "one", applied)));
        Assert.Equal(ScheduleCause.PlacementChanged, Decide(Binding("ap", "us", "one", applied)));
        Assert.Equal(ScheduleCause.PlacementChanged, Decide(Binding("eu", "ap", "gone", applied)));
    }

    [Fact]
    public void Only_bindings_that_ask_for_this_scheduler_and_are_not_held_back_are_scheduled()
    {
        var binding = Golden.Read("binding-deployment");
        Assert.True(ScheduleDecision.IsSchedulable(binding, "default-scheduler"));
        Assert.False(ScheduleDecision.IsSchedulable(binding, "other"));
        Assert.False(
            ScheduleDecision.IsSchedulable(binding.With(true, "spec", "suspension", "scheduling"), "default-scheduler")
        );
        Assert.False(ScheduleDecision.IsSchedulable(binding.With(null, "spec", "placement"), "default-scheduler"));
        Assert.False(
            ScheduleDecision.IsSchedulable(
                binding.With("2026-11-23T03:00:00Z", "metadata", "deletionTimestamp"),
                "default-scheduler"
            )
        );
    }
}
