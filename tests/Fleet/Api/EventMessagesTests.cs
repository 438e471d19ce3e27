using Pangea.Fleet.Fixtures;

namespace Pangea.Fleet.Api.Tests;

public class EventMessagesTests
{
    [Fact]
    public void Texts_are_the_recorded_ones()
    {
        var binding = Golden.Read("binding-deployment");
        Assert.Equal(
            "Apply policy(default/hello-propagation) succeed",
            EventMessages.ApplyPolicySucceed(new("default", "hello-propagation"))
        );
        Assert.Equal("Apply cluster policy(all) failed: x", EventMessages.ApplyPolicyFailed(new("", "all"), "x"));
        Assert.Equal(
            "Sync work of ResourceBinding(default/hello-deployment) successful.",
            EventMessages.SyncWorkSucceed(binding)
        );
        Assert.Equal(
            "Update ResourceBinding(default/hello-deployment) with AggregatedStatus successfully.",
            EventMessages.AggregateBindingStatusSucceed(binding)
        );
        Assert.Equal(
            "Successfully applied resource(default/hello) to cluster ap",
            EventMessages.AppliedToCluster(new("default", "hello"), "ap")
        );
        Assert.Equal(
            "Created execution space(karmada-es-ap) for cluster(ap).",
            EventMessages.CreateExecutionSpaceSucceed("ap")
        );
        Assert.Equal(
            "Taint cluster succeed: cluster now has taints([{Key:cluster.karmada.io/not-ready,Effect:NoSchedule}]).",
            EventMessages.TaintClusterSucceed([new() { Key = FleetTaints.NotReady, Effect = TaintEffects.NoSchedule }])
        );
        Assert.Equal("Taint cluster succeed: cluster now does not have taints.", EventMessages.TaintClusterSucceed([]));
    }
}
