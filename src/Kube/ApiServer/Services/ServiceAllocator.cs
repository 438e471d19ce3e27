using System.Net;
using Pangea.Kube.ApiServer.Kinds;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Gives Services their addresses and their ports on the nodes, and refuses those that others have. It only proposes: that no two Services
/// get the same is made sure by the store, where a Service and its claims are written in one transaction (<see cref="ObjectTransactions"/>);
/// who loses a race is given another.
/// </summary>
internal sealed class ServiceAllocator(ServiceRange range, ClaimIndex index, Random random)
{
    /// <summary>The Service that has the first address of the range, whether or not it is there yet.</summary>
    public static readonly NamespacedName Kubernetes = new("default", "kubernetes");

    private const int FirstPort = 30000;
    private const int LastPort = 32767;

    // "Avoiding Collisions Assigning Ports to NodePort Services" in the Kubernetes documentation.
    private const int LastStaticPort = FirstPort + 85;

    private static readonly GroupKind Kind = new("", "Service");
    private readonly Lock randomLock = new();

    /// <summary>The range that addresses are from.</summary>
    public ServiceRange Range => range;

    /// <summary>The Service with everything it needs; the values it names itself are checked.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="root">The Service as it shall be.</param>
    /// <param name="old">As it is; null when it is created.</param>
    public ApiResult<MapValue> Fill(NamespacedName key, MapValue root, MapValue? old)
    {
        if (root.Map("spec") is not { } spec || !ServiceRules.NeedsClusterIp(spec))
            return root;
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var step in (Func<NamespacedName, MapValue, HashSet<string>, ApiResult<MapValue>>[])
                [Families, Addresses, NodePorts, HealthCheckPort]
        )
        {
            var filled = step(key, spec, taken);
            if (!filled.IsSuccess)
                return filled;
            spec = filled.Value;
        }
        root = root.With("spec", spec);
        var changes = ServiceClaims.Of(root).ToHashSet(StringComparer.Ordinal);
        changes.SymmetricExceptWith(old is null ? [] : ServiceClaims.Of(old));
        return changes.Count <= ObjectTransactions.MaxClaims
            ? root
            : Invalid(
                key,
                "spec.ports",
                spec.List("ports")?.Count ?? 0,
                $"at most {ObjectTransactions.MaxClaims} addresses and node ports can change at once"
            );
    }

    private ApiResult<MapValue> Families(NamespacedName key, MapValue spec, HashSet<string> taken)
    {
        var headless = ServiceRules.IsHeadless(spec) || spec.Text("clusterIP") == "None";
        var families = spec.Texts("ipFamilies").ToList();
        if (headless && spec.Map("selector") is not { Count: > 0 })
        {
            // Its endpoints are somebody else's, who may use any family.
            var policy = spec.Text("ipFamilyPolicy") ?? "RequireDualStack";
            if (families.Count == 0)
                families.Add(range.Family);
            if (policy != "SingleStack" && families.Count == 1)
                families.Add(families[0] == "IPv4" ? "IPv6" : "IPv4");
            return spec.With("ipFamilyPolicy", policy).With("ipFamilies", ListValue.OfTexts(families));
        }
        if (spec.Text("ipFamilyPolicy") == "RequireDualStack" || families.Count > 1)
        {
            return Invalid(
                key,
                "spec.ipFamilyPolicy",
                spec["ipFamilyPolicy"] ?? "RequireDualStack",
                "this cluster is not configured for dual-stack services"
            );
        }
        if (families is [var family] && family is "IPv4" or "IPv6" && family != range.Family)
            return Invalid(key, "spec.ipFamilies[0]", family, "not configured on this cluster");
        return spec.With("ipFamilyPolicy", spec["ipFamilyPolicy"] ?? "SingleStack")
            .With("ipFamilies", families.Count > 0 ? spec["ipFamilies"] : ListValue.OfTexts([range.Family]));
    }

    private ApiResult<MapValue> Addresses(NamespacedName key, MapValue spec, HashSet<string> taken)
    {
        var ips = spec.List("clusterIPs") ?? ListValue.Empty;
        if (ips.Count == 0 && spec.Text("clusterIP") is { Length: > 0 } only)
            ips = ListValue.Create([only]);
        if (ips.Count == 0)
        {
            if (Free(key) is not { } given)
                return Status.InternalError("failed to allocate a serviceIP: range is full");
            return spec.With("clusterIP", given.ToString()).With("clusterIPs", ListValue.OfTexts([given.ToString()]));
        }
        foreach (var text in ips.Texts)
        {
            // What is no address at all is for validation to say.
            if (text == "None" || Formats.ParseIp(text) is not { } address)
                continue;
            if (Holder(key, address) is not { } holder || holder != key)
            {
                var why =
                    !range.Contains(address)
                        ? $"the provided IP ({text}) is not in the valid range. The range of valid IPs is {range.Network}"
                    : Holder(key, address) is not null ? "provided IP is already allocated"
                    : null;
                if (why is not null)
                    return Invalid(key, "spec.clusterIPs", ips, $"failed to allocate IP {text}: {why}");
            }
        }
        return spec.With("clusterIPs", ips);
    }

    private ApiResult<MapValue> NodePorts(NamespacedName key, MapValue spec, HashSet<string> taken)
    {
        if (spec.Text("type") is not ("NodePort" or "LoadBalancer") || spec.List("ports") is not { } ports)
            return spec;
        for (var i = 0; i < ports.Count; i++)
        {
            if (ports[i] is not MapValue port || port.Integer("nodePort") is not (> 0 and var asked))
                continue;
            if (PortError(key, asked) is { } why)
                return Invalid(key, $"spec.ports[{i}].nodePort", asked, why);
            taken.Add(ServiceClaims.NodePort(asked));
        }
        if (!ServiceRules.NeedsNodePort(spec))
            return spec;
        for (var i = 0; i < ports.Count; i++)
        {
            if (ports[i] is not MapValue port || port.Integer("nodePort") is > 0)
                continue;
            if ((Shared(ports, port) ?? FreePort(key, taken)) is not { } given)
                return Status.InternalError("failed to allocate a nodePort: range is full");
            taken.Add(ServiceClaims.NodePort(given));
            ports = ports.SetItem(i, port.With("nodePort", given));
        }
        return spec.With("ports", ports);
    }

    private ApiResult<MapValue> HealthCheckPort(NamespacedName key, MapValue spec, HashSet<string> taken)
    {
        if (!ServiceRules.NeedsHealthCheck(spec))
            return spec;
        if (spec.Integer("healthCheckNodePort") is not (> 0 and var asked))
        {
            return FreePort(key, taken) is { } given
                ? spec.With("healthCheckNodePort", given)
                : Status.InternalError("failed to allocate requested HealthCheck NodePort: range is full");
        }
        var why = taken.Contains(ServiceClaims.NodePort(asked))
            ? "provided port is already allocated"
            : PortError(key, asked);
        return why is null
            ? spec
            : Status.InternalError($"failed to allocate requested HealthCheck NodePort {asked}: {why}");
    }

    /// <summary>The node port of the same port with another protocol, which DNS and the like want to be the same.</summary>
    private static long? Shared(ListValue ports, MapValue port)
    {
        foreach (var other in ports.Maps)
        {
            if (
                other.Integer("nodePort") is > 0 and var node
                && other.Integer("port") == port.Integer("port")
                && other.Text("protocol") != port.Text("protocol")
                && !ports.Maps.Any(p => p.Integer("nodePort") == node && p.Text("protocol") == port.Text("protocol"))
            )
                return node;
        }
        return null;
    }

    private string? PortError(NamespacedName key, long port) =>
        port is < FirstPort or > LastPort
            ? index.Holder(ServiceClaims.NodePort(port)) == key
                ? null
                : $"provided port is not in the valid range. The range of valid ports is {FirstPort}-{LastPort}"
            : index.Holder(ServiceClaims.NodePort(port)) is { } holder && holder != key
                ? "provided port is already allocated"
                : null;

    private NamespacedName? Holder(NamespacedName key, IPAddress address) =>
        address.Equals(range.At(1)) ? Kubernetes : index.Holder(ServiceClaims.Address(address));

    private IPAddress? Free(NamespacedName key)
    {
        if (key == Kubernetes)
            return range.At(1);
        return FreeIn(range.LastStatic + 1, range.Last, IsFree) is { } upper ? range.At(upper)
            : FreeIn(1, range.LastStatic, IsFree) is { } lower ? range.At(lower)
            : null;

        bool IsFree(long number) => Holder(key, range.At(number)) is null;
    }

    private long? FreePort(NamespacedName key, HashSet<string> taken)
    {
        return FreeIn(LastStaticPort + 1, LastPort, IsFree) ?? FreeIn(FirstPort, LastStaticPort, IsFree);

        bool IsFree(long port) =>
            !taken.Contains(ServiceClaims.NodePort(port)) && index.Holder(ServiceClaims.NodePort(port)) is null;
    }

    /// <summary>A free number: the first one from a random place on.</summary>
    private long? FreeIn(long first, long last, Func<long, bool> isFree)
    {
        if (last < first)
            return null;
        long start;
        lock (randomLock)
            start = random.NextInt64(first, last == long.MaxValue ? last : last + 1);
        for (var i = start; i <= last; i++)
        {
            if (isFree(i))
                return i;
        }
        for (var i = first; i < start; i++)
        {
            if (isFree(i))
                return i;
        }
        return null;
    }

    private static Status Invalid(NamespacedName key, string field, Value? value, string why) =>
        Status.Invalid(Kind, key.Name, [FieldError.Invalid(field, value, why)]);
}
