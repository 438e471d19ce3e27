using Pangea.Kube.Objects;
using static Pangea.Kube.Apply.Tests.Samples;

namespace Pangea.Kube.Apply.Tests.Managed;

/// <summary>Objects that kubectl applied on the client's side move to server-side apply.</summary>
public class LastAppliedTests
{
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    private static readonly FieldManager Main = new(SampleKind, SampleSchema);

    private static MapValue ClientSide(string spec)
    {
        var applied = Sample(spec);
        var created = Sample(spec, uid: "1").WithAt(applied.ToString() + "\n", "metadata", "annotations", Annotation);
        return Main.Update(null, created, "kubectl-client-side-apply", Noon);
    }

    private static ApiResult<MapValue> Apply(MapValue live, string spec, string manager = "kubectl") =>
        Main.Apply(live, Sample(spec), manager, Noon, force: false);

    private static string? LastAppliedOf(MapValue value) => value.Map("metadata")!.Map("annotations")!.Text(Annotation);

    [Fact]
    public void What_was_applied_before_may_be_changed_without_force()
    {
        var live = Succeeds(Apply(ClientSide("{'mode':'x','replicas':1}"), "{'mode':'y','replicas':1}"));
        Assert.Equal("""{"mode":"y","replicas":1}""", live["spec"]!.ToString());
    }

    [Fact]
    public void Under_another_name_it_is_a_conflict()
    {
        var error = Apply(ClientSide("{'mode':'x'}"), "{'mode':'y'}", "helm").Error!;
        Assert.Equal(
            "Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using test.pangea.io/v1: .spec.mode",
            error.Message
        );
    }

    [Fact]
    public void What_another_changed_since_stays_a_conflict_and_only_that_is_told()
    {
        var live = ClientSide("{'mode':'x','replicas':1}");
        live = Main.Update(live, live.WithAt(5, "spec", "replicas"), "scaler", Noon);
        var error = Apply(live, "{'mode':'y','replicas':2}").Error!;
        Assert.Equal(
            "Apply failed with 1 conflict: conflict with \"scaler\" using test.pangea.io/v1: .spec.replicas",
            error.Message
        );
    }

    [Fact]
    public void The_annotation_says_from_then_on_what_was_applied_on_the_servers_side()
    {
        var live = Succeeds(Apply(ClientSide("{'mode':'x'}"), "{'mode':'<y>'}"));
        Assert.Equal(
            """{"apiVersion":"test.pangea.io/v1","kind":"Sample","metadata":{"name":"s"},"spec":{"mode":"\u003cy\u003e"}}"""
                + "\n",
            LastAppliedOf(live)
        );
        var again = Succeeds(Apply(live, "{'mode':'<y>'}"));
        Assert.Same(live, again);
    }

    [Fact]
    public void An_object_without_the_annotation_gets_none()
    {
        var live = Main.Update(
            null,
            Sample("{'mode':'x'}", uid: "1").WithAt("y", "metadata", "annotations", "x"),
            "creator",
            Noon
        );
        Assert.Equal(409, Apply(live, "{'mode':'y'}").Error!.Code);
        Assert.Null(LastAppliedOf(Succeeds(Apply(live, "{'mode':'x'}"))));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{'apiVersion':'v2','kind':'Sample','spec':{'mode':'x'}}")]
    [InlineData("{'apiVersion':'test.pangea.io/v1','kind':'Sample','spec':{'nope':'x'}}")]
    public void An_annotation_that_cannot_be_used_allows_nothing(string annotation)
    {
        var live = ClientSide("{'mode':'x'}");
        live = live.WithAt(annotation.Replace('\'', '"'), "metadata", "annotations", Annotation);
        Assert.Equal(409, Apply(live, "{'mode':'y'}").Error!.Code);
    }

    [Fact]
    public void A_configuration_too_large_for_annotations_is_not_written_there()
    {
        var live = ClientSide("{'mode':'x'}");
        Assert.Null(LastAppliedOf(Succeeds(Apply(live, $"{{'mode':'{new string('y', 256 * 1024)}'}}"))));
    }
}
