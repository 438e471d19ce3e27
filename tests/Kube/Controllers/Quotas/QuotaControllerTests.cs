using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers.Tests;

public class QuotaControllerTests
{
    private static readonly GroupVersionResource Quotas = new("", "v1", "resourcequotas");
    private readonly TestCluster cluster = new();

    private void Quota(string hard) =>
        cluster.Create(
            Quotas,
            $$$"""{"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"q","namespace":"default"},"spec":{"hard":{{{hard}}}}}"""
        );

    private string Status() => cluster.Get(Quotas, "default", "q")!.Status.ToString()!;

    private void Pod(string name) =>
        cluster.Create(
            TestCluster.Pods,
            $$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"default"},"spec":{"terminationGracePeriodSeconds":0,
             "containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"100m"} } }] } }
            """
        );

    [Fact]
    public void A_new_quota_comes_into_force_with_what_is_there_already()
    {
        Pod("a");
        Quota("""{"pods":"2","count/pods":"9","requests.cpu":"1","secrets":"4","count/nothing.example.com":"1"}""");
        cluster.Settle();

        Assert.Equal(
            """{"hard":{"count/nothing.example.com":"1","count/pods":"9","pods":"2","requests.cpu":"1","secrets":"4"},"used":{"count/pods":"1","pods":"1","requests.cpu":"100m","secrets":"0"}}""",
            Status()
        );
    }

    [Fact]
    public void What_is_gone_or_over_is_used_no_more_and_new_bounds_are_taken_over()
    {
        Quota("""{"pods":"3","count/pods":"9"}""");
        cluster.Settle();
        foreach (var name in new[] { "a", "b", "c" })
            Pod(name);

        cluster.Delete(TestCluster.Pods, "default", "a");
        cluster.Patch(TestCluster.Pods, "default", "b", """{"status":{"phase":"Succeeded"}}""", "status");
        cluster.Settle();
        Assert.Equal("""{"hard":{"count/pods":"9","pods":"3"},"used":{"count/pods":"2","pods":"1"}}""", Status());

        cluster.Patch(Quotas, "default", "q", """{"spec":{"hard":{"pods":"7","count/pods":null}}}""");
        cluster.Settle();
        Assert.Equal("""{"hard":{"pods":"7"},"used":{"pods":"1"}}""", Status());
    }

    [Fact]
    public void A_pod_that_its_node_does_not_let_go_stops_to_count_when_it_should_be_gone()
    {
        Quota("""{"pods":"3"}""");
        cluster.Create(
            TestCluster.Pods,
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default","finalizers":["example.com/held"]},"spec":{
             "nodeName":"n","terminationGracePeriodSeconds":30,"containers":[{"name":"c","image":"i"}]}}
            """
        );
        cluster.Delete(TestCluster.Pods, "default", "p");
        cluster.Simulation.RunFor(TimeSpan.FromSeconds(20));
        Assert.Equal("""{"hard":{"pods":"3"},"used":{"pods":"1"}}""", Status());

        cluster.Simulation.RunFor(TimeSpan.FromSeconds(60));
        Assert.Equal("""{"hard":{"pods":"3"},"used":{"pods":"0"}}""", Status());
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public void Whatever_comes_and_goes_and_crashes_the_usage_is_what_is_there(int seed)
    {
        var random = new Random(seed);
        Quota("""{"configmaps":"1000","pods":"12"}""");
        cluster.Settle();
        for (var step = 0; step < 60; step++)
        {
            var name = $"p{random.Next(20)}";
            switch (random.Next(6))
            {
                case 0 when cluster.Get(TestCluster.Pods, "default", name) is not null:
                    cluster.Delete(TestCluster.Pods, "default", name);
                    break;
                case 1:
                    cluster.CrashAfter(random.Next(1, 60));
                    break;
                default:
                    cluster.Run(api =>
                        api.CreateAsync(
                            TestCluster.Pods,
                            TestCluster.Parse(
                                $$$"""
                                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"default"},
                                 "spec":{"terminationGracePeriodSeconds":0,"containers":[{"name":"c","image":"i"}]}}
                                """
                            ),
                            Client.WriteOptions.None,
                            default
                        )
                    );
                    break;
            }
        }
        cluster.Settle();

        var pods = cluster.List(TestCluster.Pods, "default").Count;
        Assert.InRange(pods, 1, 12);
        Assert.Equal($"{pods}", cluster.Get(Quotas, "default", "q")!.Status.Map("used")!.Text("pods"));
    }
}
