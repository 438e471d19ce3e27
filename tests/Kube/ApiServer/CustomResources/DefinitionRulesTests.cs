namespace Pangea.Kube.ApiServer.CustomResources.Tests;

public sealed class DefinitionRulesTests
{
    private static readonly CustomServer Server = new();

    private static string Refused(string schema, string more = "")
    {
        const string head = "CustomResourceDefinition.apiextensions.k8s.io \"widgets.example.com\" is invalid: ";
        var message = Server.RefusedDefinition(CustomServer.Widget(CustomServer.V1(schema, more)));
        Assert.StartsWith(head, message, StringComparison.Ordinal);
        return message[head.Length..];
    }

    [Theory]
    [InlineData("{}", "spec.validation.openAPIV3Schema.type: Required value: must not be empty at the root")]
    [InlineData(
        "{type: object, properties: {spec: {properties: {}}}}",
        "spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields"
    )]
    [InlineData(
        "{type: object, properties: {a: {type: array}}}",
        "spec.validation.openAPIV3Schema.properties[a].items: Required value: must be specified"
    )]
    [InlineData(
        "{type: object, properties: {a: {type: integer, default: x}}}",
        "spec.validation.openAPIV3Schema.properties[a].default: Invalid value: \"string\": "
            + "spec.validation.openAPIV3Schema.properties[a].default in body must be of type integer: \"string\""
    )]
    [InlineData(
        "{type: object, properties: {a: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type: object, properties: {k: {type: string}}}}}}",
        "spec.validation.openAPIV3Schema.properties[a].items.properties[k].default: Required value: this property is in "
            + "x-kubernetes-list-map-keys, so it must have a default or be a required property"
    )]
    public void A_schema_must_be_structural(string schema, string message) => Assert.Equal(message, Refused(schema));

    [Theory]
    [InlineData(".spec.nope", "is an invalid path: does not refer to a valid field", "[0].jsonPath")]
    [InlineData(
        ".spec",
        "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.",
        "[0]"
    )]
    public void Selectable_fields_are_fields(string path, string detail, string at) =>
        Assert.Equal(
            $"spec.selectableFields{at}: Invalid value: \"{path}\": {detail}",
            Refused("{type: object, properties: {spec: {type: object}}}", $"selectableFields: [{{jsonPath: {path}}}]")
        );

    [Fact]
    public void Protected_groups_need_an_approval()
    {
        var crd = CustomServer
            .Widget(CustomServer.V1("{type: object}"))
            .Replace("example.com", "things.k8s.io", StringComparison.Ordinal);
        Assert.EndsWith(
            "metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "
                + "\"api-approved.kubernetes.io\", see https://github.com/kubernetes/enhancements/pull/1111",
            Server.RefusedDefinition(crd),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_approval_is_a_condition()
    {
        var server = new CustomServer();
        var crd = server.Define(
            CustomServer
                .Widget(CustomServer.V1("{type: object}"))
                .Replace("example.com", "things.k8s.io", StringComparison.Ordinal)
                .Replace(
                    "metadata: {",
                    "metadata: {annotations: {api-approved.kubernetes.io: 'https://example.com/1'}, ",
                    StringComparison.Ordinal
                )
        );
        Assert.Equal(
            "True ApprovedAnnotation: approved in https://example.com/1",
            CustomServer.Condition(crd, "KubernetesAPIApprovalPolicyConformant")
        );
    }
}
