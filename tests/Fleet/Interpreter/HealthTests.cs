using Pangea.Fleet.Fixtures;
using static Pangea.Fleet.Interpreter.Tests.Trees;

namespace Pangea.Fleet.Interpreter.Tests;

public class HealthTests
{
    [Fact]
    public void The_recorded_member_objects_are_healthy()
    {
        Assert.True(Health.IsHealthy(Golden.Read("member-deployment")));
        Assert.True(Health.IsHealthy(Golden.Read("member-service")));
    }

    [Theory]
    [InlineData("observedGeneration", 0)]
    [InlineData("updatedReplicas", 0)]
    [InlineData("availableReplicas", 0)]
    public void A_Deployment_that_is_not_rolled_out_is_not_healthy(string field, long value) =>
        Assert.False(Health.IsHealthy(Golden.Read("member-deployment").With(value, "status", field)));

    [Theory]
    [InlineData("v1", "Pod", """{"status":{"phase":"Succeeded"}}""", true)]
    [InlineData("v1", "Pod", """{"status":{"phase":"Running"}}""", false)]
    [InlineData(
        "v1",
        "Pod",
        """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""",
        true
    )]
    [InlineData("v1", "Service", """{"spec":{"type":"LoadBalancer"},"status":{"loadBalancer":{}}}""", false)]
    [InlineData(
        "v1",
        "Service",
        """{"spec":{"type":"LoadBalancer"},"status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}}}""",
        true
    )]
    [InlineData("networking.k8s.io/v1", "Ingress", "{}", false)]
    [InlineData("v1", "PersistentVolumeClaim", """{"status":{"phase":"Bound"}}""", true)]
    [InlineData("v1", "PersistentVolumeClaim", """{"status":{"phase":"Pending"}}""", false)]
    [InlineData("policy/v1", "PodDisruptionBudget", """{"status":{"currentHealthy":1,"desiredHealthy":2}}""", false)]
    [InlineData("apps/v1", "ReplicaSet", """{"spec":{"replicas":2},"status":{"availableReplicas":2}}""", true)]
    [InlineData("apps/v1", "ReplicaSet", """{"spec":{"replicas":2},"status":{"availableReplicas":1}}""", false)]
    [InlineData(
        "apps/v1",
        "DaemonSet",
        """{"metadata":{"generation":1},"status":{"observedGeneration":1,"desiredNumberScheduled":2,"updatedNumberScheduled":2,"numberAvailable":1}}""",
        false
    )]
    [InlineData("v1", "ConfigMap", "{}", true)]
    public void Health_goes_by_the_kind(string apiVersion, string kind, string json, bool healthy) =>
        Assert.Equal(healthy, Health.IsHealthy(Object(apiVersion, kind, json)));
}
