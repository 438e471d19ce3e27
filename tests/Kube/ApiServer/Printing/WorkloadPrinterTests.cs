using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing.Tests;

public sealed class WorkloadPrinterTests
{
    private const string Spec =
        """ "spec":{"replicas":3,"selector":{"matchLabels":{"b":"2"},"matchExpressions":[{"key":"a","operator":"In","values":["y","x"]}]},"template":{"spec":{"containers":[{"name":"c1","image":"i1"},{"name":"c2","image":"i2"}]}}} """;

    private static string Object(string status, string spec = Spec) =>
        """{"metadata":{"name":"web","creationTimestamp":"2026-11-23T02:59:50Z"},"status":T,S}"""
            .Replace("T,", status + ",", StringComparison.Ordinal)
            .Replace(",S}", "," + spec + "}", StringComparison.Ordinal);

    [Fact]
    public void Deployments_show_what_is_ready()
    {
        Assert.Equal(
            "Name | Ready | Up-to-date | Available | Age | Containers* | Images* | Selector*",
            WorkloadPrinters.Deployments.Header()
        );
        Assert.Equal(
            "web | 2/3 | 1 | 2 | 10s | c1,c2 | i1,i2 | a in (x,y),b=2",
            WorkloadPrinters.Deployments.Row(
                Object("""{"readyReplicas":2,"updatedReplicas":1,"availableReplicas":2}""")
            )
        );
    }

    [Fact]
    public void ReplicaSets_show_what_is_wanted() =>
        Assert.Equal(
            "web | 3 | 1 | 0 | 10s | c1,c2 | i1,i2 | a in (x,y),b=2",
            WorkloadPrinters.ReplicaSets.Row(Object("""{"replicas":1}"""))
        );

    [Fact]
    public void Services_show_ports_and_addresses()
    {
        Assert.Equal(
            "web | ClusterIP | 10.0.0.1 | <none> | 80/TCP,443:30443/TCP | 10s | app=web",
            ServicePrinters.Services.Row(
                Object(
                    "{}",
                    """ "spec":{"type":"ClusterIP","clusterIPs":["10.0.0.1"],"selector":{"app":"web"},"ports":[{"port":80,"protocol":"TCP"},{"port":443,"nodePort":30443,"protocol":"TCP"}]} """
                )
            )
        );
        Assert.Equal(
            "web | LoadBalancer | <none> | <pending> | <none> | 10s | <none>",
            ServicePrinters.Services.Row(Object("{}", """ "spec":{"type":"LoadBalancer"} """))
        );
    }

    [Fact]
    public void Endpoints_show_three()
    {
        Assert.Equal(
            "web | 10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 1 more... | 10s",
            ServicePrinters.Endpoints.Row(
                Object(
                    "{}",
                    """ "subsets":[{"addresses":[{"ip":"10.0.0.1"},{"ip":"10.0.0.2"},{"ip":"10.0.0.3"},{"ip":"10.0.0.4"}],"ports":[{"port":80}]}] """
                )
            )
        );
        Assert.Equal(
            "web | IPv4 | 80 | <unset> | 10s",
            ServicePrinters.EndpointSlices.Row(Object("{}", """ "addressType":"IPv4","ports":[{"port":80}] """))
        );
    }

    [Fact]
    public void Other_kinds_show_name_and_creation() =>
        Assert.Equal("web | 2026-11-23T02:59:50Z", DefaultPrinters.NameAndCreation.Row(Object("{}")));

    [Fact]
    public void Custom_columns_follow_their_paths()
    {
        var columns = (ListValue)
            JsonText.Parse(
                """
                [{"name":"Ready","type":"string","jsonPath":".status.conditions[?(@.type==\"Ready\")].status"},
                {"name":"Count","type":"integer","jsonPath":".status.count"},{"name":"Since","type":"date","jsonPath":".status.since"},
                {"name":"On","type":"boolean","jsonPath":".status.on","priority":1},{"name":"Any","type":"string","jsonPath":".status.any"}]
                """
            );
        var printer = CustomColumns.Of(columns);
        Assert.Equal("Name | Ready | Count | Since | On* | Any", printer.Header());
        Assert.Equal(
            """web | True | 3 | 5m | true | {"a":1}""",
            printer.Row(
                Object(
                    """{"conditions":[{"type":"Other","status":"X"},{"type":"Ready","status":"True"}],"count":3.7,"since":"2026-11-23T02:55:00Z","on":true,"any":{"a":1}}"""
                )
            )
        );
        Assert.Equal(
            "web | null | null | <invalid> | null | 5",
            printer.Row(Object("""{"count":"x","since":"y","on":"true","any":5}"""))
        );
        Assert.Equal("web | 10s", CustomColumns.Of(null).Row(Object("{}")));
    }
}
