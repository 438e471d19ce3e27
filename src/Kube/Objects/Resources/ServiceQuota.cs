namespace Pangea.Kube.Objects;

/// <summary>Services: how many, how many node ports they take, how many load balancers.</summary>
internal sealed class ServiceQuota() : QuotaEvaluator(new("", "services"))
{
    private const string Services = "services";
    private const string LoadBalancers = "services.loadbalancers";
    private const string NodePorts = "services.nodeports";

    public override bool Handles(string operation, string subresource) =>
        operation is "CREATE" or "UPDATE" && subresource.Length == 0;

    public override bool Counts(string name) => name is Services or LoadBalancers or NodePorts || name == CountName;

    public override ResourceAmounts Usage(MapValue root, DateTimeOffset now)
    {
        var spec = root.Map("spec") ?? MapValue.Empty;
        var ports = spec.List("ports")?.Count ?? 0;
        var (nodePorts, balancers) = spec.Text("type") switch
        {
            "NodePort" => (ports, 0),
            "LoadBalancer" when spec.Flag("allocateLoadBalancerNodePorts") == false => (
                spec.Maps("ports").Count(p => p.Integer("nodePort") is > 0),
                1
            ),
            "LoadBalancer" => (ports, 1),
            _ => (0, 0),
        };
        return ResourceAmounts
            .None.With(CountName, Quantity.Of(1))
            .With(Services, Quantity.Of(1))
            .With(NodePorts, Quantity.Of(nodePorts))
            .With(LoadBalancers, Quantity.Of(balancers));
    }
}
