using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class NodeTests
{
    private static readonly Registry Nodes = Registry.Of("v1", "nodes");

    private static MapValue Node(string spec) =>
        Registry
            .Parse("""{"metadata":{"name":"n1"},"status":{"capacity":{"cpu":"4","memory":"8192Mi"}}}""")
            .With("spec", Registry.Parse(spec));

    [Fact]
    public void A_node_comes_with_its_status_and_can_give_all_it_has()
    {
        var root = Nodes.Create(Node("""{"podCIDR":"10.0.0.0/24"}"""));
        Assert.Equal("""{"cpu":"4","memory":"8Gi"}""", root.At("status", "allocatable")!.ToString());
        Assert.Equal("""{"podCIDR":"10.0.0.0/24","podCIDRs":["10.0.0.0/24"]}""", root["spec"]!.ToString());
    }

    [Fact]
    public void Taints_are_reported_where_the_original_reports_them() =>
        Assert.Equal(
            [
                "metadata.taints[0].effect: Unsupported value: \"x\": supported values: \"NoSchedule\", \"PreferNoSchedule\", "
                    + "\"NoExecute\"",
            ],
            Nodes.CreateErrors(Node("""{"taints":[{"key":"a","effect":"x"}]}"""))
        );

    [Fact]
    public void What_the_cluster_gave_stays()
    {
        Assert.Equal(
            ["spec.podCIDRs: Forbidden: node updates may not change podCIDR except from \"\" to valid"],
            Nodes.ChangeErrors(
                Node("""{"podCIDR":"10.0.0.0/24"}"""),
                Registry.Parse("""{"podCIDR":"10.0.1.0/24"}"""),
                "spec"
            )
        );
        Assert.Equal(
            ["spec.providerID: Forbidden: node updates may not change providerID except from \"\" to valid"],
            Nodes.ChangeErrors(Node("""{"providerID":"a"}"""), "b", "spec", "providerID")
        );
        Assert.Empty(Nodes.ChangeErrors(Node("{}"), "b", "spec", "providerID"));
    }

    [Fact]
    public void A_status_keeps_the_spec_and_lets_labels_pass()
    {
        var old = Nodes.Create(Node("{}"));
        var root = old.WithAt("x", "metadata", "labels", "a")
            .WithAt(true, "spec", "unschedulable")
            .WithAt("5", "status", "capacity", "cpu");
        var updated = Nodes.Strategy.PrepareForStatusUpdate(root, old);
        Assert.Equal("x", updated.Map("metadata")!.Map("labels")!.Text("a"));
        Assert.Equal(old["spec"], updated["spec"]);
        Assert.Equal("5", updated.Map("status")!.Map("capacity")!.Text("cpu"));
    }
}
