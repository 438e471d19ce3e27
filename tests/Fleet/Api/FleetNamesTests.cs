using Pangea.Fleet.Fixtures;

namespace Pangea.Fleet.Api.Tests;

public class FleetNamesTests
{
    [Theory]
    [InlineData("work-deployment")]
    [InlineData("work-service")]
    [InlineData("work-clusterrole")]
    [InlineData("work-clusterrolebinding")]
    public void A_Work_is_named_as_recorded(string recording)
    {
        var work = Golden.Read(recording);
        var manifest = new Kube.Objects.KubeObject(work.As<Work>().Spec.Workload.Manifests[0]);
        Assert.Equal(work.Name, FleetNames.Work(manifest));
        Assert.Equal(work.Namespace, FleetNamespaces.Execution("eu"));
    }

    [Theory]
    [InlineData("binding-deployment")]
    [InlineData("binding-service")]
    public void A_binding_is_named_as_recorded(string recording)
    {
        var binding = Golden.Read(recording);
        var resource = binding.As<ResourceBinding>().Spec.Resource;
        Assert.Equal(binding.Name, FleetNames.Binding(resource.Kind, resource.Name));
    }

    [Fact]
    public void Colons_and_capitals_do_not_reach_names()
    {
        Assert.Equal("system.node-clusterrole", FleetNames.Binding("ClusterRole", "system:Node"));
        Assert.StartsWith("system.node-", FleetNames.Work("ClusterRole", "system:Node", ""));
    }

    [Fact]
    public void The_cluster_of_an_execution_namespace_is_found_again()
    {
        Assert.Equal("eu", FleetNamespaces.ClusterOf("karmada-es-eu"));
        Assert.Null(FleetNamespaces.ClusterOf("karmada-es-"));
        Assert.Null(FleetNamespaces.ClusterOf("default"));
    }

    [Theory]
    [InlineData("kube-system", true)]
    [InlineData("karmada-es-eu", true)]
    [InlineData("karmada-system", true)]
    [InlineData("default", false)]
    [InlineData("shop", false)]
    public void Reserved_namespaces_are_known(string name, bool reserved) =>
        Assert.Equal(reserved, FleetNamespaces.IsReserved(name));
}
