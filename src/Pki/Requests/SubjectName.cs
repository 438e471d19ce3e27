using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Pangea.Pki;

/// <summary>
/// The parts of a distinguished name that Kubernetes reads: the common name is the user, the organizations are the groups.
/// </summary>
/// <param name="CommonName">CN; the last one when there are several, empty when there is none.</param>
/// <param name="Organizations">Each O, in the order they stand.</param>
public sealed record SubjectName(string CommonName, ImmutableArray<string> Organizations)
{
    private const string CommonNameOid = "2.5.4.3";
    private const string OrganizationOid = "2.5.4.10";

    /// <summary>A name of a common name and organizations.</summary>
    public static SubjectName Of(string commonName, params ReadOnlySpan<string> organizations) =>
        new(commonName, [.. organizations]);

    /// <summary>
    /// Reads a distinguished name. Go writes several organizations as one multi-valued part, OpenSSL as several parts; both are read.
    /// </summary>
    /// <exception cref="AsnContentException">The name is not well-formed.</exception>
    public static SubjectName Read(X500DistinguishedName name)
    {
        var commonName = "";
        var organizations = ImmutableArray.CreateBuilder<string>();
        var parts = new AsnReader(name.RawData, AsnEncodingRules.DER).ReadSequence();
        while (parts.HasData)
        {
            var part = parts.ReadSetOf(skipSortOrderValidation: true);
            while (part.HasData)
            {
                var attribute = part.ReadSequence();
                var oid = attribute.ReadObjectIdentifier();
                if (oid is CommonNameOid)
                    commonName = ReadText(attribute);
                else if (oid is OrganizationOid)
                    organizations.Add(ReadText(attribute));
            }
        }
        return new(commonName, organizations.ToImmutable());
    }

    /// <summary>Organizations first, then the common name, as Go writes them.</summary>
    internal X500DistinguishedName ToDistinguishedName()
    {
        // The builder writes what was added last first.
        var builder = new X500DistinguishedNameBuilder();
        if (CommonName.Length > 0)
            builder.AddCommonName(CommonName);
        foreach (var organization in Organizations.Reverse())
            builder.AddOrganizationName(organization);
        return builder.Build();
    }

    private static string ReadText(AsnReader attribute)
    {
        var tag = attribute.PeekTag();
        var number = (UniversalTagNumber)tag.TagValue;
        return
            tag.TagClass == TagClass.Universal
            && number
                is UniversalTagNumber.UTF8String
                    or UniversalTagNumber.PrintableString
                    or UniversalTagNumber.IA5String
                    or UniversalTagNumber.T61String
                    or UniversalTagNumber.BMPString
            ? attribute.ReadCharacterString(number)
            : throw new AsnContentException("a name's value is text");
    }

    /// <inheritdoc/>
    public bool Equals(SubjectName? other) =>
        other is not null && CommonName == other.CommonName && Organizations.SequenceEqual(other.Organizations);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(CommonName, Organizations.Length);
}
