using CsCheck;
using Pangea.Fleet.Fixtures;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api.Tests;

public class RecordTests
{
    [Theory]
    [InlineData("binding-deployment")]
    [InlineData("binding-service")]
    public void A_placement_is_written_as_the_original_writes_it(string recording)
    {
        var binding = Golden.Read(recording);
        var placement = binding.As<ResourceBinding>().Spec.Placement!;
        Assert.Equal(binding.Annotations.Text(FleetAnnotations.AppliedPlacement), placement.ToGoJson());
    }

    [Fact]
    public void Reading_and_writing_a_recorded_binding_changes_nothing()
    {
        foreach (var name in new[] { "binding-deployment", "binding-service" })
        {
            var binding = Golden.Read(name);
            var record = binding.As<ResourceBinding>();
            Assert.Equal(binding.Spec, record.Spec.ToValue());
            Assert.Equal(binding.Status, record.Status.ToValue());
        }
    }

    [Fact]
    public void Reading_and_writing_a_recorded_policy_cluster_or_work_changes_nothing()
    {
        var policy = Golden.Read("policy-hello");
        Assert.Equal(policy.Spec, policy.As<PropagationPolicy>().Spec.ToValue());
        foreach (var name in new[] { "cluster-eu", "cluster-us" })
        {
            var cluster = Golden.Read(name);
            Assert.Equal(cluster.Spec, cluster.As<Cluster>().Spec.ToValue());
            Assert.Equal(cluster.Status, cluster.As<Cluster>().Status.ToValue());
        }
        foreach (var name in new[] { "work-deployment", "work-service", "work-clusterrole", "work-clusterrolebinding" })
        {
            var work = Golden.Read(name);
            Assert.Equal(work.Spec, work.As<Work>().Spec.ToValue());
            Assert.Equal(work.Status, work.As<Work>().Status.ToValue());
        }
    }

    [Fact]
    public void An_empty_object_reads_as_defaults_and_writes_as_nothing_optional()
    {
        var spec = ResourceBindingSpec.From(MapValue.Empty);
        Assert.Empty(spec.Clusters);
        Assert.Equal("", spec.SchedulerName);
        Assert.Null(spec.Placement);
        Assert.Equal("""{"resource":{"apiVersion":"","kind":"","name":""}}""", spec.ToGoJson());
        Assert.Equal("{}", new Placement().ToGoJson());
    }

    [Fact]
    public void Values_of_the_wrong_type_read_as_absent()
    {
        var tree = JsonText.ParseMap(
            """{"clusters":"x","replicas":"3","placement":[],"resource":7,"propagateDeps":"yes"}"""u8
        );
        var spec = ResourceBindingSpec.From(tree);
        Assert.Empty(spec.Clusters);
        Assert.Equal(0, spec.Replicas);
        Assert.Null(spec.Placement);
        Assert.False(spec.PropagateDeps);
    }

    [Fact]
    public void Text_is_escaped_as_Go_escapes_it() =>
        Assert.Equal(
            """{"path":"/a","operator":"add","value":"\u003ca \u0026 b\u003e"}""",
            new PlaintextOverrider
            {
                Path = "/a",
                Operator = OverriderOperators.Add,
                Value = "<a & b>",
            }.ToGoJson()
        );

    [Fact]
    public void An_embedded_affinity_stands_after_the_name_as_in_Go() =>
        Assert.Equal(
            """{"affinityName":"a","clusterNames":["x"],"exclude":["y"],"overflowAffinities":[{"affinityName":"b"}]}""",
            new ClusterAffinityTerm
            {
                AffinityName = "a",
                ClusterNames = ["x"],
                ExcludeClusters = ["y"],
                OverflowAffinities = [new() { AffinityName = "b" }],
            }.ToGoJson()
        );

    [Fact]
    public void Any_placement_survives_writing_and_reading() =>
        Placements.Any.Sample(
            placement =>
            {
                var tree = placement.ToValue();
                return Placement.From(tree).ToValue().Equals(tree) && JsonText.Parse(placement.ToGoJson()).Equals(tree);
            },
            iter: Gens.Cases
        );
}
