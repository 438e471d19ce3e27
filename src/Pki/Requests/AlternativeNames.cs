using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Pki;

/// <summary>The subject alternative names of a certificate or a request.</summary>
public sealed record AlternativeNames
{
    private const string Oid = "2.5.29.17";

    /// <summary>No names.</summary>
    public static AlternativeNames None { get; } = new();

    /// <summary>DNS names, in ASCII; a wildcard stands only as the whole first label.</summary>
    public ImmutableArray<string> DnsNames { get; init; } = [];

    /// <summary>IP addresses.</summary>
    public ImmutableArray<IPAddress> IpAddresses { get; init; } = [];

    /// <summary>URIs, as SPIFFE ids are.</summary>
    public ImmutableArray<string> Uris { get; init; } = [];

    /// <summary>E-mail addresses.</summary>
    public ImmutableArray<string> Emails { get; init; } = [];

    /// <summary>How many names of other forms there are; a signer that copies names refuses them.</summary>
    public int Others { get; init; }

    /// <summary>Whether there is no name of any form.</summary>
    public bool IsEmpty => DnsNames.IsEmpty && IpAddresses.IsEmpty && Uris.IsEmpty && Emails.IsEmpty && Others == 0;

    /// <summary>Host names and addresses as a user types them: what reads as an address is one.</summary>
    public static AlternativeNames OfHosts(IEnumerable<string> hosts)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var addresses = ImmutableArray.CreateBuilder<IPAddress>();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
            {
                if (!addresses.Contains(address))
                    addresses.Add(address);
            }
            else if (!names.Contains(host))
                names.Add(host);
        }
        return new() { DnsNames = names.ToImmutable(), IpAddresses = addresses.ToImmutable() };
    }

    /// <summary>Reads the names of a certificate.</summary>
    /// <exception cref="AsnContentException">The extension is not well-formed.</exception>
    public static AlternativeNames Read(X509Certificate2 certificate) => Read(certificate.Extensions);

    /// <summary>Reads the names among extensions.</summary>
    /// <exception cref="AsnContentException">The extension is not well-formed.</exception>
    internal static AlternativeNames Read(IEnumerable<X509Extension> extensions)
    {
        var extension = extensions.FirstOrDefault(e => e.Oid?.Value == Oid);
        if (extension is null)
            return None;
        var dns = ImmutableArray.CreateBuilder<string>();
        var addresses = ImmutableArray.CreateBuilder<IPAddress>();
        var uris = ImmutableArray.CreateBuilder<string>();
        var emails = ImmutableArray.CreateBuilder<string>();
        var others = 0;
        var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            var tag = names.PeekTag();
            // RFC 5280, GeneralName: 1 e-mail, 2 DNS, 6 URI, 7 address.
            switch (tag.TagClass == TagClass.ContextSpecific ? tag.TagValue : -1)
            {
                case 1:
                    emails.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                    break;
                case 2:
                    dns.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                    break;
                case 6:
                    uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                    break;
                case 7:
                    var bytes = names.ReadOctetString(tag);
                    if (bytes.Length is not (4 or 16))
                        throw new AsnContentException("an IP address has 4 or 16 bytes");
                    addresses.Add(new IPAddress(bytes));
                    break;
                default:
                    names.ReadEncodedValue();
                    others++;
                    break;
            }
        }
        return new()
        {
            DnsNames = dns.ToImmutable(),
            IpAddresses = addresses.ToImmutable(),
            Uris = uris.ToImmutable(),
            Emails = emails.ToImmutable(),
            Others = others,
        };
    }

    /// <summary>The extension of these names; null when there are none. It is critical when the subject is empty (RFC 5280).</summary>
    /// <exception cref="ArgumentException">A name has characters outside ASCII.</exception>
    internal X509Extension? ToExtension(bool critical)
    {
        if (DnsNames.IsEmpty && IpAddresses.IsEmpty && Uris.IsEmpty && Emails.IsEmpty)
            return null;
        // Written by hand, because the framework's builder rewrites names (internationalized domains, URIs) and throws on some that a
        // request may well carry.
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var name in DnsNames)
                WriteText(writer, name, 2);
            foreach (var address in IpAddresses)
                writer.WriteOctetString(address.GetAddressBytes(), new Asn1Tag(TagClass.ContextSpecific, 7));
            foreach (var uri in Uris)
                WriteText(writer, uri, 6);
            foreach (var email in Emails)
                WriteText(writer, email, 1);
        }
        return new X509Extension(Oid, writer.Encode(), critical);
    }

    private static void WriteText(AsnWriter writer, string text, int tag) =>
        writer.WriteCharacterString(UniversalTagNumber.IA5String, text, new Asn1Tag(TagClass.ContextSpecific, tag));

    /// <inheritdoc/>
    public bool Equals(AlternativeNames? other) =>
        other is not null
        && Others == other.Others
        && DnsNames.SequenceEqual(other.DnsNames)
        && IpAddresses.SequenceEqual(other.IpAddresses)
        && Uris.SequenceEqual(other.Uris)
        && Emails.SequenceEqual(other.Emails);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(DnsNames.Length, IpAddresses.Length, Uris.Length, Emails.Length, Others);
}
