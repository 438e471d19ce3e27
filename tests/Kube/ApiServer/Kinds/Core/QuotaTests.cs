using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class QuotaTests
{
    private static readonly Registry Quotas = Registry.Of("v1", "resourcequotas");
    private static readonly Registry Limits = Registry.Of("v1", "limitranges");

    private static MapValue Of(string spec) =>
        Registry.Parse($$"""{"metadata":{"name":"a","namespace":"default"},"spec":{{spec}}}""");

    [Fact]
    public void Bounds_of_containers_follow_from_each_other()
    {
        var root = Limits.Default(
            Of("""{"limits":[{"type":"Container","max":{"cpu":"2"},"min":{"cpu":"100m","memory":"1Mi"}}]}""")
        );
        Assert.Equal(
            """
            [{"default":{"cpu":"2"},"defaultRequest":{"cpu":"2","memory":"1Mi"},"max":{"cpu":"2"},"min":{"cpu":"100m","memory":"1Mi"},"type":"Container"}]
            """,
            root.At("spec", "limits")!.ToString()
        );
    }

    [Theory]
    [InlineData(
        """{"type":"Pod","min":{"cpu":"2"},"max":{"cpu":"1"}}""",
        "spec.limits[0].min[cpu]: Invalid value: \"2\": min value 2 is greater than max value 1"
    )]
    [InlineData(
        """{"type":"Pod","default":{"cpu":"2"}}""",
        "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'"
    )]
    [InlineData(
        """{"type":"Thing"}""",
        "spec.limits[0].type: Invalid value: \"Thing\": must be a standard limit type or fully qualified"
    )]
    [InlineData(
        """{"type":"PersistentVolumeClaim"}""",
        "spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but neither was provided"
    )]
    [InlineData(
        """{"type":"Pod","maxLimitRequestRatio":{"cpu":"3"},"min":{"cpu":"1"},"max":{"cpu":"2"}}""",
        "spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: \"3\": ratio 3 is greater than max/min = 2.000000"
    )]
    public void Bad_limits_are_refused(string limit, string error) =>
        Assert.Equal([error], Limits.CreateErrors(Of($$"""{"limits":[{{limit}}]}""")));

    [Theory]
    [InlineData(
        """{"hard":{"things":"1"}}""",
        "spec.hard[things]: Invalid value: \"things\": must be a standard resource type or fully qualified",
        "spec.hard[things]: Invalid value: \"things\": must be a standard resource for quota"
    )]
    [InlineData("""{"hard":{"pods":"1.5"}}""", "spec.hard[pods]: Invalid value: \"1500m\": must be an integer")]
    [InlineData(
        """{"hard":{"pods":"1"},"scopes":["BestEffort","NotBestEffort"]}""",
        "spec.scopes: Invalid value: [\"BestEffort\",\"NotBestEffort\"]: conflicting scopes"
    )]
    [InlineData(
        """{"hard":{"services":"1"},"scopes":["BestEffort"]}""",
        "spec.scopes: Invalid value: [\"BestEffort\"]: unsupported scope applied to resource"
    )]
    [InlineData(
        """{"scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"In"}]}}""",
        "spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for "
            + "scope selector"
    )]
    public void Bad_quotas_are_refused(string spec, params string[] errors) =>
        Assert.Equal(errors, Quotas.CreateErrors(Of(spec)));

    [Fact]
    public void Scopes_do_not_change() =>
        Assert.Equal(
            ["spec.scopes: Invalid value: [\"BestEffort\"]: field is immutable"],
            Quotas.ChangeErrors(Of("""{"hard":{"pods":"1"}}"""), ListValue.Create(["BestEffort"]), "spec", "scopes")
        );
}
