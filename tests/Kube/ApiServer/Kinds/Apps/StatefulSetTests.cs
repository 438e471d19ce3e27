using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class StatefulSetTests
{
    private static readonly Registry Sets = Registry.Of("apps/v1", "statefulsets");

    private static MapValue Sample => Samples.Of(Sets.Definition);

    [Fact]
    public void A_set_gets_what_the_original_gives_it()
    {
        var root = Sets.Create(Sample);
        var spec = root.Map("spec")!;
        Assert.Equal(
            """{"rollingUpdate":{"maxUnavailable":1,"partition":0},"type":"RollingUpdate"}""",
            spec["updateStrategy"]!.ToString()
        );
        Assert.Equal(
            """{"whenDeleted":"Retain","whenScaled":"Retain"}""",
            spec["persistentVolumeClaimRetentionPolicy"]!.ToString()
        );
        Assert.Equal("OrderedReady", spec.Text("podManagementPolicy"));
        Assert.Equal(
            """
            [{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"d"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}},"volumeMode":"Filesystem"},"status":{"phase":"Pending"}}]
            """,
            spec["volumeClaimTemplates"]!.ToString()
        );
        Assert.Equal("""{"availableReplicas":0,"replicas":0}""", root["status"]!.ToString());
    }

    [Fact]
    public void Little_changes()
    {
        Assert.Empty(Sets.ChangeErrors(Sample, 3, "spec", "replicas"));
        Assert.Equal(
            [
                "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
                    + "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
            ],
            Sets.ChangeErrors(Sample, "b", "spec", "serviceName")
        );
    }

    [Theory]
    [InlineData(
        """{"type":"x"}""",
        "spec.updateStrategy: Invalid value: {\"type\":\"x\"}: must be 'RollingUpdate' or 'OnDelete'"
    )]
    [InlineData(
        """{"type":"RollingUpdate","rollingUpdate":{"partition":-1}}""",
        "spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: must be greater than or equal to 0"
    )]
    [InlineData(
        """{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":0}}""",
        "spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: 0: cannot be 0"
    )]
    [InlineData(
        """{"type":"OnDelete","rollingUpdate":{"partition":1}}""",
        "spec.updateStrategy.rollingUpdate: Invalid value: {\"partition\":1}: only allowed for updateStrategy 'RollingUpdate'"
    )]
    public void Bad_update_strategies_are_refused(string strategy, string error) =>
        Assert.Equal([error], Sets.CreateErrors(Sample.WithAt(Registry.Parse(strategy), "spec", "updateStrategy")));
}
