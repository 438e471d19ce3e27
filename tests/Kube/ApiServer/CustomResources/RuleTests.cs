using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.CustomResources.Tests;

/// <summary>Rules in CEL, and what did not change since a schema became stricter ("ratcheting").</summary>
public sealed class RuleTests
{
    private const string Schema = """
        type: object
        x-kubernetes-validations:
        - rule: "self.metadata.name.startsWith('w')"
          message: the name must begin with w
        properties:
          spec:
            type: object
            x-kubernetes-validations:
            - rule: self.min <= self.max
            - rule: "!has(self.kind) || self.kind != 'none'"
              message: kind must not be none
              fieldPath: .kind
              reason: FieldValueForbidden
            - rule: self.max < 100
              messageExpression: "'max is ' + string(self.max) + ', too much'"
            - rule: "has(oldSelf.locked) ? has(self.locked) : true"
              message: locked cannot be removed
            properties:
              min: {type: integer, default: 0}
              max: {type: integer}
              kind: {type: string}
              locked: {type: string, x-kubernetes-validations: [{rule: self == oldSelf, message: locked is immutable}]}
              once:
                type: integer
                x-kubernetes-validations:
                - {rule: "!oldSelf.hasValue() || self >= oldSelf.value()", optionalOldSelf: true, message: only grows}
                - {rule: "oldSelf.hasValue() || self < 10", optionalOldSelf: true, message: begins below 10}
              ports:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items:
                  type: object
                  required: [name]
                  x-kubernetes-validations: [{rule: self.port == oldSelf.port, message: a port stays}]
                  properties: {name: {type: string}, port: {type: integer}}
              sizes:
                type: object
                additionalProperties: {type: string, x-kubernetes-validations: [{rule: isQuantity(self), message: not a quantity}]}
              broken: {type: array, items: {type: integer}, x-kubernetes-validations: [{rule: "self[0] > 0"}]}
              dear: {type: array, items: {type: integer}, x-kubernetes-validations: [{rule: "self.all(a, self.all(b, self.all(c, a + b + c > 0)))"}]}
        """;

    private readonly CustomServer server = new();

    private static string Widget(string spec, string name = "w") =>
        $"apiVersion: example.com/v1\nkind: Widget\nmetadata: {{name: {name}, namespace: default}}\nspec: {spec}";

    private void Define() => server.Define(CustomServer.Widget(CustomServer.V1(Schema)));

    private string Changed(string spec)
    {
        var patch = MapValue.Of(("spec", YamlText.Parse(spec)));
        return server.Whole.TryPatch(CustomServer.Widgets, new("default", "w"), patch.ToString()).Error?.Message ?? "";
    }

    [Theory]
    [InlineData("{max: -1}", "spec: Invalid value: \"object\": failed rule: self.min <= self.max")]
    [InlineData("{max: 1, kind: none}", "spec.kind: Forbidden: kind must not be none")]
    [InlineData("{max: 100}", "spec: Invalid value: \"object\": max is 100, too much")]
    [InlineData("{max: 1, sizes: {a: 1Gi, b: x}}", "spec.sizes[b]: Invalid value: \"string\": not a quantity")]
    [InlineData(
        "{max: 1, broken: []}",
        "spec.broken: Invalid value: \"array\": index out of bounds: 0 evaluating rule: self[0] > 0"
    )]
    [InlineData("{max: 1, once: 10}", "spec.once: Invalid value: \"integer\": begins below 10")]
    [InlineData("{}", "spec: Invalid value: \"object\": no such key: max evaluating rule: self.min <= self.max")]
    public void A_rule_that_does_not_hold_refuses_the_object(string spec, string message)
    {
        Define();
        Assert.Contains(message, server.Refused(Widget(spec)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_root_has_rules_too()
    {
        Define();
        Assert.Equal(
            "Widget.example.com \"x\" is invalid: <nil>: Invalid value: \"object\": the name must begin with w",
            server.Refused(Widget("{max: 1}", "x"))
        );
    }

    [Fact]
    public void Rules_are_not_asked_about_what_is_not_of_its_form()
    {
        Define();
        Assert.Equal(
            "Widget.example.com \"w\" is invalid: [spec.max: Invalid value: \"string\": spec.max in body must be of type integer: \"string\", "
                + "<nil>: Invalid value: \"null\": some validation rules were not checked because the object was invalid; correct the existing "
                + "errors to complete validation]",
            server.Refused(Widget("{max: x}"))
        );
    }

    [Fact]
    public void Transition_rules_compare_with_what_was()
    {
        Define();
        server.Make(Widget("{max: 1, locked: a, once: 5, ports: [{name: a, port: 1}, {name: b, port: 2}]}"));
        Assert.Contains(
            "spec.locked: Invalid value: \"string\": locked is immutable",
            Changed("{locked: b}"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "spec: Invalid value: \"object\": locked cannot be removed",
            Changed("{locked: null}"),
            StringComparison.Ordinal
        );
        Assert.Contains("only grows", Changed("{once: 4}"), StringComparison.Ordinal);
        Assert.Equal("", Changed("{once: 50}"));
        // Items are who their keys say, wherever they stand; a new one was not there before.
        Assert.Equal("", Changed("{ports: [{name: c, port: 9}, {name: b, port: 2}, {name: a, port: 1}]}"));
        Assert.Contains(
            "spec.ports[1]: Invalid value: \"object\": a port stays",
            Changed("{ports: [{name: a, port: 1}, {name: b, port: 3}]}"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Costs_are_limited()
    {
        Define();
        var many = string.Join(", ", Enumerable.Repeat("1", 200));
        Assert.Contains(
            "spec.dear: Invalid value: \"array\": 'operation cancelled: actual cost limit exceeded': no further validation rules will be run "
                + "due to call cost exceeds limit for rule: self.all(a, self.all(b, self.all(c, a + b + c > 0)))",
            server.Refused(Widget($"{{max: 1, dear: [{many}]}}")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_did_not_change_may_stay_as_it_was()
    {
        const string loose =
            "{type: object, properties: {spec: {type: object, x-kubernetes-preserve-unknown-fields: true}}}";
        server.Define(CustomServer.Widget(CustomServer.V1(loose)));
        server.Make(Widget("{max: 1, min: 0, sizes: {a: x}, kind: toolong}"));
        server.Redefine(
            CustomServer.Widget(
                CustomServer.V1(
                    Schema.Replace(
                        "kind: {type: string}",
                        "kind: {type: string, maxLength: 3}",
                        StringComparison.Ordinal
                    )
                )
            )
        );
        // Neither the rule's error nor the schema's stands in the way of another change.
        Assert.Equal("", Changed("{max: 2}"));
        Assert.Contains(
            "spec.sizes[b]: Invalid value: \"string\": not a quantity",
            Changed("{sizes: {b: '?'}}"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("spec.sizes[a]", Changed("{sizes: {b: '?'}}"), StringComparison.Ordinal);
        Assert.Contains(
            "spec.kind: Too long: may not be more than 3 bytes",
            Changed("{kind: alsolong}"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        "{type: object, properties: {spec: {type: object, properties: {a: {type: integer}}, x-kubernetes-validations: [{rule: self.b > 1}]}}}",
        "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value: \"self.b > 1\": compilation failed: "
            + "ERROR: <input>:1:5: undefined field 'b'\n | self.b > 1\n | ....^"
    )]
    [InlineData(
        "{type: object, x-kubernetes-validations: [{rule: ' '}]}",
        "spec.validation.openAPIV3Schema.x-kubernetes-validations[0].rule: Required value: rule is not specified"
    )]
    [InlineData(
        "{type: object, x-kubernetes-validations: [{rule: 'true', reason: Nope}]}",
        "spec.validation.openAPIV3Schema.x-kubernetes-validations[0].reason: Unsupported value: \"Nope\": supported values: "
            + "\"FieldValueDuplicate\", \"FieldValueForbidden\", \"FieldValueInvalid\", \"FieldValueRequired\""
    )]
    [InlineData(
        "{type: object, properties: {l: {type: array, items: {type: string, x-kubernetes-validations: [{rule: self == oldSelf}]}}}}",
        "spec.validation.openAPIV3Schema.properties[l].items.x-kubernetes-validations[0].rule: Invalid value: \"self == oldSelf\": oldSelf cannot "
            + "be used on the uncorrelatable portion of the schema within spec.validation.openAPIV3Schema.properties[l]"
    )]
    public void A_rule_that_cannot_be_is_refused(string schema, string message) =>
        Assert.EndsWith(
            "is invalid: " + message,
            server.RefusedDefinition(CustomServer.Widget(CustomServer.V1(schema))),
            StringComparison.Ordinal
        );
}
