using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Endpoints, which EndpointSlices have replaced.</summary>
internal sealed class EndpointsStrategy : BuiltinStrategy
{
    private const string LastChange = "endpoints.kubernetes.io/last-change-trigger-time";

    /// <inheritdoc/>
    public override bool AllowsCreateOnUpdate => true;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        if (
            root.Map.Map("metadata")?.Map("annotations")?.Text(LastChange) is { } time
            && Timestamps.TryParse(time) is null
        )
            root.InvalidEntry("annotations", LastChange, time, $"must be a valid RFC3339 timestamp: {time}");
        foreach (var subset in root.Items("subsets"))
        {
            if (subset.Count("addresses") == 0 && subset.Count("notReadyAddresses") == 0)
                subset.Required(Part.Self, "must specify `addresses` or `notReadyAddresses`");
            foreach (var address in subset.Items("addresses"))
                Address(address);
            foreach (var address in subset.Items("notReadyAddresses"))
                Address(address);
            foreach (var port in subset.Items("ports"))
                Port(port, subset.Count("ports") > 1);
        }
    }

    private static void Address(Part address)
    {
        var ip = address.Text("ip");
        address.Form("hostname", Syntax.DnsLabelError);
        address.Form("nodeName", Syntax.DnsSubdomainError);
        foreach (var error in SpecialAddresses.Errors(ip))
            address.Invalid("ip", ip, error);
    }

    private static void Port(Part port, bool needsName)
    {
        if (needsName)
            port.RequiredForm("name", Syntax.DnsLabelError);
        else
            port.Form("name", Syntax.DnsLabelError);
        port.PortNumber("port");
        port.RequiredOneOf("protocol", "SCTP", "TCP", "UDP");
        port.Form("appProtocol", Syntax.QualifiedNameError);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(MapValue root, MapValue? old) =>
        ["v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"];
}
