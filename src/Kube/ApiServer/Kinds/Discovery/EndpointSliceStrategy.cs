using System.Net.Sockets;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>EndpointSlices.</summary>
internal sealed class EndpointSliceStrategy : BuiltinStrategy
{
    private const int MostEndpoints = 1000;
    private const int MostAddresses = 100;
    private const int MostPorts = 20000;
    private const int MostHints = 8;

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <summary>A change of labels counts too.</summary>
    public override bool BumpsGeneration(MapValue root, MapValue old) =>
        base.BumpsGeneration(root, old) || !Checks.Same(root.At("metadata", "labels"), old.At("metadata", "labels"));

    /// <inheritdoc/>
    public override MapValue PrepareForCreate(MapValue root) =>
        root.EditEach("endpoints", static endpoint => endpoint.Without("deprecatedTopology"));

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        root.RequiredOneOf("addressType", "FQDN", "IPv4", "IPv6");
        if (root.Count("endpoints") > MostEndpoints)
            root.TooMany("endpoints", root.Count("endpoints"), MostEndpoints);
        else
        {
            foreach (var endpoint in root.Items("endpoints"))
                Endpoint(endpoint, root.Text("addressType"));
        }
        Ports(root);
    }

    private static void Endpoint(Part endpoint, string type)
    {
        var addresses = endpoint.Map.List("addresses") ?? ListValue.Empty;
        if (addresses.Count == 0)
            endpoint.Required("addresses", "must contain at least 1 address");
        else if (addresses.Count > MostAddresses)
            endpoint.TooMany("addresses", addresses.Count, MostAddresses);
        for (var i = 0; i < addresses.Count; i++)
        {
            var address = (addresses[i] as StringValue)?.Text ?? "";
            foreach (var error in AddressErrors(address, type))
                endpoint.InvalidItem("addresses", i, address, error);
        }
        endpoint.Form("nodeName", Syntax.DnsSubdomainError);
        if (endpoint.Has("hostname") && Syntax.DnsLabelError(endpoint.Text("hostname")) is { } bad)
            endpoint.Invalid("hostname", endpoint.Text("hostname"), bad);
        if (!endpoint.Has("hints"))
            return;
        Hints(endpoint.Child("hints"), "forZones", Syntax.DnsLabelError);
        Hints(endpoint.Child("hints"), "forNodes", Syntax.DnsSubdomainError);
    }

    private static IEnumerable<string> AddressErrors(string address, string type)
    {
        if (type is not ("IPv4" or "IPv6"))
            return type == "FQDN" && DomainError(address) is { } error ? [error] : [];
        var family = type == "IPv4" ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        return Formats.ParseIp(address)?.AddressFamily == family
            ? SpecialAddresses.Errors(address)
            : [$"must be a valid {type} address"];
    }

    private static string? DomainError(string name)
    {
        name = name.EndsWith('.') ? name[..^1] : name;
        return Syntax.DnsSubdomainError(name)
            ?? (
                name.Contains('.', StringComparison.Ordinal)
                    ? null
                    : "should be a domain with at least two segments separated by dots"
            );
    }

    private static void Hints(Part hints, string key, Func<string, string?> form)
    {
        if (hints.Count(key) > MostHints)
        {
            hints.TooMany(key, hints.Count(key), MostHints);
            return;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var hint in hints.Items(key))
        {
            var name = hint.Text("name");
            if (!seen.Add(name))
                hint.Duplicate("name", name);
            if (form(name) is { } error)
                hint.Invalid("name", name, error);
        }
    }

    private static void Ports(Part root)
    {
        if (root.Count("ports") > MostPorts)
        {
            root.TooMany("ports", root.Count("ports"), MostPorts);
            return;
        }
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var port in root.Items("ports"))
        {
            var name = port.Text("name");
            port.Form("name", Syntax.DnsLabelError);
            if (!names.Add(name))
                port.Duplicate("name", name);
            port.OneOf("protocol", "SCTP", "TCP", "UDP");
            port.Form("appProtocol", Syntax.QualifiedNameError);
        }
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Validate(root);
        root.Unchanged("addressType", old);
    }
}
