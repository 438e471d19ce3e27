using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Controllers;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage;

namespace Pangea.Kube.Cluster;

/// <summary>What an embedded cluster is made from.</summary>
public sealed record ClusterOptions
{
    /// <summary>The runtime that runs nothing.</summary>
    public const string SimulatedRuntime = "simulated";

    /// <summary>The cluster's name: a DNS label. Its nodes are called after it.</summary>
    public required string Name { get; init; }

    /// <summary>Where its objects are kept. The cluster does not dispose it.</summary>
    public required IStore Store { get; init; }

    /// <summary>Chooses among nodes that are equally good, and spreads what must not happen together.</summary>
    public required Random Random { get; init; }

    /// <summary>Uids and name suffixes.</summary>
    public IIdentitySource Identities { get; init; } = new IdentitySource();

    /// <summary>The region of its nodes; empty for none.</summary>
    public string Region { get; init; } = "";

    /// <summary>The zones that its nodes are spread over; none leaves them without.</summary>
    public ImmutableArray<string> Zones { get; init; } = [];

    /// <summary>How many nodes this process plays.</summary>
    public int Nodes { get; init; } = 2;

    /// <summary>What each of them has.</summary>
    public NodeCapacity Capacity { get; init; } = new();

    /// <summary>What runs their pods.</summary>
    public string Runtime { get; init; } = SimulatedRuntime;

    /// <summary>The range of node addresses, in CIDR form.</summary>
    public string NodeCidr { get; init; } = "172.30.0.0/16";

    /// <summary>The range of pod addresses, in CIDR form: each node gets a part of it that its number of pods fits in.</summary>
    public string PodCidr { get; init; } = "10.128.0.0/12";

    /// <summary>The range that addresses of Services are given from, in CIDR form.</summary>
    public string ServiceCidr { get; init; } = "10.96.0.0/12";

    /// <summary>After how long without a sign of life a node counts as lost.</summary>
    public TimeSpan NodeGrace { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Authorizers besides RBAC, in order.</summary>
    public ImmutableArray<IAuthorizer> Authorizers { get; init; } = [];

    /// <summary>The roots (PEM) that the cluster's pods trust its API server by; empty for none.</summary>
    public string RootCertificates { get; init; } = "";

    /// <summary>By what approved certificate requests are signed; null when nobody signs here.</summary>
    public CertificateSigning? Signing { get; init; }

    /// <summary>How tokens of service accounts are issued and accepted; null for not at all.</summary>
    public ServiceAccountTokens? ServiceAccountTokens { get; init; }

    /// <summary>What joining clients are told in <c>kube-public/cluster-info</c>; null for nothing.</summary>
    public ClusterInfo? ClusterInfo { get; init; }

    /// <summary>Where the cluster logs.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;

    /// <summary>What is wrong with these options, all together; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        if (Syntax.DnsLabelError(Name) is { } name)
            errors.Add($"the cluster's name {Name} is no DNS label: {name}");
        if (Nodes < 0)
            errors.Add("the number of nodes is negative");
        if (Runtime != SimulatedRuntime)
            errors.Add($"there is no runtime {Runtime}; there is: {SimulatedRuntime}");
        foreach (var place in Zones.Prepend(Region).Where(p => p.Length > 0))
        {
            if (Syntax.LabelValueError(place) is { } error)
                errors.Add($"the region or zone {place} is no label value: {error}");
        }
        foreach (
            var (what, amount) in new[]
            {
                ("cpu", Capacity.Cpu),
                ("memory", Capacity.Memory),
                ("ephemeral-storage", Capacity.EphemeralStorage),
            }
        )
        {
            if (!Quantity.TryParse(amount, out _))
                errors.Add($"the {what} of nodes, {amount}, is no quantity");
        }
        if (Capacity.Pods < 1)
            errors.Add("nodes need room for one pod at least");
        var nodes = Range("nodes", NodeCidr, errors);
        var pods = Range("pods", PodCidr, errors);
        Range("services", ServiceCidr, errors);
        // The first address of a range is the network's, the last the broadcast's.
        if (nodes is { } n && Nodes + 2 > 1L << (32 - n.PrefixLength))
            errors.Add($"{NodeCidr} has no addresses for {Nodes} nodes");
        if (errors.Count == 0 && pods is { } p && (long)Nodes << (32 - NodePrefix) > 1L << (32 - p.PrefixLength))
            errors.Add($"{PodCidr} has no room for {Nodes} nodes with {Capacity.Pods} pods each");
        return errors;
    }

    /// <summary>The length of the prefix of a node's part of the pod range.</summary>
    internal int NodePrefix =>
        // Three addresses of a range are not given to pods, and those of pods that are gone rest for a while.
        Math.Min(29, 32 - (int)Math.Ceiling(Math.Log2(Capacity.Pods + 3)));

    private static IPNetwork? Range(string what, string cidr, List<string> errors)
    {
        if (
            IPNetwork.TryParse(cidr, out var range)
            && range.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            && range.PrefixLength is >= 8 and <= 29
        )
            return range;
        errors.Add($"the range of {what}, {cidr}, is no IPv4 range with a prefix of 8 to 29 bits");
        return null;
    }
}
