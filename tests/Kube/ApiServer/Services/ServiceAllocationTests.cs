using Pangea.Kube.ApiServer.Tests.Registry;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests.Services;

public class ServiceAllocationTests
{
    private const string Services = "v1/services";
    private readonly WholeServer server = new(options: o => o with { ServiceCidr = "10.0.0.0/28" });

    private static string Json(string name, string spec = "") =>
        $$$"""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"{{{name}}}","namespace":"default"},
             "spec":{"selector":{"a":"b"},"ports":[{"port":80}]{{{(spec.Length > 0 ? "," + spec : "")}}}}}
            """;

    private static NamespacedName Key(string name) => new("default", name);

    private string Refusal(string name, string spec) => server.TryCreate(Services, Json(name, spec)).Error!.Message;

    [Fact]
    public void A_service_gets_an_address_of_the_range_and_keeps_it()
    {
        var made = server.Create(Services, Json("a"));
        var ip = made.Spec.Text("clusterIP")!;

        Assert.StartsWith("10.0.0.", ip);
        Assert.Equal([ip], made.Spec.Texts("clusterIPs"));
        Assert.Equal(["IPv4"], made.Spec.Texts("ipFamilies"));
        Assert.Equal("SingleStack", made.Spec.Text("ipFamilyPolicy"));
        server.Restart();
        Assert.Equal(
            ip,
            server.Patch(Services, Key("a"), """{"metadata":{"labels":{"x":"y"}}}""").Spec.Text("clusterIP")
        );
    }

    [Fact]
    public void An_address_that_is_asked_for_is_given_once_and_only_from_the_range()
    {
        server.Create(Services, Json("a", """ "clusterIP":"10.0.0.5" """));

        Assert.Equal(
            """Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.0.0.5"]: failed to allocate IP 10.0.0.5: provided IP is already allocated""",
            Refusal("b", """ "clusterIP":"10.0.0.5" """)
        );
        Assert.Equal(
            """Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.1.0.5"]: failed to allocate IP 10.1.0.5: the provided IP (10.1.0.5) is not in the valid range. The range of valid IPs is 10.0.0.0/28""",
            Refusal("b", """ "clusterIP":"10.1.0.5" """)
        );
        server.Delete(Services, Key("a"));
        Assert.Equal(
            "10.0.0.5",
            server.Create(Services, Json("b", """ "clusterIP":"10.0.0.5" """)).Spec.Text("clusterIP")
        );
    }

    [Fact]
    public void The_first_address_is_the_kubernetes_services_own_before_that_exists()
    {
        Assert.Contains("provided IP is already allocated", Refusal("a", """ "clusterIP":"10.0.0.1" """));

        Assert.Null(
            server.Simulation.Run(() =>
                server.Server.PublishAsync(6443, System.Net.IPAddress.Parse("192.0.2.7"), default).AsTask()
            )
        );
        var before = server.Simulation.Run(() => server.Store.GetRevisionAsync(default).AsTask());
        Assert.Null(
            server.Simulation.Run(() =>
                server.Server.PublishAsync(6443, System.Net.IPAddress.Parse("192.0.2.7"), default).AsTask()
            )
        );

        Assert.Equal(before, server.Simulation.Run(() => server.Store.GetRevisionAsync(default).AsTask()));
        var service = Assert.Single(server.List(Services));
        Assert.Equal("10.0.0.1", service.Spec.Text("clusterIP"));
        Assert.Equal(6443, service.Spec.Maps("ports").Single().Integer("targetPort"));
        var slice = Assert.Single(server.List("discovery.k8s.io/v1/endpointslices"));
        Assert.Equal(["192.0.2.7"], slice.Root.Maps("endpoints").Single().Texts("addresses"));
        Assert.Single(server.List("v1/endpoints"));
    }

    [Fact]
    public void A_headless_service_has_no_address_and_an_external_name_has_nothing()
    {
        var headless = server.Create(Services, Json("a", """ "clusterIP":"None" """));
        Assert.Equal(["None"], headless.Spec.Texts("clusterIPs"));
        Assert.Equal(["IPv4"], headless.Spec.Texts("ipFamilies"));
        var named = server.Create(Services, Json("b", """ "type":"ExternalName","externalName":"example.com" """));
        Assert.Null(named.Spec["clusterIP"]);
        Assert.Null(named.Spec["ipFamilies"]);
        var somebodyElses = server.Create(
            Services,
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"c","namespace":"default"},"spec":{"clusterIP":"None","ports":[{"port":80}]}}"""
        );
        Assert.Equal(["IPv4", "IPv6"], somebodyElses.Spec.Texts("ipFamilies"));
        Assert.Equal("RequireDualStack", somebodyElses.Spec.Text("ipFamilyPolicy"));
    }

    [Fact]
    public void Two_families_need_a_cluster_of_two()
    {
        Assert.Contains(
            "this cluster is not configured for dual-stack services",
            Refusal("a", """ "ipFamilyPolicy":"RequireDualStack" """)
        );
        Assert.Contains(
            "spec.ipFamilies[0]: Invalid value: \"IPv6\": not configured on this cluster",
            Refusal("a", """ "ipFamilies":["IPv6"] """)
        );
        Assert.Equal(
            "PreferDualStack",
            server.Create(Services, Json("a", """ "ipFamilyPolicy":"PreferDualStack" """)).Spec.Text("ipFamilyPolicy")
        );
    }

    [Fact]
    public void Node_ports_are_given_kept_checked_and_released_with_the_type()
    {
        var made = server.Create(Services, Json("a", """ "type":"NodePort" """));
        var port = made.Spec.Maps("ports").Single().Integer("nodePort")!.Value;
        Assert.InRange(port, 30000, 32767);
        string Ask(long p) => $$""" "type":"NodePort","ports":[{"port":80,"nodePort":{{p}}}] """;

        Assert.Equal(
            $"""Service "b" is invalid: spec.ports[0].nodePort: Invalid value: {port}: provided port is already allocated""",
            Refusal("b", Ask(port))
        );
        Assert.Equal(
            """Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767""",
            Refusal("b", Ask(80))
        );
        var plain = server.Patch(Services, Key("a"), """{"spec":{"type":"ClusterIP"}}""");
        Assert.Null(plain.Spec.Maps("ports").Single()["nodePort"]);
        server.Create(Services, Json("b", Ask(port)));
    }

    [Fact]
    public void A_port_of_two_protocols_has_one_number_on_the_nodes()
    {
        var made = server.Create(
            Services,
            Json(
                "dns",
                """ "type":"LoadBalancer","externalTrafficPolicy":"Local","ports":[{"name":"t","port":53},{"name":"u","port":53,"protocol":"UDP"},{"name":"x","port":54}] """
            )
        );
        var ports = made.Spec.Maps("ports").Select(p => p.Integer("nodePort")!.Value).ToList();

        Assert.Equal(ports[0], ports[1]);
        Assert.NotEqual(ports[0], ports[2]);
        Assert.DoesNotContain(made.Spec.Integer("healthCheckNodePort")!.Value, ports);
    }

    [Fact]
    public void A_dry_run_takes_nothing()
    {
        for (var i = 0; i < 40; i++)
        {
            var tried = server.Try(api =>
                api.CreateAsync(
                    WholeServer.Resource(Services),
                    WholeServer.Parse(Json("a")),
                    new() { DryRun = true },
                    default
                )
            );
            Assert.True(tried.IsSuccess, tried.Error?.ToString());
        }
        server.Create(Services, Json("a"));
    }

    [Fact]
    public void Many_at_once_get_different_ones_and_when_there_is_none_left_it_is_said()
    {
        var results = server.Simulation.Run(async () =>
        {
            var all = Enumerable
                .Range(0, 20)
                .Select(i =>
                    server
                        .Api.CreateAsync(
                            WholeServer.Resource(Services),
                            WholeServer.Parse(Json($"s{i}", """ "type":"NodePort" """)),
                            WriteOptions.None,
                            default
                        )
                        .AsTask()
                )
                .ToList();
            var list = new List<ApiResult<KubeObject>>();
            foreach (var one in all)
                list.Add(await one);
            return list;
        });

        // Of 14 addresses the first is kept.
        var made = results.Where(r => r.IsSuccess).Select(r => r.Value!).ToList();
        Assert.Equal(13, made.Count);
        Assert.Equal(13, made.Select(m => m.Spec.Text("clusterIP")).Distinct().Count());
        Assert.Equal(13, made.Select(m => m.Spec.Maps("ports").Single().Integer("nodePort")).Distinct().Count());
        Assert.All(
            results.Where(r => !r.IsSuccess),
            r =>
                Assert.Equal("Internal error occurred: failed to allocate a serviceIP: range is full", r.Error!.Message)
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Whatever_comes_and_goes_the_addresses_are_as_a_plain_model_says(int seed)
    {
        var random = new Random(seed);
        var model = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var step = 0; step < 150; step++)
        {
            var name = $"s{random.Next(18)}";
            switch (random.Next(7))
            {
                case 0 when model.ContainsKey(name):
                    server.Delete(Services, Key(name));
                    model.Remove(name);
                    break;
                case 1 when model.ContainsKey(name):
                    var external = model[name].Length == 0;
                    var patched = server.TryPatch(
                        Services,
                        Key(name),
                        external
                            ? """{"spec":{"type":"ClusterIP","externalName":null}}"""
                            : """{"spec":{"type":"ExternalName","externalName":"example.com","clusterIP":null,"clusterIPs":null}}"""
                    );
                    Assert.Equal(!external || model.Values.Count(v => v.Length > 0) < 13, patched.IsSuccess);
                    if (patched.IsSuccess)
                        model[name] = patched.Value.Spec.Text("clusterIP") ?? "";
                    break;
                case 2:
                    server.Restart();
                    break;
                case 3 when !model.ContainsKey(name):
                    var ip = $"10.0.0.{random.Next(1, 15)}";
                    var asked = server.TryCreate(Services, Json(name, $$""" "clusterIP":"{{ip}}" """));
                    Assert.Equal(ip != "10.0.0.1" && !model.ContainsValue(ip), asked.IsSuccess);
                    if (asked.IsSuccess)
                        model[name] = ip;
                    break;
                case > 3 when !model.ContainsKey(name):
                    var made = server.TryCreate(Services, Json(name));
                    Assert.Equal(model.Values.Count(v => v.Length > 0) < 13, made.IsSuccess);
                    if (made.IsSuccess)
                        model[name] = made.Value.Spec.Text("clusterIP")!;
                    break;
                default:
                    break;
            }
            var addresses = model.Values.Where(v => v.Length > 0).ToList();
            Assert.Equal(addresses.Count, addresses.Distinct().Count());
            Assert.Equal(
                model.Select(m => $"{m.Key}={m.Value}"),
                server.List(Services).Select(s => $"{s.Name}={s.Spec.Text("clusterIP")}")
            );
        }
    }
}
