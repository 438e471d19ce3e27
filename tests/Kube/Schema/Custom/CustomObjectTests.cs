using System.Text;
using CsCheck;
using Pangea.Kube.Objects;
using Pangea.Kube.Testing;

namespace Pangea.Kube.Schema.Tests;

public class CustomObjectTests
{
    private static StructuralSchema Compile(string yaml) => CustomSchema.Compile((MapValue)YamlText.Parse(yaml));

    private static readonly StructuralSchema Policy = Compile(
        """
        type: object
        required: [spec]
        properties:
          metadata: {type: object, properties: {name: {type: string, maxLength: 5}}}
          spec:
            type: object
            required: [resourceSelectors]
            properties:
              resourceSelectors:
                type: array
                minItems: 1
                items:
                  type: object
                  required: [apiVersion, kind]
                  properties:
                    apiVersion: {type: string}
                    kind: {type: string}
                    weight: {type: integer, minimum: 1}
              conflictResolution: {type: string, default: Abort, enum: [Abort, Overwrite]}
              priority: {type: integer, format: int32, default: 0}
              note: {type: string, nullable: true}
              loose: {type: string}
              raw: {type: object, x-kubernetes-preserve-unknown-fields: true, properties: {known: {type: object, properties: {a: {type: string}}}}}
              port: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
              labels: {type: object, additionalProperties: {type: string, default: x}}
              nested: {type: object, properties: {inner: {type: string, default: here}}}
              template: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}
              tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}
              parts:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items: {type: object, required: [name], properties: {name: {type: string}, size: {type: integer, maximum: 10}}}
        """
    );

    private static DecodeResult Decode(string yaml, DecodeOptions options) =>
        ObjectDecoder.Decode(YamlText.Parse(yaml).ToJson().Span, Policy, options);

    [Fact]
    public void Unknown_fields_are_dropped_and_told_sorted_after_repeats()
    {
        const string Json = """
            {"kind":"P","apiVersion":"g/v1","zzz":1,"metadata":{"name":"a","unknownMeta":1,"name":"b"},"spec":{"zz":{"x":1},"aa":1,
            "resourceSelectors":[{"kind":"D","nope":1}],"raw":{"free":{"y":[{"z":1}]},"known":{"a":"b","c":1}},
            "template":{"kind":"K","spec":{"any":1},"metadata":{"labels":{"a":"b"},"bad":1}},"priority":1,"priority":2}}
            """;
        var result = ObjectDecoder.Decode(Encoding.UTF8.GetBytes(Json), Policy, DecodeOptions.Strict);
        Assert.Equal(
            [
                "duplicate field \"metadata.name\"",
                "duplicate field \"spec.priority\"",
                "unknown field \"metadata.unknownMeta\"",
                "unknown field \"spec.aa\"",
                "unknown field \"spec.raw.known.c\"",
                "unknown field \"spec.resourceSelectors[0].nope\"",
                "unknown field \"spec.zz\"",
                "unknown field \"zzz\"",
                "unknown field \"spec.template.metadata.bad\"",
            ],
            result.Findings
        );
        Assert.Equal(
            """
            {"apiVersion":"g/v1","kind":"P","metadata":{"name":"b"},"spec":{"priority":2,"raw":{"free":{"y":[{"z":1}]},"known":{"a":"b"}},"resourceSelectors":[{"kind":"D"}],"template":{"kind":"K","metadata":{"labels":{"a":"b"}},"spec":{"any":1}}}}
            """,
            result.Object!.ToString()
        );
    }

    [Fact]
    public void Defaults_fill_what_is_absent_or_null_and_go_into_what_is_there()
    {
        var made = Decode(
            "{spec: {conflictResolution: null, note: null, loose: null, nested: {}, labels: {a: null, b: c}}}",
            DecodeOptions.Default
        );
        Assert.Equal(
            """{"spec":{"conflictResolution":"Abort","labels":{"a":"x","b":"c"},"nested":{"inner":"here"},"note":null,"priority":0}}""",
            made.Object!.ToString()
        );
    }

    [Fact]
    public void Without_defaults_nulls_are_dropped_where_they_may_not_be() =>
        Assert.Equal(
            """{"spec":{"conflictResolution":null,"note":null}}""",
            Decode("{spec: {conflictResolution: null, note: null, loose: null}}", DecodeOptions.None).Object!.ToString()
        );

    [Fact]
    public void Metadata_has_its_go_type() =>
        Assert.Equal(
            "json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string",
            Decode("{metadata: {labels: {a: 1}}}", DecodeOptions.None).Error
        );

    [Fact]
    public void A_definition_without_a_schema_keeps_everything()
    {
        var schema = CustomSchema.Compile(null);
        var obj = (MapValue)
            YamlText.Parse("{apiVersion: g/v1, kind: K, metadata: {name: x, nope: 1}, any: {thing: [1]}}");
        var result = ObjectDecoder.Decode(obj, schema, DecodeOptions.Strict);
        Assert.Equal(["unknown field \"metadata.nope\""], result.Findings);
        Assert.Equal(obj.WithAt(null, "metadata", "nope"), result.Object);
    }

    private static List<string> Wrong(string yaml, string? old = null)
    {
        var errors = new List<FieldError>();
        SchemaValidation.Validate(
            (MapValue)YamlText.Parse(yaml),
            Policy,
            errors,
            (MapValue?)(old is null ? null : YamlText.Parse(old))
        );
        return [.. errors.Select(e => e.Message)];
    }

    [Theory]
    [InlineData("{spec: {resourceSelectors: [{apiVersion: v1, kind: Pod}]}}")]
    [InlineData("{}", "spec: Required value")]
    [InlineData("{spec: 1}", "spec: Invalid value: \"integer\": spec in body must be of type object: \"integer\"")]
    [InlineData(
        "{spec: {resourceSelectors: []}}",
        "spec.resourceSelectors: Invalid value: 0: spec.resourceSelectors in body should have at least 1 items"
    )]
    [InlineData("{spec: {resourceSelectors: [{apiVersion: v1}]}}", "spec.resourceSelectors[0].kind: Required value")]
    [InlineData(
        "{spec: {resourceSelectors: [{apiVersion: v1, kind: P, weight: 0}]}}",
        "spec.resourceSelectors[0].weight: Invalid value: 0: spec.resourceSelectors[0].weight in body should be greater than or equal to 1"
    )]
    [InlineData(
        "{spec: {resourceSelectors: [{apiVersion: v1, kind: P, weight: 1.5}]}}",
        "spec.resourceSelectors[0].weight: Invalid value: \"number\": spec.resourceSelectors[0].weight in body must be of type integer: \"number\""
    )]
    [InlineData(
        "{spec: {conflictResolution: x, resourceSelectors: [{apiVersion: v1, kind: P}]}}",
        "spec.conflictResolution: Unsupported value: \"x\": supported values: \"Abort\", \"Overwrite\""
    )]
    [InlineData(
        "{metadata: {name: toolong}, spec: {resourceSelectors: [{apiVersion: v1, kind: P}]}}",
        "metadata.name: Too long: may not be more than 5 bytes"
    )]
    [InlineData(
        "{spec: {tags: [a, b, a], resourceSelectors: [{apiVersion: v1, kind: P}]}}",
        "spec.tags[2]: Duplicate value: \"a\""
    )]
    [InlineData(
        "{spec: {parts: [{name: a}, {name: a, size: 1}], resourceSelectors: [{apiVersion: v1, kind: P}]}}",
        "spec.parts[1]: Duplicate value: {\"name\":\"a\"}"
    )]
    [InlineData(
        "{spec: {loose: null, resourceSelectors: [{apiVersion: v1, kind: P}]}}",
        "spec.loose: Invalid value: \"null\": spec.loose in body must be of type string: \"null\""
    )]
    [InlineData(
        "{spec: {labels: {a: 1}, resourceSelectors: [{apiVersion: v1, kind: P}]}}",
        "spec.labels.a: Invalid value: \"integer\": spec.labels.a in body must be of type string: \"integer\""
    )]
    [InlineData(
        "{spec: {template: {kind: K}, resourceSelectors: [{apiVersion: v1, kind: P}]}}",
        "spec.template.apiVersion: Required value: must not be empty"
    )]
    public void Validation_speaks_as_the_original(string yaml, params string[] errors) =>
        Assert.Equal(errors, Wrong(yaml));

    [Fact]
    public void An_integer_or_string_is_neither_a_flag()
    {
        Assert.Empty(Wrong("{spec: {port: http, resourceSelectors: [{apiVersion: v1, kind: P}]}}"));
        Assert.Contains(
            "spec.port: Invalid value: \"boolean\": spec.port in body must be of type integer,string: \"boolean\"",
            Wrong("{spec: {port: true, resourceSelectors: [{apiVersion: v1, kind: P}]}}")
        );
    }

    [Fact]
    public void What_was_wrong_before_and_did_not_change_is_let_pass()
    {
        const string Old =
            "{metadata: {name: toolong}, spec: {priority: 1, parts: [{name: a, size: 99}, {name: b}], tags: [a, a], resourceSelectors: []}}";
        Assert.NotEmpty(Wrong(Old));
        Assert.Empty(Wrong(Old, Old));
        Assert.Empty(
            Wrong(
                "{metadata: {name: toolong}, spec: {priority: 2, parts: [{name: b, size: 3}, {name: a, size: 99}], tags: [a, a], resourceSelectors: []}}",
                Old
            )
        );
        Assert.Equal(
            ["spec.parts[0].size: Invalid value: 98: spec.parts[0].size in body should be less than or equal to 10"],
            Wrong(
                "{metadata: {name: toolong}, spec: {priority: 1, parts: [{name: a, size: 98}, {name: b}], tags: [a, a], resourceSelectors: []}}",
                Old
            )
        );
    }

    [Fact]
    public void Pruning_and_defaulting_are_done_once_and_for_all() =>
        GenValue
            .Map()
            .Select(GenSpec, (any, spec) => any.With("spec", spec))
            .Sample(
                obj =>
                {
                    var options = DecodeOptions.Strict | DecodeOptions.Default;
                    var once = ObjectDecoder.Decode(obj.Without("metadata"), Policy, options).Object!;
                    var again = ObjectDecoder.Decode(once, Policy, options);
                    Assert.Empty(again.Findings);
                    Assert.Same(once, again.Object);
                },
                iter: Counts.Of(500)
            );

    private static Gen<Value> GenSpec =>
        Gen.Select(
                Pick.Of(
                    "resourceSelectors",
                    "conflictResolution",
                    "note",
                    "raw",
                    "labels",
                    "nested",
                    "parts",
                    "tags",
                    "zz",
                    "loose"
                ),
                Gen.OneOf(
                    GenValue.Any(2),
                    Gen.Const((Value)NullValue.Instance),
                    GenValue
                        .Map(1)
                        .Select(m => (Value)m.With("name", "n").With("known", MapValue.Of(("a", 1), ("b", 2))))
                )
            )
            .Array[0, 6]
            .Select(a => (Value)MapValue.From(a.Select(p => KeyValuePair.Create(p.Item1, p.Item2))));

    [Fact]
    public void Any_json_is_validated_without_failing() =>
        Gen.Select(GenValue.Map(), GenSpec)
            .Sample(
                (any, spec) =>
                {
                    var obj = any.With("spec", spec);
                    Assert.All(Wrong(obj.ToString()), e => Assert.NotEmpty(e));
                },
                iter: Counts.Of(300)
            );
}
