using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema.Tests;

public class BoundsTests
{
    private static List<string> Wrong(string schema, string value)
    {
        var compiled = CustomSchema.Compile(
            (MapValue)
                YamlText.Parse("{type: object, properties: {spec: {type: object, properties: {x: " + schema + "}}}}")
        );
        var errors = new List<FieldError>();
        SchemaValidation.Validate((MapValue)YamlText.Parse("{spec: {x: " + value + "}}"), compiled, errors);
        return [.. errors.Select(e => e.Message)];
    }

    [Theory]
    [InlineData(
        "{type: string, minLength: 2}",
        "a",
        "spec.x: Invalid value: \"a\": spec.x in body should be at least 2 chars long"
    )]
    [InlineData("{type: string, minLength: 2}", "😀😀")]
    [InlineData("{type: string, maxLength: 2}", "abc", "spec.x: Too long: may not be more than 2 bytes")]
    [InlineData("{type: string, maxLength: 2}", "😀😀")]
    [InlineData(
        @"{type: string, pattern: '^\d+$'}",
        "abc",
        @"spec.x: Invalid value: ""abc"": spec.x in body should match '^\d+$'"
    )]
    [InlineData(@"{type: string, pattern: '^[[:alpha:]_-]+$'}", "ab_c-")]
    [InlineData(@"{type: string, pattern: 'b'}", "abc")]
    [InlineData(
        "{type: integer, maximum: 3}",
        "4",
        "spec.x: Invalid value: 4: spec.x in body should be less than or equal to 3"
    )]
    [InlineData(
        "{type: integer, maximum: 3, exclusiveMaximum: true}",
        "3",
        "spec.x: Invalid value: 3: spec.x in body should be less than 3"
    )]
    [InlineData(
        "{type: number, minimum: 0.5, exclusiveMinimum: true}",
        "0.5",
        "spec.x: Invalid value: 0.5: spec.x in body should be greater than 0.5"
    )]
    [InlineData(
        "{type: integer, multipleOf: 5}",
        "7",
        "spec.x: Invalid value: 7: spec.x in body should be a multiple of 5"
    )]
    [InlineData("{type: integer}", "1.0")]
    [InlineData("{type: number}", "1")]
    [InlineData(
        "{type: array, maxItems: 1, items: {type: integer}}",
        "[1, 2]",
        "spec.x: Too many: 2: must have at most 1 items"
    )]
    [InlineData(
        "{type: object, maxProperties: 1, additionalProperties: {type: string}}",
        "{a: b, c: d}",
        "spec.x: Too many: 2: must have at most 1 items"
    )]
    [InlineData(
        "{type: object, minProperties: 1, additionalProperties: {type: string}}",
        "{}",
        "spec.x: Invalid value: 0: spec.x in body should have at least 1 properties"
    )]
    [InlineData("{type: integer, enum: [1, 2]}", "3", "spec.x: Unsupported value: 3: supported values: \"1\", \"2\"")]
    [InlineData(
        "{type: string, format: date-time}",
        "x",
        "spec.x: Invalid value: \"x\": spec.x in body must be of type date-time: \"x\""
    )]
    [InlineData("{type: string, nullable: true}", "null")]
    [InlineData(
        "{type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}",
        "{}",
        "<nil>: Invalid value: \"\": \"spec.x\" must validate one and only one schema (oneOf). Found none valid",
        "spec.x.a: Required value"
    )]
    [InlineData(
        "{type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}",
        "{a: '1', b: '2'}",
        "<nil>: Invalid value: \"\": \"spec.x\" must validate one and only one schema (oneOf). Found 2 valid alternatives"
    )]
    [InlineData(
        "{type: integer, anyOf: [{minimum: 10}, {maximum: 1}]}",
        "5",
        "<nil>: Invalid value: \"\": \"spec.x\" must validate at least one schema (anyOf)",
        "spec.x: Invalid value: 5: spec.x in body should be greater than or equal to 10"
    )]
    [InlineData(
        "{type: integer, allOf: [{minimum: 10}, {maximum: 8}]}",
        "5",
        "spec.x: Invalid value: 5: spec.x in body should be greater than or equal to 10",
        "<nil>: Invalid value: \"\": \"spec.x\" must validate all the schemas (allOf)"
    )]
    [InlineData(
        "{type: integer, not: {minimum: 3}}",
        "5",
        "<nil>: Invalid value: \"\": \"spec.x\" must not validate the schema (not)"
    )]
    public void Bounds_speak_as_the_original(string schema, string value, params string[] errors) =>
        Assert.Equal(errors, Wrong(schema, value));

    [Theory]
    [InlineData("date-time", "2026-11-23T02:52:40Z", "2026-11-23")]
    [InlineData("date", "2026-11-23", "2026-13-01")]
    [InlineData("duration", "1h30m", "1x")]
    [InlineData("byte", "aGk=", "a!")]
    [InlineData("ipv4", "10.0.0.1", "10.0.0")]
    [InlineData("ipv6", "fd00::1", "10.0.0.1")]
    [InlineData("cidr", "10.0.0.0/8", "10.0.0.0/33")]
    [InlineData("mac", "01:23:45:67:89:ab", "01:23")]
    [InlineData("hostname", "a.example.com", "-a")]
    [InlineData("email", "a@b.c", "a")]
    [InlineData("uri", "https://a/b", "a b")]
    [InlineData("uuid", "123e4567-e89b-42d3-a456-426614174000", "123")]
    [InlineData("uuid4", "123e4567-e89b-42d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000")]
    [InlineData("hexcolor", "#fff", "#ff")]
    [InlineData("rgbcolor", "rgb(1,2,255)", "rgb(1,2,256)")]
    [InlineData("creditcard", "4111111111111111", "4111111111111112")]
    [InlineData("isbn", "0-306-40615-2", "0-306-40615-3")]
    [InlineData("isbn13", "978-0-306-40615-7", "978-0-306-40615-8")]
    [InlineData("ssn", "123-45-6789", "12")]
    [InlineData("bsonobjectid", "507f1f77bcf86cd799439011", "507f")]
    public void Formats_are_checked(string format, string right, string wrong)
    {
        Assert.True(Formats.Matches(format, right), right);
        Assert.False(Formats.Matches(format, wrong), wrong);
        Assert.True(Formats.Matches("anything", wrong));
    }
}
