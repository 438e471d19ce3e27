using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>Ingresses, network policies and addresses.</summary>
internal static class NetworkingPrinters
{
    private const int MostHosts = 3;

    /// <summary>The table of Ingresses.</summary>
    public static TablePrinter Ingresses { get; } =
        new(
            [
                Cell.NameColumn,
                new("Class")
                {
                    Description =
                        "The name of the IngressClass resource that should be used for additional configuration",
                },
                new("Hosts")
                {
                    Description = "Hosts that incoming requests are matched against before the ingress rule",
                },
                new("Address") { Description = "Address is a list containing ingress points for the load-balancer" },
                new("Ports") { Description = "Ports of TLS configurations that open" },
                Cell.AgeColumn,
            ],
            static (ingress, now) =>
                [
                    Cell.Name(ingress),
                    ingress.Spec["ingressClassName"] as StringValue ?? Cell.None,
                    Hosts(ingress.Spec),
                    ServicePrinters.LoadBalancer(ingress.Status),
                    ingress.Spec.List("tls") is { Count: > 0 } ? "80, 443" : "80",
                    Cell.Age(ingress, now),
                ]
        );

    /// <summary>The table of IngressClasses.</summary>
    public static TablePrinter IngressClasses { get; } =
        new(
            [
                Cell.NameColumn,
                new("Controller") { Description = "Controller that is responsible for handling this class" },
                new("Parameters") { Description = "A reference to a resource with additional parameters" },
                Cell.AgeColumn,
            ],
            static (@class, now) =>
                [
                    Cell.Name(@class),
                    Cell.Text(@class.Spec, "controller"),
                    Parameters(@class.Spec.Map("parameters")),
                    Cell.Age(@class, now),
                ]
        );

    /// <summary>The table of NetworkPolicies.</summary>
    public static TablePrinter NetworkPolicies { get; } =
        new(
            [Cell.NameColumn, new("Pod-Selector"), Cell.AgeColumn],
            static (policy, now) =>
                [Cell.Name(policy), Cell.Selector(policy.Spec.Map("podSelector")), Cell.Age(policy, now)]
        );

    /// <summary>The table of ServiceCIDRs.</summary>
    public static TablePrinter ServiceCidrs { get; } =
        new(
            [Cell.NameColumn, new("CIDRs"), Cell.AgeColumn],
            static (cidr, now) => [Cell.Name(cidr), string.Join(',', cidr.Spec.Texts("cidrs")), Cell.Age(cidr, now)]
        );

    /// <summary>The table of IPAddresses.</summary>
    public static TablePrinter IpAddresses { get; } =
        new(
            [Cell.NameColumn, new("ParentRef"), Cell.AgeColumn],
            static (address, now) => [Cell.Name(address), Parent(address.Spec.Map("parentRef")), Cell.Age(address, now)]
        );

    private static Value Hosts(MapValue spec)
    {
        var hosts = new List<string>();
        var more = false;
        foreach (var rule in spec.Maps("rules"))
        {
            more |= hosts.Count == MostHosts;
            if (!more && rule.Text("host") is { Length: > 0 } host)
                hosts.Add(host);
        }
        if (hosts.Count == 0)
            return "*";
        var text = string.Join(',', hosts);
        return more
            ? string.Create(CultureInfo.InvariantCulture, $"{text} + {spec.List("rules")!.Count - MostHosts} more...")
            : text;
    }

    private static Value Parameters(MapValue? parameters)
    {
        if (parameters is null)
            return Cell.None;
        var group = parameters.Text("apiGroup") is { } g ? "." + g : "";
        return $"{parameters.Text("kind")}{group}/{parameters.Text("name")}";
    }

    private static Value Parent(MapValue? parent)
    {
        if (parent is null)
            return Cell.None;
        var group = parent.Text("group") is { Length: > 0 } g ? "." + g : "";
        var @namespace = parent.Text("namespace") is { Length: > 0 } n ? n + "/" : "";
        return $"{$"{parent.Text("resource")}{group}".ToLowerInvariant()}/{@namespace}{parent.Text("name")}";
    }
}
