using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class ServiceTests
{
    private static readonly Registry Services = Registry.Of("v1", "services");

    private static MapValue Applied => Registry.Fixture("service.applied");

    private static MapValue Stored => Registry.Fixture("service.stored");

    private static List<string> Errors(Value? value, params ReadOnlySpan<string> path) =>
        Services.CreateErrors(Stored.WithAt(value, path));

    [Fact]
    public void What_is_applied_is_stored_as_the_original_stores_it_but_for_what_is_allocated()
    {
        var spec = Stored.Map("spec")!;
        var expected = Stored.With(
            "spec",
            spec.Without("clusterIP").Without("clusterIPs").Without("ipFamilies").Without("ipFamilyPolicy")
        );
        Assert.Equal(expected, Services.Default(Applied));
        Assert.Empty(Services.CreateErrors(Stored));
    }

    [Theory]
    [InlineData(
        "NodePort",
        """{"externalTrafficPolicy":"Cluster","internalTrafficPolicy":"Cluster","sessionAffinity":"None","type":"NodePort"}"""
    )]
    [InlineData(
        "LoadBalancer",
        """{"allocateLoadBalancerNodePorts":true,"externalTrafficPolicy":"Cluster","internalTrafficPolicy":"Cluster","sessionAffinity":"None","type":"LoadBalancer"}"""
    )]
    [InlineData("ExternalName", """{"sessionAffinity":"None","type":"ExternalName"}""")]
    [InlineData("", """{"internalTrafficPolicy":"Cluster","sessionAffinity":"None","type":"ClusterIP"}""")]
    public void The_type_decides_the_defaults(string type, string spec) =>
        Assert.Equal(
            spec,
            Services.Default(Registry.Parse($$$"""{"metadata":{"name":"a"},"spec":{"type":"{{{type}}}"}}"""))[
                "spec"
            ]!.ToString()
        );

    [Fact]
    public void A_target_is_the_port_unless_said_otherwise()
    {
        var root = Services.Default(
            Registry.Parse(
                """{"spec":{"ports":[{"port":80},{"port":81,"targetPort":""},{"port":82,"targetPort":"web"}]}}"""
            )
        );
        Assert.Equal(
            """[{"port":80,"protocol":"TCP","targetPort":80},{"port":81,"protocol":"TCP","targetPort":81},{"port":82,"protocol":"TCP","targetPort":"web"}]""",
            root.Map("spec")!["ports"]!.ToString()
        );
    }

    [Fact]
    public void Sticky_sessions_last_three_hours() =>
        Assert.Equal(
            """{"clientIP":{"timeoutSeconds":10800}}""",
            Services.Default(Registry.Parse("""{"spec":{"sessionAffinity":"ClientIP"}}""")).Map("spec")![
                "sessionAffinityConfig"
            ]!.ToString()
        );

    [Fact]
    public void Ports_are_checked()
    {
        Assert.Equal(["spec.ports: Required value"], Errors(null, "spec", "ports"));
        Assert.Equal(
            [
                "spec.ports[0].name: Required value",
                "spec.ports[1].name: Required value",
                "spec.ports[1]: Duplicate value: {\"port\":80,\"protocol\":\"TCP\"}",
            ],
            Errors(Registry.Parse("""{"p":[{"port":80},{"port":80}]}""")["p"], "spec", "ports")
        );
        Assert.Equal(
            ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
            Errors(Registry.Parse("""{"p":[{"port":80,"nodePort":30000}]}""")["p"], "spec", "ports")
        );
        Assert.Equal(
            [
                "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
                "spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive",
            ],
            Errors(Registry.Parse("""{"p":[{"port":0}]}""")["p"], "spec", "ports")
        );
    }

    [Fact]
    public void A_name_starts_with_a_letter() =>
        Assert.Equal(
            [
                "metadata.name: Invalid value: \"1a\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start "
                    + "with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used "
                    + "for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
            ],
            Errors("1a", "metadata", "name")
        );

    [Fact]
    public void The_address_stays()
    {
        Assert.Equal(
            ["spec.clusterIPs[0]: Invalid value: [\"10.0.0.9\"]: may not change once set"],
            Services.ChangeErrors(Stored, "10.0.0.9", "spec", "clusterIP")
        );
        // A client that sends its manifest again does not lose what was given.
        var old = Services.Create(Stored);
        var updated = Services.Strategy.PrepareForUpdate(Services.Default(Applied), old);
        Assert.Equal(old["spec"], updated["spec"]);
    }

    [Fact]
    public void An_external_name_gives_its_address_up()
    {
        var old = Services.Create(Stored);
        var root = old.WithAt("ExternalName", "spec", "type").WithAt("a.example", "spec", "externalName");
        Assert.Empty(Services.UpdateErrors(root, old));
        Assert.Null(Services.Strategy.PrepareForUpdate(root, old).Map("spec")!["clusterIP"]);
    }

    [Fact]
    public void Headless_is_for_the_inside() =>
        Assert.Equal(
            ["spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services"],
            Services.CreateErrors(
                Stored
                    .WithAt("NodePort", "spec", "type")
                    .WithAt("None", "spec", "clusterIP")
                    .WithAt(ListValue.OfTexts(["None"]), "spec", "clusterIPs")
            )
        );

    [Fact]
    public void An_outer_address_is_no_special_one() =>
        Assert.Equal(
            [
                "spec.externalIPs[0]: Invalid value: \"127.0.0.1\": may not be in the loopback range (127.0.0.0/8, ::1/128)",
                "spec.externalIPs[1]: Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
            ],
            Errors(ListValue.OfTexts(["127.0.0.1", "x"]), "spec", "externalIPs")
        );
}
