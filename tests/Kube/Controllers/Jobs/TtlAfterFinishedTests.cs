namespace Pangea.Kube.Controllers.Tests;

public class TtlAfterFinishedTests
{
    [Fact]
    public void A_job_goes_its_time_after_it_finished_and_not_before_also_over_a_restart()
    {
        var cluster = new TestCluster();
        foreach (var (name, ttl) in new[] { ("short", ",\"ttlSecondsAfterFinished\":60"), ("kept", "") })
        {
            cluster.Create(
                TestCluster.Jobs,
                $$$"""
                {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"{{{name}}}","namespace":"default"},
                 "spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}{{{ttl}}}}}
                """
            );
            cluster.Simulation.RunFor(TimeSpan.FromHours(1));
            var now = Objects.Timestamps.Format(cluster.Now);
            cluster.Patch(
                TestCluster.Jobs,
                "default",
                name,
                $$$"""
                {"status":{"startTime":"2030-01-01T00:00:00Z","completionTime":"{{{now}}}","succeeded":1,"conditions":[
                 {"type":"SuccessCriteriaMet","status":"True","lastTransitionTime":"{{{now}}}"},
                 {"type":"Complete","status":"True","lastTransitionTime":"{{{now}}}"}]}}
                """,
                "status"
            );
            cluster.Simulation.RunFor(TimeSpan.FromSeconds(30));
            Assert.NotNull(cluster.Get(TestCluster.Jobs, "default", name));
            cluster.Restart();
        }
        cluster.Simulation.RunFor(TimeSpan.FromSeconds(31));

        Assert.Null(cluster.Get(TestCluster.Jobs, "default", "short"));
        Assert.NotNull(cluster.Get(TestCluster.Jobs, "default", "kept"));
    }
}
