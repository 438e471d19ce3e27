using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class PersistentVolumeTests
{
    private static readonly Registry Volumes = Registry.Of("v1", "persistentvolumes");
    private static readonly Registry Claims = Registry.Of("v1", "persistentvolumeclaims");

    private static MapValue Volume(string source) =>
        Registry.Parse(
            $$$"""{"metadata":{"name":"a"},"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"]{{{source}}}}}"""
        );

    private static MapValue Claim(string more = "") =>
        Registry.Parse(
            $$$"""
            {"metadata":{"name":"a","namespace":"default"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"2Gi"}}
            {{{more}}}}}
            """
        );

    [Fact]
    public void A_volume_gets_what_the_original_gives_it()
    {
        var root = Volumes.Create(Volume(",\"hostPath\":{\"path\":\"/d\"}"));
        Assert.Equal(
            """
            {"accessModes":["ReadWriteOnce"],"capacity":{"storage":"1Gi"},"hostPath":{"path":"/d","type":""},"persistentVolumeReclaimPolicy":"Retain","volumeMode":"Filesystem"}
            """,
            root["spec"]!.ToString()
        );
        Assert.Equal(
            """{"lastPhaseTransitionTime":"2026-11-23T02:52:46Z","phase":"Pending"}""",
            root["status"]!.ToString()
        );
    }

    [Theory]
    [InlineData("", "spec: Required value: must specify a volume type")]
    [InlineData(
        ",\"hostPath\":{\"path\":\"/a\"},\"nfs\":{\"path\":\"/a\",\"server\":\"s\"}",
        "spec.nfs: Forbidden: may not specify more than 1 volume type"
    )]
    [InlineData(
        ",\"local\":{\"path\":\"/a\"}",
        "spec.nodeAffinity: Required value: Local volume requires node affinity"
    )]
    [InlineData(",\"csi\":{\"driver\":\"d\"}", "spec.csi.volumeHandle: Required value")]
    [InlineData(
        ",\"hostPath\":{\"path\":\"/\"},\"persistentVolumeReclaimPolicy\":\"Recycle\"",
        "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'"
    )]
    public void Bad_volumes_are_refused(string source, string error) =>
        Assert.Equal([error], Volumes.CreateErrors(Volume(source)));

    [Fact]
    public void The_source_of_a_volume_does_not_change() =>
        Assert.StartsWith(
            "spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation\n",
            Assert.Single(
                Volumes.ChangeErrors(Volume(",\"hostPath\":{\"path\":\"/d\"}"), "/e", "spec", "hostPath", "path")
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void Both_fields_for_a_source_of_data_are_kept()
    {
        var root = Claims.Create(Claim(",\"dataSource\":{\"kind\":\"PersistentVolumeClaim\",\"name\":\"b\"}"));
        Assert.Equal(root.At("spec", "dataSource"), root.At("spec", "dataSourceRef"));
        root = Claims.Create(
            Claim(",\"dataSourceRef\":{\"apiGroup\":\"example.com\",\"kind\":\"Thing\",\"name\":\"b\"}")
        );
        Assert.Equal(root.At("spec", "dataSourceRef"), root.At("spec", "dataSource"));
        root = Claims.Create(Claim(",\"dataSource\":{\"apiGroup\":\"example.com\",\"kind\":\"Thing\",\"name\":\"b\"}"));
        Assert.Null(root.At("spec", "dataSource"));
        Assert.Equal("""{"phase":"Pending"}""", root["status"]!.ToString());
    }

    [Fact]
    public void A_claim_changes_only_in_size_once_it_is_bound()
    {
        Assert.StartsWith(
            "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n",
            Assert.Single(Claims.ChangeErrors(Claim(), "3Gi", "spec", "resources", "requests", "storage")),
            StringComparison.Ordinal
        );
        var bound = Claims
            .Create(Claim(",\"volumeName\":\"v\""))
            .With("status", Registry.Parse("""{"phase":"Bound","capacity":{"storage":"2Gi"}}"""));
        Assert.Empty(Claims.UpdateErrors(bound.WithAt("3Gi", "spec", "resources", "requests", "storage"), bound));
        Assert.Equal(
            ["spec.resources.requests.storage: Forbidden: field can not be less than status.capacity"],
            Claims.UpdateErrors(bound.WithAt("1Gi", "spec", "resources", "requests", "storage"), bound)
        );
    }

    [Fact]
    public void A_claim_asks_for_something() =>
        Assert.Equal(
            [
                "spec.accessModes: Required value: at least 1 access mode is required",
                "spec.resources[storage]: Required value",
            ],
            Claims.CreateErrors(Registry.Parse("""{"metadata":{"name":"a","namespace":"default"}}"""))
        );
}
