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

    [Fact]
    public void Who_asks_for_a_conversion_webhook_is_told_that_there_is_none()
    {
        var webhook = Registry.Parse(
            """{"strategy":"Webhook","webhook":{"clientConfig":{"url":"https://example.com/c"},"conversionReviewVersions":["v1"]}}"""
        );
        Assert.Empty(Crds.Strategy.Warnings(Sample, null));
        Assert.Contains(
            "does not call conversion webhooks",
            Assert.Single(Crds.Strategy.Warnings(Sample.WithAt(webhook, "spec", "conversion"), null)),
            StringComparison.Ordinal
        );
    }
}
