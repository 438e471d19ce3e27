using System.Text.Json;
using CsCheck;
using Pangea.Kube.Objects;
using Pangea.Kube.Testing;

namespace Pangea.Kube.Schema.Tests;

public class DecodingLawsTests
{
    private static MapValue Decoded(DecodeResult result)
    {
        Assert.Equal("", result.Error);
        Assert.Empty(result.Findings);
        return result.Object!;
    }

    [Theory]
    [InlineData(DecodeOptions.Strict)]
    [InlineData(DecodeOptions.Strict | DecodeOptions.Default)]
    public void Bytes_and_trees_decode_to_the_same(DecodeOptions options) =>
        GenObject.Any.Sample(
            (resource, obj) =>
            {
                var bytes = Decoded(ObjectDecoder.Decode(obj.ToJson().Span, resource.Schema, options));
                var tree = Decoded(ObjectDecoder.Decode(obj, resource.Schema, options));
                Assert.Equal(bytes, tree);
            },
            iter: Counts.Of(300)
        );

    [Theory]
    [InlineData(DecodeOptions.Strict)]
    [InlineData(DecodeOptions.Strict | DecodeOptions.Default)]
    public void What_was_decoded_is_accepted_as_it_is(DecodeOptions options) =>
        GenObject.Any.Sample(
            (resource, obj) =>
            {
                var once = Decoded(ObjectDecoder.Decode(obj, resource.Schema, options));
                Assert.Same(once, Decoded(ObjectDecoder.Decode(once, resource.Schema, options)));
                Assert.Equal(once, Decoded(ObjectDecoder.Decode(once.ToJson().Span, resource.Schema, options)));
            },
            iter: Counts.Of(300)
        );

    [Fact]
    public void Defaulting_first_or_later_is_the_same() =>
        GenObject.Any.Sample(
            (resource, obj) =>
            {
                var plain = Decoded(ObjectDecoder.Decode(obj, resource.Schema, DecodeOptions.None));
                Assert.Equal(
                    Decoded(ObjectDecoder.Decode(obj, resource.Schema, DecodeOptions.Default)),
                    Decoded(ObjectDecoder.Decode(plain, resource.Schema, DecodeOptions.Default))
                );
            },
            iter: Counts.Of(300)
        );

    [Fact]
    public void What_is_shared_with_a_decoded_tree_need_not_be_decoded_again() =>
        Gen.Select(GenObject.Any, Gen.Int)
            .Sample(
                (any, which) =>
                {
                    var (resource, obj) = any;
                    var known = Decoded(ObjectDecoder.Decode(obj, resource.Schema, DecodeOptions.Default));
                    var mixed = known.With("zz", 1);
                    for (var i = 0; i < obj.Count; i++)
                    {
                        if ((which >> (i % 31) & 1) == 1)
                            mixed = mixed.With(obj.Entries[i].Key, obj.Entries[i].Value);
                    }
                    var expected = ObjectDecoder.Decode(mixed, resource.Schema, DecodeOptions.Default);
                    var made = ObjectDecoder.Decode(mixed, resource.Schema, DecodeOptions.Default, known);
                    Assert.Equal(Decoded(expected), Decoded(made));
                    Assert.False(made.Object!.ContainsKey("zz"), "an unknown field beside shared ones was kept");
                },
                iter: Counts.Of(300)
            );

    [Fact]
    public void Unknown_fields_leave_no_trace_and_are_found() =>
        GenObject.Any.Sample(
            (resource, obj) =>
            {
                var added = obj.With("zz", 1).WithAt(MapValue.Of(("a", 1)), "metadata", "mm");
                var result = ObjectDecoder.Decode(added.ToJson().Span, resource.Schema, DecodeOptions.Strict);
                Assert.Equal(["unknown field \"metadata.mm\"", "unknown field \"zz\""], result.Findings);
                var without = obj.WithAt((obj["metadata"] as MapValue) ?? MapValue.Empty, "metadata");
                Assert.Equal(
                    Decoded(ObjectDecoder.Decode(without, resource.Schema, DecodeOptions.None)),
                    result.Object
                );
            },
            iter: Counts.Of(300)
        );

    [Fact]
    public void Damaged_documents_are_decoded_or_refused() =>
        Gen.Select(GenObject.Any, Gen.Int[0, 10_000], Gen.Byte, Gen.Int[0, 3])
            .Sample(
                (any, at, with, how) =>
                {
                    var bytes = any.Object.ToJson().ToArray();
                    at %= bytes.Length;
                    byte[] damaged = how switch
                    {
                        0 => [.. bytes[..at], with, .. bytes[(at + 1)..]],
                        1 => [.. bytes[..at], .. bytes[(at + 1)..]],
                        2 => bytes[..at],
                        _ => [.. bytes[..at], .. bytes[(at / 2)..at], .. bytes[at..]],
                    };
                    try
                    {
                        var result = ObjectDecoder.Decode(
                            damaged,
                            any.Resource.Schema,
                            DecodeOptions.Strict | DecodeOptions.Default
                        );
                        Assert.Equal(result.Error.Length > 0, result.Object is null);
                    }
                    catch (JsonException) { }
                },
                iter: Counts.Of(1000)
            );

    [Fact]
    public void Any_json_is_decoded_or_refused() =>
        Gen.Select(GenObject.Resource, GenValue.Map())
            .Sample(
                (resource, value) =>
                {
                    var bytes = ObjectDecoder.Decode(value.ToJson().Span, resource.Schema, DecodeOptions.Strict);
                    var tree = ObjectDecoder.Decode(value, resource.Schema, DecodeOptions.Strict);
                    Assert.Equal(bytes.Error, tree.Error);
                    Assert.Equal(bytes.Findings, tree.Findings);
                },
                iter: Counts.Of(200)
            );
}
