using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>NetworkPolicies. Without types a policy is about incoming traffic, and about outgoing if it has rules for that.</summary>
internal sealed class NetworkPolicyStrategy : BuiltinStrategy
{
    private static readonly ListValue Incoming = ["Ingress"];
    private static readonly ListValue Both = ["Ingress", "Egress"];

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override MapValue Default(MapValue root) =>
        root.Edit(
            "spec",
            static spec =>
                spec.List("policyTypes") is { Count: > 0 }
                    ? spec
                    : spec.With("policyTypes", spec.List("egress") is { Count: > 0 } ? Both : Incoming)
        );

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        spec.LabelSelector("podSelector");
        Rules(spec, "ingress", "from");
        Rules(spec, "egress", "to");
        var types = spec.Map.List("policyTypes") ?? ListValue.Empty;
        if (types.Count > 2)
        {
            spec.Invalid("policyTypes", types, "may not specify more than two policyTypes");
            return;
        }
        for (var i = 0; i < types.Count; i++)
        {
            if (types[i] is not StringValue { Text: "Ingress" or "Egress" })
            {
                spec.Errors.Add(
                    FieldError.NotSupported(
                        FieldPath.Of(spec.Path, "policyTypes", i).ToString(),
                        types[i],
                        ["Ingress", "Egress"]
                    )
                );
            }
        }
    }

    private static void Rules(Part spec, string key, string peers)
    {
        foreach (var rule in spec.Items(key))
        {
            foreach (var port in rule.Items("ports"))
                Port(port);
            foreach (var peer in rule.Items(peers))
                Peer(peer);
        }
    }

    private static void Port(Part port)
    {
        port.OneOf("protocol", "TCP", "UDP", "SCTP");
        var last = port.Map.Integer("endPort");
        switch (port["port"])
        {
            case null:
                if (last is not null)
                    port.Invalid("endPort", last, "may not be specified when `port` is not specified");
                break;
            case NumberValue first:
                port.PortNumber("port");
                if (last is null)
                    break;
                if (last < first.Integer)
                    port.Invalid("endPort", first, "must be greater than or equal to `port`");
                port.PortNumber("endPort");
                break;
            default:
                if (last is not null)
                    port.Invalid("endPort", last, "may not be specified when `port` is non-numeric");
                port.PortNumberOrName("port");
                break;
        }
    }

    private static void Peer(Part peer)
    {
        peer.LabelSelector("podSelector");
        peer.LabelSelector("namespaceSelector");
        var selectors = peer.Has("podSelector") || peer.Has("namespaceSelector");
        if (peer.Has("ipBlock"))
        {
            Block(peer.Child("ipBlock"));
            if (selectors)
                peer.Forbidden(Part.Self, "may not specify both ipBlock and another peer");
        }
        else if (!selectors)
            peer.Required(Part.Self, "must specify a peer");
    }

    private static void Block(Part block)
    {
        var text = block.Text("cidr");
        if (text.Length == 0)
        {
            block.Required("cidr");
            return;
        }
        block.Form("cidr", Formats.CidrError);
        if (Formats.ParseCidr(text) is not { } network)
            return;
        var excepted = block.Map.List("except") ?? ListValue.Empty;
        for (var i = 0; i < excepted.Count; i++)
        {
            var except = (excepted[i] as StringValue)?.Text ?? "";
            if (Formats.ParseCidr(except) is not { } inner)
                block.InvalidItem("except", i, except, Formats.CidrError(except)!);
            else if (inner.Bits <= network.Bits || !Formats.Contains(network, inner.Address))
                block.InvalidItem("except", i, except, "must be a strict subset of `cidr`");
        }
    }
}
