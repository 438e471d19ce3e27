namespace Pangea.Kube.ApiServer.Printing.Tests;

public sealed class PodPrinterTests
{
    private static string Row(string spec, string status, string metadata = "")
    {
        var json = """{"metadata":{"name":"web","creationTimestamp":"2026-11-23T02:50:00Z"M},"spec":S,"status":T}"""
            .Replace("M", metadata.Length == 0 ? "" : "," + metadata, StringComparison.Ordinal)
            .Replace("\"spec\":S", "\"spec\":" + spec, StringComparison.Ordinal)
            .Replace("\"status\":T", "\"status\":" + status, StringComparison.Ordinal);
        return PodPrinter.Pods.Row(json);
    }

    private const string One = """{"containers":[{"name":"a"}]}""";
    private const string WithInit = """{"initContainers":[{"name":"i"}],"containers":[{"name":"a"}]}""";

    [Fact]
    public void Columns_are_the_originals() =>
        Assert.Equal(
            "Name | Ready | Status | Restarts | Age | IP* | Node* | Nominated Node* | Readiness Gates*",
            PodPrinter.Pods.Header()
        );

    [Theory]
    [InlineData(
        One,
        """{"phase":"Running","podIPs":[{"ip":"10.0.0.1"}],"containerStatuses":[{"name":"a","ready":true,"restartCount":0,"state":{"running":{}}}]}""",
        "web | 1/1 | Running | 0 | 10m | 10.0.0.1 | <none> | <none> | <none>"
    )]
    [InlineData(
        One,
        """{"phase":"Running","containerStatuses":[{"name":"a","restartCount":3,"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"finishedAt":"2026-11-23T02:55:00Z"}}}]}""",
        "web | 0/1 | CrashLoopBackOff | 3 (5m ago) | 10m | <none> | <none> | <none> | <none>"
    )]
    [InlineData(
        One,
        """{"phase":"Succeeded","containerStatuses":[{"name":"a","state":{"terminated":{"reason":"Completed","exitCode":0}}}]}""",
        "web | 0/1 | Completed | 0 | 10m | <none> | <none> | <none> | <none>"
    )]
    [InlineData(
        One,
        """{"phase":"Failed","containerStatuses":[{"name":"a","state":{"terminated":{"exitCode":7}}}]}""",
        "web | 0/1 | ExitCode:7 | 0 | 10m | <none> | <none> | <none> | <none>"
    )]
    [InlineData(
        WithInit,
        """{"phase":"Pending","initContainerStatuses":[{"name":"i","state":{"running":{}}}]}""",
        "web | 0/1 | Init:0/1 | 0 | 10m | <none> | <none> | <none> | <none>"
    )]
    [InlineData(
        WithInit,
        """{"phase":"Pending","initContainerStatuses":[{"name":"i","state":{"terminated":{"reason":"Error","exitCode":1}}}]}""",
        "web | 0/1 | Init:Error | 0 | 10m | <none> | <none> | <none> | <none>"
    )]
    [InlineData(
        One,
        """{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"SchedulingGated"}]}""",
        "web | 0/1 | SchedulingGated | 0 | 10m | <none> | <none> | <none> | <none>"
    )]
    [InlineData(
        """{"initContainers":[{"name":"s","restartPolicy":"Always"}],"containers":[{"name":"a"}]}""",
        """{"phase":"Running","initContainerStatuses":[{"name":"s","started":true,"ready":true,"state":{"running":{}}}],"containerStatuses":[{"name":"a","ready":true,"state":{"running":{}}}]}""",
        "web | 2/2 | Running | 0 | 10m | <none> | <none> | <none> | <none>"
    )]
    [InlineData(
        """{"readinessGates":[{"conditionType":"x"}],"containers":[{"name":"a"}]}""",
        """{"phase":"Running","conditions":[{"type":"x","status":"True"}]}""",
        "web | 0/1 | Running | 0 | 10m | <none> | <none> | <none> | 1/1"
    )]
    public void A_pod_is_in_the_state_its_reader_cares_for(string spec, string status, string row) =>
        Assert.Equal(row, Row(spec, status));

    [Fact]
    public void A_pod_that_goes_is_terminating() =>
        Assert.Contains(
            "| Terminating |",
            Row(One, """{"phase":"Running"}""", "\"deletionTimestamp\":\"2026-11-23T02:59:00Z\""),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_pod_that_has_ended_says_so_in_its_row()
    {
        var pod = new Objects.KubeObject(
            (Objects.MapValue)Objects.JsonText.Parse("""{"status":{"phase":"Succeeded"}}""")
        );
        Assert.Equal(
            """[{"message":"The pod has completed successfully.","reason":"Succeeded","status":"True","type":"Completed"}]""",
            PodPrinter.Pods.RowConditions!(pod)!.ToString()
        );
    }
}
