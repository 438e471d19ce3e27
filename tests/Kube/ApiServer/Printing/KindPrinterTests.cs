namespace Pangea.Kube.ApiServer.Printing.Tests;

public sealed class KindPrinterTests
{
    private const string Born = "\"metadata\":{\"name\":\"a\",\"creationTimestamp\":\"2026-11-23T02:55:00Z\"}";

    private static string Row(TablePrinter printer, string fields) => printer.Row($"{{{Born},{fields}}}");

    [Theory]
    [InlineData(
        "\"spec\":{\"completions\":3},\"status\":{\"succeeded\":1}",
        "a | Running | 1/3 |  | 5m |  |  | <none>"
    )]
    [InlineData(
        "\"spec\":{\"parallelism\":2},\"status\":{\"startTime\":\"2026-11-23T02:59:00Z\"}",
        "a | Running | 0/1 of 2 | 60s | 5m |  |  | <none>"
    )]
    [InlineData(
        "\"spec\":{\"completions\":1},\"status\":{\"succeeded\":1,\"startTime\":\"2026-11-23T02:55:00Z\","
            + "\"completionTime\":\"2026-11-23T02:55:07Z\",\"conditions\":[{\"type\":\"Complete\",\"status\":\"True\"}]}",
        "a | Complete | 1/1 | 7s | 5m |  |  | <none>"
    )]
    [InlineData(
        "\"spec\":{},\"status\":{\"conditions\":[{\"type\":\"Suspended\",\"status\":\"True\"}]}",
        "a | Suspended | 0/1 |  | 5m |  |  | <none>"
    )]
    public void Jobs(string fields, string row) => Assert.Equal(row, Row(BatchPrinters.Jobs, fields));

    [Fact]
    public void Scales()
    {
        Assert.Equal("Name | Desired | Available | Age", AutoscalingPrinters.Scales.Header());
        Assert.Equal(
            "a | 3 | 2 | 5m",
            Row(AutoscalingPrinters.Scales, "\"spec\":{\"replicas\":3},\"status\":{\"replicas\":2}")
        );
        Assert.Equal("a | 0 | 0 | 5m", Row(AutoscalingPrinters.Scales, "\"spec\":{},\"status\":{}"));
    }

    [Fact]
    public void Cron_jobs() =>
        Assert.Equal(
            "a | @daily | <none> | False | 1 | 10s | 5m |  |  | <none>",
            Row(
                BatchPrinters.CronJobs,
                "\"spec\":{\"schedule\":\"@daily\",\"suspend\":false},"
                    + "\"status\":{\"active\":[{}],\"lastScheduleTime\":\"2026-11-23T02:59:50Z\"}"
            )
        );

    [Fact]
    public void Ingresses()
    {
        Assert.Equal("a | <none> | * |  | 80 | 5m", Row(NetworkingPrinters.Ingresses, "\"spec\":{\"rules\":[{}]}"));
        Assert.Equal(
            "a | nginx | a,b,c + 1 more... | 1.2.3.4 | 80, 443 | 5m",
            Row(
                NetworkingPrinters.Ingresses,
                "\"spec\":{\"ingressClassName\":\"nginx\",\"tls\":[{}],\"rules\":[{\"host\":\"a\"},{\"host\":\"b\"},{\"host\":\"c\"},"
                    + "{\"host\":\"d\"}]},\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"1.2.3.4\"}]}}"
            )
        );
    }

    [Fact]
    public void Nodes()
    {
        Assert.Equal(
            "a | Unknown | <none> | 5m |  | <none> | <none> | <unknown> | <unknown> | <unknown>",
            Row(NodePrinters.Nodes, "\"spec\":{}")
        );
        Assert.Equal(
            "a | NotReady,SchedulingDisabled | control-plane,db | <unknown> | v1.36.0 | 10.0.0.1 | <none> | Debian | 6.1 | containerd://2",
            NodePrinters.Nodes.Row(
                """
                {"metadata":{"name":"a","labels":{"node-role.kubernetes.io/control-plane":"","kubernetes.io/role":"db"}},
                "spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"Unknown"}],
                "addresses":[{"type":"Hostname","address":"a"},{"type":"InternalIP","address":"10.0.0.1"}],
                "nodeInfo":{"kubeletVersion":"v1.36.0","osImage":"Debian","kernelVersion":"6.1","containerRuntimeVersion":"containerd://2"}}}
                """
            )
        );
    }

    [Fact]
    public void Events()
    {
        Assert.Equal(
            "10s | Warning | BackOff | pod/web | spec.containers{a} | kubelet, n1 | Back-off | 5m | 3 | a",
            Row(
                EventPrinters.Events,
                "\"type\":\"Warning\",\"reason\":\"BackOff\",\"message\":\" Back-off\\n\",\"count\":3,\"involvedObject\":{\"kind\":\"Pod\","
                    + "\"name\":\"web\",\"fieldPath\":\"spec.containers{a}\"},\"source\":{\"component\":\"kubelet\",\"host\":\"n1\"},"
                    + "\"firstTimestamp\":\"2026-11-23T02:55:00Z\",\"lastTimestamp\":\"2026-11-23T02:59:50Z\""
            )
        );
        Assert.Equal(
            "5s | Normal | Scheduled | pod/web |  | scheduler, s-1 | ok | 10s | 2 | a",
            Row(
                EventPrinters.EventsV1,
                "\"type\":\"Normal\",\"reason\":\"Scheduled\",\"note\":\"ok\",\"regarding\":{\"kind\":\"Pod\",\"name\":\"web\"},"
                    + "\"reportingController\":\"scheduler\",\"reportingInstance\":\"s-1\",\"eventTime\":\"2026-11-23T02:59:50.000000Z\","
                    + "\"deprecatedFirstTimestamp\":null,\"deprecatedLastTimestamp\":null,"
                    + "\"series\":{\"count\":2,\"lastObservedTime\":\"2026-11-23T02:59:55.000000Z\"}"
            )
        );
    }

    [Fact]
    public void Small_kinds_of_the_core()
    {
        Assert.Equal("a | Active | 5m", Row(CorePrinters.Namespaces, "\"status\":{\"phase\":\"Active\"}"));
        Assert.Equal(
            "a | Opaque | 2 | 5m",
            Row(CorePrinters.Secrets, "\"type\":\"Opaque\",\"data\":{\"a\":\"\",\"b\":\"\"}")
        );
        Assert.Equal(
            "a | 3 | 5m",
            Row(CorePrinters.ConfigMaps, "\"data\":{\"a\":\"\",\"b\":\"\"},\"binaryData\":{\"c\":\"\"}")
        );
        Assert.Equal("a | 0 | 5m", Row(CorePrinters.ServiceAccounts, "\"x\":1"));
        Assert.Equal(
            "a | pods: 0/10, requests.cpu: 500m/4 | limits.cpu: 0/8 | 5m",
            Row(
                CorePrinters.ResourceQuotas,
                "\"status\":{\"hard\":{\"limits.cpu\":\"8\",\"pods\":\"10\",\"requests.cpu\":\"4\"},\"used\":{\"requests.cpu\":\"500m\"}}"
            )
        );
    }

    [Fact]
    public void Volumes()
    {
        Assert.Equal(
            "a | 1Gi | RWO,ROX | Retain | Bound | ns/c | fast | <unset> |  | 5m | Filesystem",
            Row(
                VolumePrinters.PersistentVolumes,
                "\"spec\":{\"capacity\":{\"storage\":\"1Gi\"},\"accessModes\":[\"ReadOnlyMany\",\"ReadWriteOnce\"],"
                    + "\"persistentVolumeReclaimPolicy\":\"Retain\",\"storageClassName\":\"fast\",\"volumeMode\":\"Filesystem\","
                    + "\"claimRef\":{\"namespace\":\"ns\",\"name\":\"c\"}},\"status\":{\"phase\":\"Bound\"}"
            )
        );
        Assert.Equal(
            "a | Pending |  |  |  | fast | <unset> | 5m | <unset>",
            Row(
                VolumePrinters.PersistentVolumeClaims,
                "\"spec\":{\"storageClassName\":\"fast\"},\"status\":{\"phase\":\"Pending\"}"
            )
        );
        Assert.Equal(
            "a (default) | x/y | Delete | Immediate | false | <unknown>",
            StoragePrinters.StorageClasses.Row(
                """{"metadata":{"name":"a","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"x/y"}"""
            )
        );
    }

    [Theory]
    [InlineData("\"spec\":{\"maxReplicas\":5}", "a | / | <none> | <unset> | 5 | 0 | 5m")]
    [InlineData(
        "\"spec\":{\"minReplicas\":1,\"maxReplicas\":5,\"scaleTargetRef\":{\"kind\":\"Deployment\",\"name\":\"web\"},\"metrics\":["
            + "{\"type\":\"Resource\",\"resource\":{\"name\":\"cpu\",\"target\":{\"averageUtilization\":80}}},"
            + "{\"type\":\"Pods\",\"pods\":{\"target\":{\"averageValue\":\"10\"}}},{\"type\":\"External\",\"external\":{}}]},"
            + "\"status\":{\"currentReplicas\":2,\"currentMetrics\":[{\"resource\":{\"current\":{\"averageUtilization\":20}}}]}",
        "a | Deployment/web | cpu: 20%/80%, <unknown>/10 + 1 more... | 1 | 5 | 2 | 5m"
    )]
    public void Autoscalers(string fields, string row) =>
        Assert.Equal(row, Row(AutoscalingPrinters.Autoscalers, fields));

    [Fact]
    public void The_older_version_of_an_autoscaler_looks_the_same() =>
        Assert.Equal(
            "a | Deployment/web | cpu: 20%/50% | 1 | 5 | 2 | 5m",
            Row(
                AutoscalingPrinters.AutoscalersV1,
                "\"spec\":{\"minReplicas\":1,\"maxReplicas\":5,\"scaleTargetRef\":{\"kind\":\"Deployment\",\"name\":\"web\"},"
                    + "\"targetCPUUtilizationPercentage\":50},\"status\":{\"currentReplicas\":2,\"currentCPUUtilizationPercentage\":20}"
            )
        );

    [Fact]
    public void Budgets() =>
        Assert.Equal(
            "a | 50% | N/A | 1 | 5m",
            Row(
                AutoscalingPrinters.DisruptionBudgets,
                "\"spec\":{\"minAvailable\":\"50%\"},\"status\":{\"disruptionsAllowed\":1}"
            )
        );

    [Fact]
    public void Access()
    {
        Assert.Equal(
            "a | Role/view | 5m | jane, joe | admins | ns/sa",
            Row(
                AccessPrinters.RoleBindings,
                "\"roleRef\":{\"kind\":\"Role\",\"name\":\"view\"},\"subjects\":[{\"kind\":\"User\",\"name\":\"jane\"},"
                    + "{\"kind\":\"User\",\"name\":\"joe\"},{\"kind\":\"Group\",\"name\":\"admins\"},"
                    + "{\"kind\":\"ServiceAccount\",\"name\":\"sa\",\"namespace\":\"ns\"}]"
            )
        );
        Assert.Equal(
            "a | 5m | x/y | jane | 24h | Approved,Issued",
            Row(
                AccessPrinters.SigningRequests,
                "\"spec\":{\"signerName\":\"x/y\",\"username\":\"jane\",\"expirationSeconds\":86400},"
                    + "\"status\":{\"certificate\":\"AAAA\",\"conditions\":[{\"type\":\"Approved\"}]}"
            )
        );
    }

    [Fact]
    public void Parts_of_the_api()
    {
        Assert.Equal(
            "a | Local | False (Missing) | 5m",
            Row(
                AdmissionPrinters.ApiServices,
                "\"status\":{\"conditions\":[{\"type\":\"Available\",\"status\":\"False\",\"reason\":\"Missing\"}]}"
            )
        );
        Assert.Equal(
            "a | p | */x | 5m",
            Row(AdmissionPrinters.PolicyBindings, "\"spec\":{\"policyName\":\"p\",\"paramRef\":{\"name\":\"x\"}}")
        );
        Assert.Equal(
            "a | services/ns/web | 5m",
            Row(
                NetworkingPrinters.IpAddresses,
                "\"spec\":{\"parentRef\":{\"resource\":\"services\",\"namespace\":\"ns\",\"name\":\"web\"}}"
            )
        );
    }

    [Fact]
    public void Every_column_that_holds_the_name_says_so() =>
        Assert.All(BuiltinDefinitions.All, d => Assert.Contains(d.Printer.Columns, c => c.Format == "name"));
}
