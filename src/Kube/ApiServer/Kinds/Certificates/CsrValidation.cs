using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks requests for certificates.</summary>
internal static class CsrValidation
{
    private const string NotPem = "PEM block type must be CERTIFICATE REQUEST";
    private const string PemLabel = "CERTIFICATE REQUEST";

    private static readonly string[] Usages =
    [
        "any",
        "cert sign",
        "client auth",
        "code signing",
        "content commitment",
        "crl sign",
        "data encipherment",
        "decipher only",
        "digital signature",
        "email protection",
        "encipher only",
        "ipsec end system",
        "ipsec tunnel",
        "ipsec user",
        "key agreement",
        "key encipherment",
        "microsoft sgc",
        "netscape sgc",
        "ocsp signing",
        "s/mime",
        "server auth",
        "signing",
        "timestamping",
    ];

    private static readonly string[] Decisions = ["Approved", "Denied", "Failed"];

    /// <summary>Checks what is asked for.</summary>
    public static void Spec(Part spec)
    {
        if (RequestError(spec["request"]) is { } error)
            spec.Invalid("request", spec["request"] ?? NullValue.Instance, error);
        var usages = spec.Map.List("usages") ?? ListValue.Empty;
        if (usages.Count == 0)
            spec.Required("usages", "usages must be provided");
        for (var i = 0; i < usages.Count; i++)
        {
            var path = FieldPath.Of(spec.Path, "usages", i).ToString();
            if (usages[i] is not StringValue { Text: var usage } || !Usages.AsSpan().Contains(usage))
                spec.Errors.Add(FieldError.NotSupported(path, usages[i], Usages));
        }
        for (var i = 1; i < usages.Count; i++)
        {
            if (usages.Items[..i].Contains(usages[i]))
                spec.DuplicateItem("usages", i, usages[i]);
        }
        if (spec.Text("signerName") == "kubernetes.io/legacy-unknown")
        {
            spec.Invalid(
                "signerName",
                spec.Text("signerName"),
                "the legacy signerName is not allowed via this API version"
            );
        }
        else
            SignerName(spec, "signerName");
        if (spec.Map.Integer("expirationSeconds") is { } seconds and < 600)
            spec.Invalid("expirationSeconds", seconds, "may not specify a duration less than 600 seconds (10 minutes)");
    }

    private static string? RequestError(Value? request)
    {
        var pem = Encoding.ASCII.GetString(Base64.Decode(request) ?? []);
        if (!PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] != PemLabel)
            return NotPem;
        try
        {
            _ = CertificateRequest.LoadSigningRequest(
                Convert.FromBase64String(pem[fields.Base64Data]),
                HashAlgorithmName.SHA256,
                CertificateRequestLoadOptions.SkipSignatureValidation
                    | CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions
            );
            return null;
        }
        catch (CryptographicException)
        {
            return "asn1: structure error: malformed certificate request";
        }
    }

    /// <summary>A signer is called <c>domain.example/path</c>.</summary>
    public static void SignerName(Part part, string key)
    {
        var name = part.Text(key);
        if (name.Length == 0)
            part.Required(key);
        var segments = name.Split('/');
        if (segments.Length != 2)
        {
            part.Invalid(key, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'");
            return;
        }
        var labels = segments[0].Split('.');
        if (segments[0].Length > 253)
            part.TooLong(key, 253);
        foreach (var label in labels)
        {
            if (Syntax.DnsLabelError(label) is { } error)
                part.Invalid(key, segments[0], $"validating label \"{label}\": {error}");
        }
        if (labels.Length < 2)
            part.Invalid(key, segments[0], "should be a domain with at least two segments separated by dots");
        foreach (var label in segments[1].Split('.'))
        {
            if (Syntax.DnsSubdomainError(label) is { } error)
                part.Invalid(key, segments[1], $"validating label \"{label}\": {error}");
        }
    }

    /// <summary>Checks conditions: decisions are true or absent, and nothing is both approved and denied.</summary>
    public static void Conditions(Part status)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var condition in status.Items("conditions"))
        {
            var type = condition.Text("type");
            condition.RequiredText("type");
            if (Decisions.AsSpan().Contains(type))
                condition.RequiredOneOf("status", "True");
            else
                condition.RequiredOneOf("status", "False", "True", "Unknown");
            if ((type == "Approved" && seen.Contains("Denied")) || (type == "Denied" && seen.Contains("Approved")))
                condition.Invalid("type", type, "Approved and Denied conditions are mutually exclusive");
            if (!seen.Add(type))
                condition.Duplicate("type", type);
        }
    }

    /// <summary>A decision that was made stays made.</summary>
    public static void NothingTaken(Part status, MapValue old)
    {
        foreach (var type in Decisions)
        {
            if (Has(old, type) && !Has(status.Map, type))
                status.Forbidden("conditions", $"updates may not remove a condition of type \"{type}\"");
        }
    }

    private static bool Has(MapValue status, string type) => status.Maps("conditions").Any(c => c.Text("type") == type);
}
