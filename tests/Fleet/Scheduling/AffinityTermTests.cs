using Pangea.Fleet.Api;
using static Pangea.Fleet.Scheduling.Tests.Fleets;

namespace Pangea.Fleet.Scheduling.Tests;

public class AffinityTermTests
{
    private static ClusterAffinityTerm Term(string name, params string[] clusters) =>
        new() { AffinityName = name, ClusterNames = clusters };

    private static PlacementOutcome Place(string observed, FleetSnapshot fleet, params ClusterAffinityTerm[] terms) =>
        Scheduler.Place(
            new()
            {
                Spec = Deployment(2, new() { ClusterAffinities = terms }),
                Status = new() { SchedulerObservedAffinityName = observed },
            },
            fleet
        );

    [Fact]
    public void The_first_term_that_fits_is_taken()
    {
        var outcome = Place("", Named("b"), Term("one", "a"), Term("two", "b"));
        Assert.Equal("{b:2}", outcome.ResultText);
        Assert.Equal("two", outcome.AffinityName);
        Assert.Equal(["one", "two"], outcome.Explanation.Terms.Select(t => t.Affinity));
    }

    [Fact]
    public void A_later_term_in_force_is_not_left_for_an_earlier_one()
    {
        var outcome = Place("two", Named("a", "b"), Term("one", "a"), Term("two", "b"));
        Assert.Equal("two", outcome.AffinityName);
    }

    [Fact]
    public void An_explicit_request_begins_at_the_first_term()
    {
        var spec = Deployment(2, new() { ClusterAffinities = [Term("one", "a"), Term("two", "b")] }) with
        {
            RescheduleTriggeredAt = DateTimeOffset.UnixEpoch.AddSeconds(2),
        };
        var status = new ResourceBindingStatus
        {
            SchedulerObservedAffinityName = "two",
            LastScheduledTime = DateTimeOffset.UnixEpoch.AddSeconds(1),
        };
        Assert.Equal("one", Scheduler.Place(new() { Spec = spec, Status = status }, Named("a", "b")).AffinityName);
    }

    [Fact]
    public void When_all_terms_fail_the_first_failure_counts()
    {
        var outcome = Place("", Named("c"), Term("one", "a"), Term("two", "b"));
        Assert.Equal(ConditionReasons.NoClusterFit, outcome.Failure!.Reason);
        Assert.True(outcome.ClearsResult);
        Assert.Equal(2, outcome.Explanation.Terms.Length);
    }

    [Fact]
    public void A_term_in_force_that_is_gone_counts_as_none()
    {
        var outcome = Place("old", Named("a"), Term("one", "a"));
        Assert.Equal("one", outcome.AffinityName);
    }
}
