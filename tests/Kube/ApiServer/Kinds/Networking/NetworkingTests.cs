using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class NetworkingTests
{
    private static readonly Registry Ingresses = Registry.Of("networking.k8s.io/v1", "ingresses");
    private static readonly Registry Policies = Registry.Of("networking.k8s.io/v1", "networkpolicies");
    private static readonly Registry Slices = Registry.Of("discovery.k8s.io/v1", "endpointslices");

    private static MapValue Of(string spec) =>
        Registry.Parse($$"""{"metadata":{"name":"a","namespace":"default"},"spec":{{spec}}}""");

    private static string Path(string fields) =>
        "{\"rules\":[{\"http\":{\"paths\":[{\"backend\":{\"service\":{\"name\":\"a\",\"port\":{\"number\":80}}}"
        + fields
        + "}]}}]}";

    [Theory]
    [InlineData("{}", "spec: Invalid value: null: either `defaultBackend` or `rules` must be specified")]
    [InlineData(
        """{"rules":[{"host":"10.0.0.1"}]}""",
        "spec.rules[0].host: Invalid value: \"10.0.0.1\": must be a DNS name, not an IP address"
    )]
    [InlineData("""{"rules":[{"http":{"paths":[]}}]}""", "spec.rules[0].http.paths: Required value")]
    [InlineData(
        """{"defaultBackend":{}}""",
        "spec.defaultBackend: Invalid value: \"\": resource or service backend is required"
    )]
    [InlineData(
        """{"defaultBackend":{"service":{"name":"a"}}}""",
        "spec.defaultBackend: Required value: port name or number is required"
    )]
    public void Bad_ingresses_are_refused(string spec, string error) =>
        Assert.Equal([error], Ingresses.CreateErrors(Of(spec)));

    [Theory]
    [InlineData("", "pathType: Required value: pathType must be specified")]
    [InlineData(",\"pathType\":\"Prefix\",\"path\":\"a\"", "path: Invalid value: \"a\": must be an absolute path")]
    [InlineData(",\"pathType\":\"Exact\",\"path\":\"/a//b\"", "path: Invalid value: \"/a//b\": must not contain '//'")]
    [InlineData(
        ",\"pathType\":\"Odd\"",
        "pathType: Unsupported value: \"Odd\": supported values: \"Exact\", \"ImplementationSpecific\", \"Prefix\""
    )]
    public void Bad_paths_are_refused(string fields, string error) =>
        Assert.Equal([$"spec.rules[0].http.paths[0].{error}"], Ingresses.CreateErrors(Of(Path(fields))));

    [Fact]
    public void A_class_in_an_annotation_is_out_of_date()
    {
        var root = Of(Path(",\"pathType\":\"Exact\",\"path\":\"/a\""))
            .WithAt("nginx", "metadata", "annotations", "kubernetes.io/ingress.class");
        Assert.Equal(
            ["annotation \"kubernetes.io/ingress.class\" is deprecated, please use 'spec.ingressClassName' instead"],
            Ingresses.Strategy.Warnings(root, null)
        );
        Assert.Equal(
            [
                "annotations.kubernetes.io/ingress.class: Invalid value: \"nginx\": must match `ingressClassName` when both are specified",
            ],
            Ingresses.CreateErrors(root.WithAt("other", "spec", "ingressClassName"))
        );
    }

    [Fact]
    public void A_policy_is_about_incoming_traffic_and_outgoing_if_it_says_so()
    {
        Assert.Equal("""["Ingress"]""", Policies.Default(Of("{}")).At("spec", "policyTypes")!.ToString());
        Assert.Equal(
            """["Ingress","Egress"]""",
            Policies.Default(Of("""{"egress":[{}]}""")).At("spec", "policyTypes")!.ToString()
        );
    }

    [Theory]
    [InlineData("""{"from":[{}]}""", "spec.ingress[0].from[0]: Required value: must specify a peer")]
    [InlineData(
        """{"from":[{"ipBlock":{"cidr":"10.0.0.0/8"},"podSelector":{}}]}""",
        "spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer"
    )]
    [InlineData(
        """{"from":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["11.0.0.0/16"]}}]}""",
        "spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: \"11.0.0.0/16\": must be a strict subset of `cidr`"
    )]
    [InlineData(
        """{"ports":[{"port":80,"endPort":70}]}""",
        "spec.ingress[0].ports[0].endPort: Invalid value: 80: must be greater than or equal to `port`"
    )]
    [InlineData(
        """{"ports":[{"endPort":70}]}""",
        "spec.ingress[0].ports[0].endPort: Invalid value: 70: may not be specified when `port` is not specified"
    )]
    public void Bad_policies_are_refused(string rule, string error) =>
        Assert.Equal([error], Policies.CreateErrors(Of($$"""{"ingress":[{{rule}}]}""")));

    [Fact]
    public void A_slice_has_addresses_of_its_type()
    {
        var sample = Samples.Of(Slices.Definition);
        Assert.Equal(
            ["endpoints[0].addresses[0]: Invalid value: \"fe80::1\": must be a valid IPv4 address"],
            Slices.CreateErrors(
                sample.With("endpoints", ListValue.Create([Registry.Parse("""{"addresses":["fe80::1"]}""")]))
            )
        );
        Assert.Equal(
            ["addressType: Invalid value: \"IPv6\": field is immutable"],
            Slices
                .ChangeErrors(sample, "IPv6", "addressType")
                .Where(e => e.StartsWith("addressType", StringComparison.Ordinal))
        );
        var old = Slices.Create(sample);
        Assert.True(Slices.Strategy.BumpsGeneration(old.WithAt("x", "metadata", "labels", "a"), old));
        Assert.False(Slices.Strategy.BumpsGeneration(old.WithAt("x", "metadata", "annotations", "a"), old));
    }
}
