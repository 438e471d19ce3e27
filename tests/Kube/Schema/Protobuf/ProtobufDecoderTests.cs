using CsCheck;
using Pangea.Kube.Objects;
using Pangea.Kube.Testing;

namespace Pangea.Kube.Schema.Tests.Protobuf;

public class ProtobufDecoderTests
{
    // Fields that came with 1.36, whose numbers no released client we can read knows; no client of an earlier version writes them.
    private static readonly HashSet<string> Numberless =
    [
        "core.v1.PodSpec.schedulingGroup",
        "core.v1.PodStatus.nodeAllocatableResourceClaimStatuses",
        "core.v1.VolumeMountStatus.volumeStatus",
        "resource.v1.Device.nodeAllocatableResourceMappings",
        "resource.v1.DeviceAttribute.bools",
        "resource.v1.DeviceAttribute.ints",
        "resource.v1.DeviceAttribute.strings",
        "resource.v1.DeviceAttribute.versions",
        "storage.v1.CSIDriverSpec.preventPodSchedulingIfMissing",
    ];

    [Fact]
    public void Every_field_of_every_kind_has_a_number()
    {
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>();
        foreach (var resource in BuiltinSchemas.Instance.Resources)
            Visit(resource.Schema, isKind: true);
        Assert.Equal(Numberless.Order(StringComparer.Ordinal), missing);

        void Visit(StructuralSchema schema, bool isKind)
        {
            schema = schema.Items ?? schema.AdditionalProperties ?? schema;
            if (schema.Properties.Count == 0 || !seen.Add(schema.TypeName))
                return;
            var names = schema.TypeName.Split('.');
            var name = string.Join('.', names[^3..]);
            var message = ProtobufMessages.Instance.Find(schema.TypeName);
            foreach (var (field, of) in schema.Properties)
            {
                if (isKind && field is "apiVersion" or "kind")
                    continue;
                if (message is null || !Names(message).Contains(field))
                    missing.Add($"{name}.{field}");
                else
                    Visit(of, isKind: false);
            }
        }
    }

    [Fact]
    public void An_object_in_protobuf_reads_as_the_same_object_in_JSON() =>
        GenObject
            .Any.Where(g => g.Resource.Kind != "CustomResourceDefinition")
            .Sample(
                g =>
                {
                    var (resource, random) = g;
                    var given = Written(random, resource.Schema)
                        .With("apiVersion", resource.Resource.GroupVersion.ToString())
                        .With("kind", resource.Kind);
                    var json = ObjectDecoder.Decode(given, resource.Schema, DecodeOptions.None);
                    Assert.True(json.Object is not null, json.Error);

                    var tree = ProtobufDecoder.Decode(
                        ProtobufEncoder.Encode(json.Object, resource.Schema),
                        out var schema
                    );

                    Assert.Same(resource.Schema, schema);
                    var read = ObjectDecoder.Decode(tree, schema, DecodeOptions.Strict);
                    Assert.Empty(read.Findings);
                    Assert.Equal(json.Object.ToString(), read.Object?.ToString());
                },
                iter: Counts.Of(300)
            );

    [Fact]
    public void The_unions_of_JSON_schemas_keep_their_form()
    {
        var bytes = new WireWriter();
        bytes.Message(30, Message(m => m.Flag(1, false)));
        bytes.Message(33, Message(m => m.Message(2, Message(s => s.Text(5, "string")))));
        bytes.Message(24, Message(m => m.Message(1, Message(s => s.Text(5, "integer")))));
        bytes.Message(8, Message(m => m.Bytes(1, "{\"a\":[1]}"u8)));
        var validation = Message(v => v.Message(1, bytes));
        var version = Message(v => v.Message(4, validation));
        var body = Envelope(
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            Message(c => c.Message(2, Message(s => s.Message(7, version))))
        );

        var read = ProtobufDecoder.Decode(body, out _);

        var versions = (ListValue)read.At("spec", "versions")!;
        Assert.Equal(
            """{"additionalItems":{"type":"string"},"additionalProperties":false,"default":{"a":[1]},"items":{"type":"integer"}}""",
            ((MapValue)versions[0]).At("schema", "openAPIV3Schema")!.ToString()
        );
    }

    [Fact]
    public void Options_of_a_request_may_call_themselves_by_any_group()
    {
        var read = ProtobufDecoder.Decode(
            Envelope("apps/v1", "DeleteOptions", Message(m => m.Text(4, "Foreground"))),
            out _
        );

        Assert.Equal("Foreground", read.Text("propagationPolicy"));
    }

    [Theory]
    [InlineData("example.com/v1", "Widget")]
    [InlineData("", "")]
    public void A_kind_that_is_not_built_in_is_refused(string apiVersion, string kind) =>
        Assert.Throws<FormatException>(() => ProtobufDecoder.Decode(Envelope(apiVersion, kind, new()), out _));

    [Fact]
    public void Broken_bytes_are_told_from_others_and_do_no_harm() =>
        GenObject
            .Any.Where(g => g.Resource.Kind != "CustomResourceDefinition")
            .SelectMany(g => Gen.Int[0, 4_000].Select(Gen.Byte, (at, with) => (g, at, with)))
            .Sample(
                t =>
                {
                    var given = Written(t.g.Object, t.g.Resource.Schema)
                        .With("apiVersion", t.g.Resource.Resource.GroupVersion.ToString())
                        .With("kind", t.g.Resource.Kind);
                    if (ObjectDecoder.Decode(given, t.g.Resource.Schema, DecodeOptions.None).Object is not { } obj)
                        return;
                    var bytes = ProtobufEncoder.Encode(obj, t.g.Resource.Schema);
                    bytes[t.at % bytes.Length] = t.with;
                    try
                    {
                        ProtobufDecoder.Decode(bytes, out _);
                    }
                    catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
                    {
                        // What a request's edge takes for a bad request.
                    }
                },
                iter: Counts.Of(300)
            );

    [Fact]
    public void A_message_that_nests_without_end_is_refused()
    {
        var schema = new WireWriter();
        for (var i = 0; i < 200; i++)
        {
            var outer = new WireWriter();
            outer.Message(28, schema);
            schema = outer;
        }
        var version = Message(v => v.Message(4, Message(s => s.Message(1, schema))));

        Assert.Throws<FormatException>(() =>
            ProtobufDecoder.Decode(
                Envelope(
                    "apiextensions.k8s.io/v1",
                    "CustomResourceDefinition",
                    Message(c => c.Message(2, Message(s => s.Message(7, version))))
                ),
                out _
            )
        );
    }

    private static IEnumerable<string> Names(ProtobufMessage message) =>
        message.Fields.Values.SelectMany(f => f.Inlined is { } inlined ? Names(inlined) : [f.Name]);

    /// <summary>Without what protobuf cannot tell from nothing (empty lists and maps) or has no number for.</summary>
    private static MapValue Written(MapValue map, StructuralSchema schema)
    {
        foreach (var (name, value) in map)
        {
            var kept = schema.Field(name) is { } field ? Written(value, field, name, schema) : null;
            map = map.With(name, kept);
        }
        return map;
    }

    private static Value? Written(Value value, StructuralSchema schema, string name, StructuralSchema parent)
    {
        var numbers = ProtobufMessages.Instance.Find(parent.TypeName);
        if (numbers is not null && !Names(numbers).Contains(name))
            return null;
        if (schema.Form != ValueForm.Plain)
            return value;
        return value switch
        {
            ListValue list => list.Count == 0
                ? null
                : ListValue.From(list.Select(i => i is MapValue m && schema.Items is { } of ? Written(m, of) : i)),
            MapValue { Count: 0 } when schema.AdditionalProperties is not null => null,
            MapValue map when schema.AdditionalProperties is { Items: not null } => MapValue.From(
                map.Where(e => e.Value is ListValue { Count: > 0 })
            )
                is { Count: > 0 } some
                ? some
                : null,
            MapValue map when schema.AdditionalProperties is { Form: ValueForm.Bytes } => MapValue.From(
                map.Where(e => e.Value is StringValue)
            )
                is { Count: > 0 } some
                ? some
                : null,
            MapValue map => Written(map, schema),
            _ => value,
        };
    }

    private static WireWriter Message(Action<WireWriter> write)
    {
        var message = new WireWriter();
        write(message);
        return message;
    }

    private static byte[] Envelope(string apiVersion, string kind, WireWriter raw)
    {
        var unknown = new WireWriter();
        unknown.Message(
            1,
            Message(m =>
            {
                m.Text(1, apiVersion);
                m.Text(2, kind);
            })
        );
        unknown.Message(2, raw);
        return [.. "k8s\0"u8, .. unknown.Written];
    }
}
