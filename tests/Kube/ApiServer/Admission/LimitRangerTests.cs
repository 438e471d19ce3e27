using Pangea.Kube.ApiServer.Tests.Registry;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests.Admission;

public class LimitRangerTests
{
    private readonly WholeServer server = new(options: o =>
        o with
        {
            Admission = s => [LimitRanger.Over(s.Api.Parts.Cache)],
        }
    );

    private void Range(string limits, string @namespace = "default", string name = "limits") =>
        server.Create(
            "v1/limitranges",
            $$$"""
            {"apiVersion":"v1","kind":"LimitRange","metadata":{"name":"{{{name}}}","namespace":"{{{@namespace}}}"},"spec":{"limits":[{{{limits}}}]}}
            """
        );

    private ApiResult<KubeObject> Pod(string containers, string more = "") =>
        server.TryCreate(
            "v1/pods",
            $$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default"},
             "spec":{"containers":[{{{containers}}}]{{{more}}}}}
            """
        );

    [Fact]
    public void Containers_get_the_defaults_they_do_not_say_and_the_pod_says_so()
    {
        Range(
            """{"type":"Container","default":{"cpu":"1","memory":"256Mi"},"defaultRequest":{"cpu":"500m","memory":"128Mi"}}"""
        );

        var pod = Pod(
            """{"name":"a","image":"i"},{"name":"b","image":"i","resources":{"limits":{"cpu":"2"}}}""",
            ""","initContainers":[{"name":"i","image":"i"}]"""
        ).Value!;

        Assert.Equal(
            """{"limits":{"cpu":"1","memory":"256Mi"},"requests":{"cpu":"500m","memory":"128Mi"}}""",
            pod.Spec.Maps("containers").First()["resources"]!.ToString()
        );
        Assert.Equal(
            """{"limits":{"cpu":"2","memory":"256Mi"},"requests":{"cpu":"2","memory":"128Mi"}}""",
            pod.Spec.Maps("containers").Last()["resources"]!.ToString()
        );
        Assert.Equal(
            "LimitRanger plugin set: cpu, memory request for container a; cpu, memory limit for container a; "
                + "memory request for container b; memory limit for container b; "
                + "cpu, memory request for init container i; cpu, memory limit for init container i",
            pod.Annotations.Text("kubernetes.io/limit-ranger")
        );
    }

    [Theory]
    [InlineData("""{"limits":{"cpu":"3"}}""", "maximum cpu usage per Container is 2, but limit is 3")]
    [InlineData(
        """{"limits":{"cpu":"1"},"requests":{"cpu":"50m"}}""",
        "[minimum cpu usage per Container is 100m, but request is 50m, cpu max limit to request ratio per Container is 4, but provided ratio is 20.000000]"
    )]
    public void Containers_out_of_bounds_are_refused(string resources, string why)
    {
        Range("""{"type":"Container","min":{"cpu":"100m"},"max":{"cpu":"2"},"maxLimitRequestRatio":{"cpu":"4"}}""");

        Assert.Equal(
            $"pods \"p\" is forbidden: {why}",
            Pod($$$"""{"name":"c","image":"i","resources":{{{resources}}}}""").Error!.Message
        );
    }

    [Fact]
    public void What_is_bounded_must_be_said()
    {
        // A server fills in defaults first, so the check is asked by itself.
        var range = WholeServer.Parse(
            """{"spec":{"limits":[{"type":"Container","max":{"cpu":"2"},"maxLimitRequestRatio":{"cpu":"4"}},{"type":"Pod","min":{"memory":"1Mi"}}]}}"""
        );
        var pod = WholeServer.Parse("""{"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"1"}}}]}}""");

        Assert.Equal(
            [
                "maximum cpu usage per Container is 2.  No limit is specified",
                "cpu max limit to request ratio per Container is 4, but no limit is specified or limit is 0",
                "minimum memory usage per Pod is 1Mi.  No request is specified",
            ],
            LimitRangeCheck.Pod(LimitRangeItem.Of(range), pod.Root)
        );
    }

    [Fact]
    public void The_containers_of_a_pod_count_together()
    {
        Range("""{"type":"Pod","max":{"memory":"1Gi"}}""");
        const string Half = """{"name":"NAME","image":"i","resources":{"limits":{"memory":"600Mi"}}}""";

        Assert.Equal(
            "pods \"p\" is forbidden: maximum memory usage per Pod is 1Gi, but limit is 1200Mi",
            Pod($"{Half.Replace("NAME", "a")},{Half.Replace("NAME", "b")}").Error!.Message
        );
        Assert.True(Pod(Half.Replace("NAME", "a")).IsSuccess);
    }

    [Theory]
    [InlineData("500Mi", "minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 500Mi")]
    [InlineData("6Gi", "maximum storage usage per PersistentVolumeClaim is 5Gi, but request is 6Gi")]
    [InlineData("5Gi", null)]
    public void Claims_are_held_to_their_bounds(string storage, string? why)
    {
        Range("""{"type":"PersistentVolumeClaim","min":{"storage":"1Gi"},"max":{"storage":"5Gi"}}""");

        var made = server.TryCreate(
            "v1/persistentvolumeclaims",
            $$$"""
            {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"c","namespace":"default"},
             "spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"{{{storage}}}"} } } }
            """
        );

        Assert.Equal(why is null ? null : $"persistentvolumeclaims \"c\" is forbidden: {why}", made.Error?.Message);
    }

    [Fact]
    public void Another_namespace_and_a_range_that_is_gone_bind_nobody()
    {
        Range("""{"type":"Container","default":{"cpu":"1"}}""", "kube-system");
        Range("""{"type":"Container","default":{"cpu":"1"}}""");
        server.Delete("v1/limitranges", new("default", "limits"));

        Assert.Null(Pod("""{"name":"c","image":"i"}""").Value!.Annotations.Text("kubernetes.io/limit-ranger"));
    }
}
