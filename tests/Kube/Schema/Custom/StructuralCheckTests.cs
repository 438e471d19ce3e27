using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema.Tests;

public class StructuralCheckTests
{
    private static List<string> Wrong(string yaml)
    {
        var errors = new List<FieldError>();
        StructuralCheck.Check((MapValue)YamlText.Parse(yaml), "s", errors);
        return [.. errors.Select(e => e.Message)];
    }

    [Theory]
    [InlineData("{type: object}")]
    [InlineData(
        "{type: object, properties: {a: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}}}"
    )]
    [InlineData(
        "{type: object, properties: {a: {x-kubernetes-int-or-string: true, allOf: [{anyOf: [{type: integer}, {type: string}]}, {pattern: x}]}}}"
    )]
    [InlineData(
        "{type: object, properties: {a: {type: object, properties: {b: {type: string}}, anyOf: [{required: [b]}, {properties: {b: {pattern: x}}}]}}}"
    )]
    [InlineData(
        "{type: object, properties: {a: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}}}"
    )]
    [InlineData(
        "{type: object, properties: {metadata: {type: object, properties: {name: {type: string, maxLength: 5}}}}}"
    )]
    [InlineData("{}", "s.type: Required value: must not be empty at the root")]
    [InlineData("{type: array, items: {type: string}}", "s.type: Invalid value: \"array\": must be object at the root")]
    [InlineData(
        "{type: object, additionalProperties: {type: string}}",
        "s.additionalProperties: Forbidden: must not be used at the root"
    )]
    [InlineData(
        "{type: object, properties: {a: {}}}",
        "s.properties[a].type: Required value: must not be empty for specified object fields"
    )]
    [InlineData(
        "{type: object, properties: {a: {type: array}}}",
        "s.properties[a].items: Required value: must be specified"
    )]
    [InlineData(
        "{type: object, properties: {a: {type: array, items: {}}}}",
        "s.properties[a].items.type: Required value: must not be empty for specified array items"
    )]
    [InlineData(
        "{type: object, properties: {a: {type: text}}}",
        "s.properties[a].type: Unsupported value: \"text\": supported values: \"array\", \"boolean\", \"integer\", \"number\", \"object\", \"string\""
    )]
    [InlineData(
        "{type: object, properties: {a: {type: string, anyOf: [{type: string, description: x}]}}}",
        "s.properties[a].anyOf[0].description: Forbidden: must be empty to be structural",
        "s.properties[a].anyOf[0].type: Forbidden: must be empty to be structural"
    )]
    [InlineData(
        "{type: object, anyOf: [{properties: {b: {pattern: x}}}]}",
        "s.properties[b]: Required value: because it is defined in s.anyOf[0].properties[b]"
    )]
    [InlineData(
        "{type: object, properties: {metadata: {type: object, properties: {labels: {type: object}}}}}",
        "s.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified"
    )]
    [InlineData(
        "{type: object, properties: {a: {$ref: x, type: string}}}",
        "s.properties[a].$ref: Forbidden: $ref is not supported"
    )]
    [InlineData(
        "{type: object, properties: {a: {type: array, items: {type: string}, uniqueItems: true}}}",
        "s.properties[a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
    )]
    [InlineData(
        "{type: object, properties: {a: {type: array, items: {type: object}, x-kubernetes-list-type: map}}}",
        "s.properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map"
    )]
    [InlineData(
        "{type: object, properties: {a: {type: string, x-kubernetes-list-type: set}}}",
        "s.properties[a].type: Invalid value: \"string\": must be array if x-kubernetes-list-type is specified"
    )]
    [InlineData(
        "{type: object, properties: {a: {type: integer, default: x}}}",
        "s.properties[a].default: Invalid value: \"string\": s.properties[a].default in body must be of type integer: \"string\""
    )]
    [InlineData(
        "{type: object, properties: {a: {type: object, default: {b: 1}}}}",
        "s.properties[a].default: Invalid value: {\"b\":1}: must not have unknown fields"
    )]
    [InlineData(
        "{type: object, properties: {a: {type: object, additionalProperties: {type: string}, properties: {b: {type: string}}}}}",
        "s.properties[a].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive"
    )]
    [InlineData(
        "{type: object, properties: {a: {type: object, x-kubernetes-embedded-resource: true}}}",
        "s.properties[a].properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"
    )]
    public void What_is_not_structural_is_told_as_the_original_tells_it(string yaml, params string[] errors) =>
        Assert.Equal(errors, Wrong(yaml));

    [Fact]
    public void A_bad_pattern_is_told() =>
        Assert.StartsWith(
            "s.properties[a].pattern: Invalid value: \"(\": must be a valid regular expression, but isn't: ",
            Assert.Single(Wrong("{type: object, properties: {a: {type: string, pattern: '('}}}")),
            StringComparison.Ordinal
        );
}
