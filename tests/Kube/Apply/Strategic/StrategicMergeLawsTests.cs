using CsCheck;
using Pangea.Kube.Objects;
using static Pangea.Kube.Apply.Tests.Samples;

namespace Pangea.Kube.Apply.Tests.Strategic;

public class StrategicMergeLawsTests
{
    [Fact]
    public void Applying_a_patch_twice_equals_applying_it_once() =>
        Gen.Select(MergeableSpec, MergeableSpec, Directives)
            .Sample(
                t =>
                {
                    var patch = MapValue.Of(("spec", t.Item3(t.Item2)));
                    var once = StrategicMergePatch.Apply(WithSpec(t.Item1), patch, SampleSchema);
                    if (!once.IsSuccess)
                        return false;
                    var twice = StrategicMergePatch.Apply(once.Value, patch, SampleSchema);
                    return twice.IsSuccess && twice.Value.Equals(once.Value);
                },
                iter: Iterations
            );

    [Fact]
    public void A_patch_without_directives_leaves_all_that_it_says_in_the_object() =>
        Gen.Select(MergeableSpec, MergeableSpec)
            .Sample(
                t =>
                {
                    var patched = Patch(t.Item1, t.Item2);
                    return Patch(patched, t.Item2).Equals(patched) && Says(patched, t.Item2);
                },
                iter: Iterations
            );

    [Fact]
    public void A_patch_that_says_what_is_there_changes_nothing_at_all() =>
        MergeableSpec.Sample(spec => ReferenceEquals(Patch(spec, spec), spec), iter: Iterations);

    [Fact]
    public void Items_that_the_patch_does_not_name_are_as_they_were() =>
        Gen.Select(MergeableSpec, MergeableSpec)
            .Sample(
                t =>
                {
                    var patched = Patch(t.Item1, t.Item2);
                    var named = t.Item2.Maps("items").Select(i => i.Text("name")).ToHashSet();
                    var before = t.Item1.Maps("items").Where(i => !named.Contains(i.Text("name")));
                    var after = patched.Maps("items").Where(i => !named.Contains(i.Text("name")));
                    return before.SequenceEqual(after);
                },
                iter: Iterations
            );

    [Fact]
    public void Any_document_is_applied_or_refused_and_never_fails_otherwise() =>
        Gen.Select(MergeableSpec, Wild)
            .Sample(
                t =>
                {
                    var result = StrategicMergePatch.Apply(
                        WithSpec(t.Item1),
                        MapValue.Of(("spec", t.Item2)),
                        SampleSchema
                    );
                    return result.IsSuccess || result.Error.Code is 400 or 422 or 500;
                },
                iter: Iterations
            );

    /// <summary>
    /// Ports merge by their number alone, so that a list with two of one number, valid as it is, merges into something else: the
    /// original's well-known defect, which these laws leave out.
    /// </summary>
    private static readonly Gen<MapValue> MergeableSpec = SampleSpec.Select(spec =>
        spec.List("ports") is { } ports
            ? spec.With("ports", ListValue.From(ports.Maps.DistinctBy(p => p.Integer("port"))))
            : spec
    );

    private static MapValue Patch(MapValue spec, MapValue patch)
    {
        var result = StrategicMergePatch.Apply(WithSpec(spec), MapValue.Of(("spec", patch)), SampleSchema);
        return Succeeds(result).Map("spec")!;
    }

    private static bool Says(Value value, Value said) =>
        (value, said) switch
        {
            (MapValue map, MapValue patch) => patch.Keys.All(k => map[k] is { } v && Says(v, patch[k]!)),
            (ListValue list, ListValue patch) when patch.Maps.Any() => patch.Maps.All(p =>
                list.Maps.Any(i => Says(i, p))
            ),
            (ListValue list, ListValue patch) => patch.All(p => list.Contains(p)),
            _ => value.Equals(said),
        };

    private static readonly Gen<Func<MapValue, MapValue>> Directives = Gen.OneOf<Func<MapValue, MapValue>>(
        spec => spec,
        spec => spec.With("labels", MapValue.Of(("$patch", "delete"))),
        spec => spec.With("labels", Map("{'$patch':'replace','x':'y'}")),
        spec => spec.With("items", Json("[{'name':'a','$patch':'delete'},{'name':'b','image':'z'}]")),
        spec => spec.With("items", Json("[{'$patch':'replace'},{'name':'q'}]")),
        spec => spec.With("$deleteFromPrimitiveList/finalizers", Json("['a','x']")).Without("finalizers"),
        spec => spec.With("$setElementOrder/items", ListValue.From(spec.Maps("items").Select(Key))),
        spec => spec.With("mode", NullValue.Instance)
    );

    private static Value Key(MapValue item) => MapValue.Of(("name", item["name"]));

    private static readonly Gen<Value> Wild = Gen.Select(
        Gen.Dictionary(
            Gen.OneOf(
                "items",
                "ports",
                "finalizers",
                "labels",
                "mode",
                "$patch",
                "$retainKeys",
                "$setElementOrder/items",
                "$setElementOrder/finalizers",
                "$deleteFromPrimitiveList/finalizers",
                "$deleteFromPrimitiveList/items"
            ),
            Gen.OneOf(
                AnyJson,
                Gen.OneOf(
                        "[{'name':'a'},{'name':'b','$patch':'delete'}]",
                        "[{'name':'a'},1]",
                        "['a','b']",
                        "{'$patch':'replace'}",
                        "[{'$patch':'replace'}]"
                    )
                    .Select(Json)
            )
        )[0, 5],
        MergeableSpec,
        (wild, spec) => (Value)MapValue.From(spec.Concat(wild))
    );
}
