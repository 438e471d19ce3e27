using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class CrdTests
{
    private static readonly Registry Crds = Registry.Of("apiextensions.k8s.io/v1", "customresourcedefinitions");

    private static MapValue Sample => Samples.Of(Crds.Definition);

    private static List<string> Errors(Value? value, params ReadOnlySpan<string> path) =>
        Crds.CreateErrors(Sample.WithAt(value, path));

    [Fact]
    public void A_definition_gets_what_the_original_gives_it()
    {
        var root = Crds.Create(Sample);
        Assert.Equal(
            """{"kind":"Widget","listKind":"WidgetList","plural":"widgets","singular":"widget"}""",
            root.At("spec", "names")!.ToString()
        );
        Assert.Equal("""{"strategy":"None"}""", root.At("spec", "conversion")!.ToString());
        Assert.Equal(
            """{"acceptedNames":{"kind":"","plural":""},"conditions":null,"storedVersions":["v1"]}""",
            root["status"]!.ToString()
        );
    }

    [Fact]
    public void A_definition_is_called_what_it_defines() =>
        Assert.Equal(
            ["metadata.name: Invalid value: \"widgets.example.com\": must be spec.names.plural+\".\"+spec.group"],
            Errors("gadgets", "spec", "names", "plural")
        );

    [Fact]
    public void One_version_is_stored_and_has_a_schema()
    {
        Assert.Equal(
            ["spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required"],
            Errors(
                ListValue.Create([Registry.Parse("""{"name":"v1","served":true,"storage":true}""")]),
                "spec",
                "versions"
            )
        );
        Assert.Contains(
            Errors(
                ListValue.Create([
                    Registry.Parse("""{"name":"v1","served":true,"storage":false,"schema":{"openAPIV3Schema":{}}}"""),
                ]),
                "spec",
                "versions"
            ),
            e => e.EndsWith(": must have exactly one version marked as storage version", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Columns_have_types() =>
        Assert.Equal(
            [
                "spec.additionalPrinterColumns[0].type: Invalid value: \"x\": must be one of boolean,date,integer,number,string",
            ],
            Errors(
                ListValue.Create([
                    Registry.Parse(
                        """
                        {"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}},
                        "additionalPrinterColumns":[{"name":"A","type":"x","jsonPath":".spec.a"}]}
                        """
                    ),
                ]),
                "spec",
                "versions"
            )
        );

    [Fact]
    public void Once_established_names_stay()
    {
        var old = Crds.Create(Sample)
            .WithAt(
                ListValue.Create([Registry.Parse("""{"type":"Established","status":"True"}""")]),
                "status",
                "conditions"
            );
        Assert.Equal(
            ["spec.scope: Invalid value: \"Cluster\": field is immutable"],
            Crds.UpdateErrors(old.WithAt("Cluster", "spec", "scope"), old)
        );
    }

    [Fact]
    public void A_version_with_stored_objects_stays()
    {
        var next = Registry.Parse(
            """{"name":"v2","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}"""
        );
        Assert.Equal(
            [
                "status.storedVersions[0]: Invalid value: \"v1\": missing from spec.versions; v1 was previously a storage version, and must "
                    + "remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from "
                    + "status.storedVersions",
            ],
            Crds.ChangeErrors(Sample, ListValue.Create([next]), "spec", "versions")
        );
    }

    [Theory]
    [InlineData(
        """{"strategy":"Webhook"}""",
        "spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook",
        "spec.conversion.conversionReviewVersions: Required value"
    )]
    [InlineData(
        """{"strategy":"Webhook","webhook":{"clientConfig":{},"conversionReviewVersions":["v1"]}}""",
        "spec.conversion.webhookClientConfig: Required value: exactly one of url or service is required"
    )]
    [InlineData(
        """{"strategy":"Webhook","webhook":{"clientConfig":{"url":"http://x/"},"conversionReviewVersions":["v1","v1"]}}""",
        "spec.conversion.webhookClientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme; desired format: https://host[/path]",
        "spec.conversion.conversionReviewVersions[1]: Invalid value: \"v1\": duplicate version"
    )]
    [InlineData(
        """{"strategy":"Webhook","webhook":{"clientConfig":{"url":"https://x/"},"conversionReviewVersions":["v7"]}}""",
        "spec.conversion.conversionReviewVersions: Invalid value: [\"v7\"]: must include at least one of v1, v1beta1"
    )]
    [InlineData(
        """{"strategy":"None","webhook":{"clientConfig":{"url":"https://x/"},"conversionReviewVersions":["v1"]}}""",
        "spec.conversion.webhookClientConfig: Forbidden: should not be set when strategy is not set to Webhook",
        "spec.conversion.conversionReviewVersions: Forbidden: should not be set when strategy is not set to Webhook"
    )]
    [InlineData(
        """{"strategy":"Webhook","webhook":{"clientConfig":{"url":"https://x/"},"conversionReviewVersions":["v7","v1beta1"]}}"""
    )]
    public void A_conversion_webhook_can_be_reached_and_understood(string conversion, params string[] errors) =>
        Assert.Equal(errors, Crds.ChangeErrors(Sample, Registry.Parse(conversion), "spec", "conversion"));
}
