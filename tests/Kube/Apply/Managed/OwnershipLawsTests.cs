using CsCheck;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;
using static Pangea.Kube.Apply.Tests.Samples;

namespace Pangea.Kube.Apply.Tests.Managed;

public class OwnershipLawsTests
{
    private static readonly FieldManager Main = new(SampleKind, SampleSchema);

    private static readonly StructuralSchema SpecSchema = SampleSchema.Properties["spec"];

    private static MapValue Apply(MapValue? live, MapValue spec, string manager, bool force = true, int second = 0) =>
        Succeeds(Main.Apply(live, WithSpec(spec), manager, Noon.AddSeconds(second), force));

    private static MapValue Create(MapValue spec, string manager) =>
        Main.Update(null, WithSpec(spec, "1"), manager, Noon);

    private static MapValue Update(MapValue live, MapValue spec, string manager) =>
        Main.Update(live, live.With("spec", spec), manager, Noon.AddSeconds(1));

    private static FieldSet OwnedBy(MapValue value, string manager)
    {
        var owned = FieldSet.Empty;
        foreach (var entry in value.Map("metadata")!.Maps("managedFields").Where(e => e.Text("manager") == manager))
            owned = owned.Union(Samples.Set(entry["fieldsV1"]!.ToString()));
        return owned;
    }

    private static MapValue SpecOf(MapValue value) => value.Map("spec") ?? MapValue.Empty;

    [Fact]
    public void Applying_the_same_twice_changes_nothing() =>
        Gen.Select(SampleSpec, SampleSpec, SampleSpec)
            .Sample(
                t =>
                {
                    var live = Apply(Apply(Create(t.Item1, "creator"), t.Item2, "one"), t.Item3, "two");
                    var twice = Apply(live, t.Item3, "two", force: false, second: 9);
                    return ReferenceEquals(twice, live);
                },
                iter: Iterations
            );

    [Fact]
    public void What_one_alone_applies_is_what_there_is() =>
        Gen.Select(SampleSpec, SampleSpec)
            .Sample(
                t =>
                {
                    var direct = Apply(null, t.Item2, "one");
                    var later = Apply(Apply(null, t.Item1, "one"), t.Item2, "one");
                    return SpecOf(later).Equals(SpecOf(direct)) && OwnedBy(later, "one").Equals(OwnedBy(direct, "one"));
                },
                iter: Iterations
            );

    [Fact]
    public void Applying_nothing_any_more_gives_back_what_was_there_for_others() =>
        Gen.Select(SampleSpec, SampleSpec)
            .Sample(
                t =>
                {
                    // The other's fields are among the applied ones or beside them; either way they are the other's.
                    var (theirs, ours) = Disjoint(t.Item1, t.Item2);
                    var live = Apply(Create(theirs, "creator"), ours, "one");
                    live = Succeeds(Main.Apply(live, Sample("{}").Without("spec"), "one", Noon, force: false));
                    return Sorted(SpecOf(live)).Equals(Sorted(theirs)) && OwnedBy(live, "one").IsEmpty;
                },
                iter: Iterations
            );

    [Fact]
    public void Disjoint_appliers_may_come_in_any_order() =>
        Gen.Select(SampleSpec, SampleSpec)
            .Sample(
                t =>
                {
                    var (x, y) = Disjoint(t.Item1, t.Item2);
                    var xy = Apply(Apply(null, x, "one", force: false), y, "two", force: false);
                    var yx = Apply(Apply(null, y, "two", force: false), x, "one", force: false);
                    return Sorted(SpecOf(xy)).Equals(Sorted(SpecOf(yx)))
                        && OwnedBy(xy, "one").Equals(OwnedBy(yx, "one"))
                        && OwnedBy(xy, "two").Equals(OwnedBy(yx, "two"));
                },
                iter: Iterations
            );

    [Fact]
    public void An_update_takes_exactly_what_it_changes() =>
        Gen.Select(SampleSpec, SampleSpec, SampleSpec)
            .Sample(
                t =>
                {
                    var before = Apply(Create(t.Item1, "creator"), t.Item2, "one");
                    var after = Update(before, t.Item3, "editor");
                    var change = Comparison.Of(SpecSchema, before["spec"], after["spec"]);
                    var touched = Below("spec", change.Added.Union(change.Modified).Union(change.Removed));
                    var taken = Below("spec", change.Added.Union(change.Modified));
                    return OwnedBy(after, "creator").Equals(OwnedBy(before, "creator").Except(touched))
                        && OwnedBy(after, "one").Equals(OwnedBy(before, "one").Except(touched))
                        && OwnedBy(after, "editor").Equals(taken);
                },
                iter: Iterations
            );

    [Fact]
    public void A_forced_apply_owns_all_it_says_and_nobody_else_owns_what_it_changed() =>
        Gen.Select(SampleSpec, SampleSpec)
            .Sample(
                t =>
                {
                    var before = Create(t.Item1, "creator");
                    var after = Apply(before, t.Item2, "one");
                    var change = Comparison.Of(SpecSchema, before["spec"], after["spec"]);
                    var taken = Below("spec", change.Added.Union(change.Modified));
                    return Contains(SpecOf(after), t.Item2)
                        && taken.Leaves().Except(OwnedBy(after, "one")).IsEmpty
                        && !OwnedBy(after, "creator").Overlaps(taken);
                },
                iter: Iterations
            );

    [Fact]
    public void An_apply_fails_just_where_it_would_change_what_others_own() =>
        Gen.Select(SampleSpec, SampleSpec)
            .Sample(
                t =>
                {
                    var before = Create(t.Item1, "creator");
                    var forced = Apply(before, t.Item2, "one");
                    var change = Comparison.Of(SpecSchema, before["spec"], forced["spec"]);
                    var conflicts = OwnedBy(before, "creator")
                        .Intersect(Below("spec", change.Added.Union(change.Modified)));
                    var result = Main.Apply(before, WithSpec(t.Item2), "one", Noon, force: false);
                    return conflicts.IsEmpty
                        ? result.IsSuccess && result.Value.Equals(forced)
                        : result
                            .Error?.Causes.Select(c => c.Field)
                            .SequenceEqual(conflicts.Paths().Select(p => p.ToString())) == true;
                },
                iter: Iterations
            );

    [Fact]
    public void Trees_that_share_nothing_lead_to_the_same_as_trees_that_share_all_they_can() =>
        Gen.Select(SampleSpec, SampleSpec)
            .Sample(
                t =>
                {
                    var live = Create(t.Item1, "creator");
                    var patched = live.With("spec", MergePatch.Merge(live["spec"], t.Item2));
                    var shared = Main.Update(live, patched, "editor", Noon);
                    var parsed = Main.Update(Reparse(live), Reparse(patched), "editor", Noon);
                    return shared.Equals(parsed);
                },
                iter: Iterations
            );

    private static readonly Gen<(string Kind, string Manager, MapValue Spec)> Step = Gen.Select(
        Gen.OneOf("update", "apply", "force"),
        Gen.OneOf("one", "two", "three"),
        SampleSpec
    );

    [Fact]
    public void After_any_history_owned_fields_are_there_and_entries_are_in_order() =>
        Gen.Select(SampleSpec, Step.Array[1, 8])
            .Sample(
                t =>
                {
                    var live = Create(t.Item1, "creator");
                    var second = 0;
                    foreach (var (kind, manager, spec) in t.Item2)
                    {
                        second++;
                        if (kind == "update")
                            live = Main.Update(live, live.With("spec", spec), manager, Noon.AddSeconds(second));
                        else
                        {
                            var applied = Main.Apply(
                                live,
                                WithSpec(spec),
                                manager,
                                Noon.AddSeconds(second),
                                kind == "force"
                            );
                            live = applied.Value ?? live;
                        }
                        if (!Holds(live))
                            return false;
                    }
                    return true;
                },
                iter: Iterations / 4
            );

    private static bool Holds(MapValue live)
    {
        var managed = ManagedFields.Read(live.Map("metadata")!["managedFields"], out _)!;
        return Reparse(live).Equals(live)
            && ManagedFields.Of(managed.Entries).ToValue()!.Equals(live.Map("metadata")!["managedFields"])
            && managed.Entries.All(e => !e.Fields.IsEmpty && e.Fields.Paths().All(p => Exists(live, p)));
    }

    private static bool Exists(MapValue value, FieldPath path)
    {
        Value? at = value;
        StructuralSchema? schema = SampleSchema;
        foreach (var element in path.Elements)
        {
            if (element.FieldName is { } name)
                at = (at as MapValue)?[name];
            else
                at = (at as ListValue)?.FirstOrDefault(i => ItemKey.TextOf(schema!, i, out _) == element.Text);
            schema = Shape.Child(schema, element.Text, out _);
            if (at is null)
                return false;
        }
        return true;
    }

    private static MapValue Reparse(MapValue value) => JsonText.ParseMap(value.ToJson().Span);

    private static FieldSet Below(string field, FieldSet set) =>
        FieldSet.Of(set.Paths().Select(p => new FieldPath([PathElement.Field(field), .. p.Elements])));

    /// <summary>Two specs of which neither has a field, map key or item of the other.</summary>
    private static (MapValue X, MapValue Y) Disjoint(MapValue x, MapValue y)
    {
        var left = y;
        foreach (var (key, value) in y)
        {
            if (x[key] is not { } other)
                continue;
            left = (key, value, other) switch
            {
                ("labels" or "free", MapValue map, MapValue taken) => WithOrWithout(
                    left,
                    key,
                    MapValue.From(map.Where(e => !taken.ContainsKey(e.Key)))
                ),
                ("items" or "ports" or "finalizers" or "numbers", ListValue list, ListValue taken) => WithOrWithout(
                    left,
                    key,
                    ListValue.From(list.Where(i => !taken.Any(o => SameItem(key, i, o))))
                ),
                _ => left.Without(key),
            };
        }
        return (x, left);
    }

    private static MapValue WithOrWithout(MapValue map, string key, Value value) =>
        map.With(key, value is MapValue { Count: 0 } or ListValue { Count: 0 } ? null : value);

    private static bool SameItem(string key, Value a, Value b) => KeyOf(key, a) == KeyOf(key, b);

    private static string KeyOf(string key, Value item) => ItemKey.TextOf(SpecSchema.Properties[key], item, out _)!;

    // Lists that merge have no order of their own where nobody asks for one.
    private static MapValue Sorted(MapValue spec)
    {
        foreach (var key in new[] { "items", "ports", "finalizers", "numbers" })
        {
            if (spec.List(key) is { } list)
                spec = spec.With(key, ListValue.From(list.OrderBy(i => KeyOf(key, i), StringComparer.Ordinal)));
        }
        return spec;
    }

    private static bool Contains(MapValue value, MapValue config) =>
        Comparison.Of(SpecSchema, config, value) is { Modified.IsEmpty: true, Removed.IsEmpty: true };
}
