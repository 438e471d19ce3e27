using System.Net;

namespace Pangea.Cli.Tests;

public class PlanRequestTests
{
    private static readonly PlanRequest Default = new()
    {
        WithHub = true,
        DefaultClusters = PlanRequest.ParseClusters(ClusterNames.Default),
    };

    [Fact]
    public void A_new_fleet_has_a_hub_and_three_clusters_in_regions_of_their_own()
    {
        var plan = Default.NewPlan();

        Assert.NotNull(plan.HubPort);
        Assert.Equal(["eu", "ap", "us"], plan.Clusters.Select(c => c.Name));
        Assert.Equal(["eu-west-1", "ap-southeast-1", "us-east-1"], plan.Clusters.Select(c => c.Region));
        Assert.Equal(4, plan.Servers.Select(s => s.Port).Distinct().Count());
        Assert.Equal(7, plan.Roles.Count());
    }

    [Fact]
    public void Ports_that_are_taken_are_passed_over()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        Assert.NotEqual(port, Ports.NextFree(port, IPAddress.Loopback, []));
        Assert.Throws<CommandFailedException>(() => (Default with { Port = port }).NewPlan());
    }

    [Fact]
    public void What_was_not_said_contradicts_nothing()
    {
        var plan = (Default with { Nodes = 7, Clusters = PlanRequest.ParseClusters("a=x,b") }).NewPlan();

        Assert.Null(Default.Contradiction(plan));
        Assert.Null((Default with { Nodes = 7, Clusters = PlanRequest.ParseClusters("b,a") }).Contradiction(plan));
        Assert.NotNull((Default with { Nodes = 8 }).Contradiction(plan));
        Assert.NotNull((Default with { Bind = "0.0.0.0" }).Contradiction(plan));
        Assert.NotNull((Default with { Port = plan.HubPort + 1 }).Contradiction(plan));
        Assert.NotNull((Default with { Clusters = PlanRequest.ParseClusters("a=y,b") }).Contradiction(plan));
        Assert.NotNull((Default with { WithHub = false }).Contradiction(plan));
    }

    [Fact]
    public async Task A_plan_is_read_as_it_was_written()
    {
        using var temporary = new TemporaryDirectory();
        var directory = new FleetDirectory(temporary.Path);
        directory.Create();
        var plan = (Default with { Nodes = 5, Hosts = ["hub.example.com"], Bind = "0.0.0.0" }).NewPlan();

        await PlanFile.WriteAsync(directory, plan, default);
        var read = await PlanFile.ReadAsync(directory, default);

        Assert.Equal(plan.Clusters, read!.Clusters);
        Assert.Equal(plan.Hosts, read.Hosts);
        Assert.Equal((plan.HubPort, plan.Bind), (read.HubPort, read.Bind));
        Assert.Equal($"https://127.0.0.1:{plan.HubPort}", read.Url(RoleName.Hub));
    }

    [Theory]
    [InlineData("hub")]
    [InlineData("cluster hub")]
    [InlineData("agent eu")]
    public void Names_of_roles_are_read_as_they_are_written(string name)
    {
        Assert.True(RoleName.TryParse(name, out var role));
        Assert.Equal(name, role.Value.ToString());
    }

    [Fact]
    public void No_two_roles_share_a_file()
    {
        var roles = new[]
        {
            RoleName.Hub,
            RoleName.OfCluster("hub"),
            RoleName.OfAgent("hub"),
            RoleName.OfCluster("agent-hub"),
            RoleName.OfAgent("cluster-hub"),
        };

        Assert.Equal(roles.Length, roles.Select(r => r.FileName).Distinct().Count());
    }
}
