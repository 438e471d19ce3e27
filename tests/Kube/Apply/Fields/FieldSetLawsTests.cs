using CsCheck;
using Pangea.Kube.Objects;
using static Pangea.Kube.Apply.Tests.Samples;

namespace Pangea.Kube.Apply.Tests.Fields;

/// <summary>Field sets against plain sets of paths.</summary>
public class FieldSetLawsTests
{
    private static readonly Gen<PathElement> Element = Gen.OneOf(
        Gen.OneOf("a", "b", "c").Select(PathElement.Field),
        Gen.OneOf("x", "y").Select(n => PathElement.Key(("name", n))),
        Gen.Long[9, 10].Select(n => PathElement.Item(n)),
        Gen.Int[0, 1].Select(PathElement.At)
    );

    private static readonly Gen<HashSet<FieldPath>> Paths = Element
        .Array[1, 4]
        .Select(e => FieldPath.Of(e))
        .Array[0, 12]
        .Select(p => p.ToHashSet());

    private static readonly Gen<(HashSet<FieldPath> X, HashSet<FieldPath> Y)> Two = Gen.Select(Paths, Paths);

    private static bool Same(FieldSet set, IEnumerable<FieldPath> model)
    {
        var paths = set.Paths().ToList();
        return paths.ToHashSet().SetEquals(model) && paths.Count == set.Count && IsCanonical(set.ToFieldsV1());
    }

    // Every set has one tree: nodes that are members only are empty, and nothing hangs below without a member.
    private static bool IsCanonical(MapValue node) =>
        node.All(e =>
            e.Value is MapValue child && (e.Key != "." || (child.Count == 0 && node.Count > 1)) && IsCanonical(child)
        );

    [Fact]
    public void A_set_has_the_paths_it_was_made_of() =>
        Paths.Sample(p => Same(FieldSet.Of(p), p) && p.All(FieldSet.Of(p).Contains), iter: Iterations);

    [Fact]
    public void Union_intersection_and_difference_are_those_of_sets() =>
        Two.Sample(
            t =>
            {
                var (x, y) = (FieldSet.Of(t.X), FieldSet.Of(t.Y));
                return Same(x.Union(y), t.X.Union(t.Y))
                    && Same(x.Intersect(y), t.X.Intersect(t.Y))
                    && Same(x.Except(y), t.X.Except(t.Y))
                    && x.Overlaps(y) == t.X.Overlaps(t.Y);
            },
            iter: Iterations
        );

    [Fact]
    public void The_recursive_difference_takes_what_is_below_too() =>
        Two.Sample(
            t =>
                Same(
                    FieldSet.Of(t.X).ExceptRecursively(FieldSet.Of(t.Y)),
                    t.X.Where(p => !t.Y.Any(q => IsAtOrBelow(p, q)))
                ),
            iter: Iterations
        );

    [Fact]
    public void Leaves_are_members_with_nothing_below_them() =>
        Paths.Sample(
            p => Same(FieldSet.Of(p).Leaves(), p.Where(x => !p.Any(y => y != x && IsAtOrBelow(y, x)))),
            iter: Iterations
        );

    [Fact]
    public void What_changes_nothing_gives_the_very_same_set() =>
        Two.Sample(
            t =>
            {
                var all = FieldSet.Of(t.X.Union(t.Y));
                var part = FieldSet.Of(t.X);
                return ReferenceEquals(all.Union(part), all)
                    && ReferenceEquals(part.Intersect(part), part)
                    && ReferenceEquals(all.Except(FieldSet.Of(FieldPath.OfFields("none"))), all)
                    && all.Except(all).IsEmpty;
            },
            iter: Iterations
        );

    [Fact]
    public void A_set_survives_writing_and_reading() =>
        Paths.Sample(
            p =>
            {
                var set = FieldSet.Of(p);
                var written = new System.Buffers.ArrayBufferWriter<byte>();
                set.WriteFieldsV1(written);
                return FieldSet.TryRead(JsonText.Parse(written.WrittenSpan), out var read, out _)
                    && read.Equals(set)
                    && read.GetHashCode() == set.GetHashCode()
                    && FieldSet.TryRead(set.ToFieldsV1(), out var same, out _)
                    && ReferenceEquals(same.ToFieldsV1(), set.ToFieldsV1());
            },
            iter: Iterations
        );

    [Fact]
    public void A_key_that_is_taken_for_plain_is_canonical() =>
        Gen.OneOf(
                "k:{\"a\":1}",
                "k:{\"a\":1,\"b\":\"x\"}",
                "k:{\"b\":1,\"a\":2}",
                "k:{}",
                "v:\"a\"",
                "v:01",
                "v:true",
                "v:-1"
            )
            .SelectMany(key =>
                Gen.Select(Gen.Const(key), Gen.Int[0, 12], Gen.OneOf("", "0", "\"", ",", "}", "\\", "e", " "))
            )
            .Sample(
                t =>
                {
                    var at = Math.Min(t.Item2, t.Item1.Length);
                    var key = t.Item1[..at] + t.Item3 + t.Item1[at..];
                    return !PlainKey.Matches(key) || (PathElement.TryParse(key, out var e, out _) && e!.Text == key);
                },
                iter: Iterations
            );

    [Fact]
    public void Any_document_reads_as_a_set_or_is_refused() =>
        AnyMap.Sample(
            map =>
            {
                var prefixed = MapValue.From(map.Select(e => new KeyValuePair<string, Value>("f:" + e.Key, e.Value)));
                return !FieldSet.TryRead(prefixed, out var set, out var error)
                    ? error.Length > 0
                    : FieldSet.TryRead(set.ToFieldsV1(), out var again, out _) && again.Equals(set);
            },
            iter: Iterations
        );

    private static bool IsAtOrBelow(FieldPath path, FieldPath above) =>
        path.Elements.Length >= above.Elements.Length
        && path.Elements.AsSpan()[..above.Elements.Length].SequenceEqual(above.Elements.AsSpan());
}
