using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Pangea.Kube.Schema.Cel;

/// <summary>Addresses, networks and URLs. Source: "Kubernetes CEL libraries" of the Kubernetes documentation.</summary>
internal static class NetworkFunctions
{
    public static void Add(CelFunctionTable t)
    {
        t.Add(
            "ip",
            1,
            static a =>
                a[0] is string x
                    ? CelAddress.Parse(x)
                        ?? (object)new CelError($"IP Address \"{x}\" parse error during conversion from string")
                    : CelError.NoSuchOverload
        );
        t.Add<string>("isIP", static x => CelAddress.Parse(x) is not null);
        t.Add<string>(
            "ip.isCanonical",
            static x =>
                CelAddress.Parse(x) is { } ip
                    ? ip.ToString() == x
                    : new CelError($"IP Address \"{x}\" parse error during conversion from string")
        );
        t.Add<CelAddress>(".family", static ip => ip.IsV4 ? 4L : 6L);
        t.Add<CelAddress>(
            ".isUnspecified",
            static ip => ip.Address.Equals(ip.IsV4 ? IPAddress.Any : IPAddress.IPv6Any)
        );
        t.Add<CelAddress>(".isLoopback", static ip => IPAddress.IsLoopback(ip.Address));
        t.Add<CelAddress>(".isLinkLocalMulticast", static ip => ip.IsLinkLocalMulticast);
        t.Add<CelAddress>(".isLinkLocalUnicast", static ip => ip.IsLinkLocalUnicast);
        t.Add<CelAddress>(".isGlobalUnicast", static ip => ip.IsGlobalUnicast);
        t.Add<string>(
            "cidr",
            static x =>
                CelNetwork.Parse(x)
                ?? (object)new CelError("network address parse error during conversion from string: " + x)
        );
        t.Add<string>("isCIDR", static x => CelNetwork.Parse(x) is not null);
        t.Add(
            ".containsIP",
            2,
            static a => a[0] is CelNetwork n && AddressOf(a[1]) is { } ip ? n.Contains(ip) : CelError.NoSuchOverload
        );
        t.Add(
            ".containsCIDR",
            2,
            static a =>
                a[0] is CelNetwork n && NetworkOf(a[1]) is { } m
                    ? m.PrefixLength >= n.PrefixLength && n.Contains(m.Address)
                    : CelError.NoSuchOverload
        );
        t.Add<CelNetwork>(".ip", static n => n.Address);
        t.Add<CelNetwork>(".masked", static n => n.Masked());
        t.Add<CelNetwork>(".prefixLength", static n => (long)n.PrefixLength);
        t.Add<string>(
            "url",
            static x =>
                CelUrl.Parse(x)
                ?? (object)
                    new CelError(
                        $"URL parse error during conversion from string: parse \"{x}\": invalid URI for request"
                    )
        );
        t.Add<string>("isURL", static x => CelUrl.Parse(x) is not null);
        t.Add<CelUrl>(".getScheme", static u => u.Scheme);
        t.Add<CelUrl>(".getHost", static u => u.Host);
        t.Add<CelUrl>(".getHostname", static u => u.Hostname);
        t.Add<CelUrl>(".getPort", static u => u.Port);
        t.Add<CelUrl>(".getEscapedPath", static u => u.Path);
        t.Add<CelUrl>(".getQuery", static u => u.Query());
    }

    private static CelAddress? AddressOf(object? value) =>
        value is string text ? CelAddress.Parse(text) : value as CelAddress;

    private static CelNetwork? NetworkOf(object? value) =>
        value is string text ? CelNetwork.Parse(text) : value as CelNetwork;
}

/// <summary>An IP address.</summary>
internal sealed record CelAddress(IPAddress Address) : CelOpaque
{
    public override string TypeName => "net.IP";

    public bool IsV4 => Address.AddressFamily == AddressFamily.InterNetwork;

    private byte[] Bytes => Address.GetAddressBytes();

    public bool IsLinkLocalUnicast => IsV4 ? Bytes is [169, 254, ..] : Address.IsIPv6LinkLocal;

    public bool IsLinkLocalMulticast =>
        IsV4 ? Bytes is [224, 0, 0, _] : Bytes is [0xff, _, ..] && (Bytes[1] & 0xf) == 2;

    public bool IsGlobalUnicast =>
        !IPAddress.IsLoopback(Address)
        && !IsLinkLocalUnicast
        && (
            IsV4
                ? Bytes[0] is < 224 or > 239 && !Address.Equals(IPAddress.Broadcast) && !Address.Equals(IPAddress.Any)
                : !Address.IsIPv6Multicast && !Address.Equals(IPAddress.IPv6Any)
        );

    /// <summary>Reads an address: no leading zeros, no zone, and no IPv4 in the clothes of IPv6.</summary>
    public static CelAddress? Parse(string text)
    {
        if (text.AsSpan().ContainsAny("%[]/") || !IPAddress.TryParse(text, out var ip) || ip.IsIPv4MappedToIPv6)
            return null;
        if (ip.AddressFamily == AddressFamily.InterNetwork)
        {
            var parts = text.Split('.');
            if (parts.Length != 4 || parts.Any(p => !p.All(char.IsAsciiDigit) || (p.Length > 1 && p[0] == '0')))
                return null;
        }
        return new(ip);
    }

    public override string ToString() => Address.ToString();
}

/// <summary>An address with the length of its network's prefix.</summary>
internal sealed record CelNetwork(CelAddress Address, int PrefixLength) : CelOpaque
{
    public override string TypeName => "net.CIDR";

    public static CelNetwork? Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || CelAddress.Parse(text[..slash]) is not { } address)
            return null;
        var digits = text[(slash + 1)..];
        if (
            (digits.Length > 1 && digits[0] == '0')
            || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
        )
            return null;
        return length <= (address.IsV4 ? 32 : 128) ? new(address, length) : null;
    }

    public bool Contains(CelAddress ip) => ip.IsV4 == Address.IsV4 && Cut(ip).SequenceEqual(Cut(Address));

    public CelNetwork Masked() => new(new CelAddress(new IPAddress(Cut(Address))), PrefixLength);

    private byte[] Cut(CelAddress ip)
    {
        var bytes = ip.Address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(PrefixLength - (i * 8), 0, 8);
            bytes[i] = (byte)(bytes[i] & (0xff << (8 - kept)));
        }
        return bytes;
    }

    public override string ToString() => $"{Address}/{PrefixLength}";
}

/// <summary>A URL with a scheme and host, or an absolute path.</summary>
internal sealed record CelUrl(string Text, string Scheme, string Host, string Path, string RawQuery) : CelOpaque
{
    private static readonly SearchValues<char> NeverInHosts = SearchValues.Create(" <>\"\\^`{|}");

    public override string TypeName => "kubernetes.URL";

    public string Hostname =>
        Host.StartsWith('[') ? Host[1..Math.Max(1, Host.IndexOf(']', StringComparison.Ordinal))]
        : Host.LastIndexOf(':') is var colon and >= 0 ? Host[..colon]
        : Host;

    public string Port =>
        Host.LastIndexOf(':') is var colon && colon > Host.LastIndexOf(']') ? Host[(colon + 1)..] : "";

    public static CelUrl? Parse(string text)
    {
        var rest = text;
        var scheme = "";
        var host = "";
        var colon = text.IndexOf("://", StringComparison.Ordinal);
        if (colon > 0 && Uri.CheckSchemeName(text[..colon]))
        {
            scheme = text[..colon].ToLowerInvariant();
            rest = text[(colon + 3)..];
            var end = rest.AsSpan().IndexOfAny("/?");
            host = end < 0 ? rest : rest[..end];
            rest = end < 0 ? "" : rest[end..];
            host = host[(host.LastIndexOf('@') + 1)..];
            var port = new CelUrl("", "", host, "", "").Port;
            if (!port.All(char.IsAsciiDigit) || host.AsSpan().ContainsAny(NeverInHosts))
                return null;
        }
        else if (!text.StartsWith('/'))
            return null;
        foreach (var c in rest)
        {
            if (c is < ' ' or (char)127)
                return null;
        }
        var query = rest.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? rest : rest[..query];
        return new(
            text,
            scheme,
            host,
            path.Replace(" ", "%20", StringComparison.Ordinal),
            query < 0 ? "" : rest[(query + 1)..]
        );
    }

    public CelMap Query()
    {
        var all = new SortedDictionary<string, List<object?>>(StringComparer.Ordinal);
        foreach (var pair in RawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equal = pair.IndexOf('=', StringComparison.Ordinal);
            var key = WebUtility.UrlDecode(equal < 0 ? pair : pair[..equal]);
            if (!all.TryGetValue(key, out var list))
                all[key] = list = [];
            list.Add(equal < 0 ? "" : WebUtility.UrlDecode(pair[(equal + 1)..]));
        }
        var made = new CelMadeMap();
        foreach (var (key, list) in all)
            made.TryAdd(key, list);
        return made;
    }

    public override string ToString() => Text;
}
