using System.Net.Sockets;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks a Service's own addresses and the families they are of.</summary>
internal static class ServiceAddressValidation
{
    /// <summary>Checks the addresses of any service but ExternalName.</summary>
    public static void Validate(Part spec, bool headless)
    {
        var ip = spec.Text("clusterIP");
        var ips = spec.Map.List("clusterIPs") ?? ListValue.Empty;
        if (ip.Length > 0)
        {
            if (ips.Count == 0)
                spec.Required("clusterIPs");
            else if (ips[0] is not StringValue { Text: var first } || first != ip)
                spec.Invalid("clusterIPs", ips, "first value must match `clusterIP`");
        }
        else if (ips.Count > 0)
            spec.Invalid("clusterIPs", ips, "must be empty when `clusterIP` is not specified");
        Families(spec);
        spec.OneOf("ipFamilyPolicy", "PreferDualStack", "RequireDualStack", "SingleStack");
        if (!AreAddresses(spec, ips))
            return;
        if (ips.Count > 1 && !Formats.IsDualStack(Address(ips, 0), Address(ips, 1)))
            spec.Invalid("clusterIPs", ips, "may specify no more than one IP for each IP family");
        if (!headless)
            AddressesMatchFamilies(spec, ips);
    }

    private static System.Net.IPAddress Address(ListValue ips, int i) => Formats.ParseIp(((StringValue)ips[i]).Text)!;

    private static void Families(Part spec)
    {
        var families = spec.Map.List("ipFamilies") ?? ListValue.Empty;
        for (var i = 0; i < families.Count; i++)
        {
            if (families[i] is not StringValue { Text: var family })
                continue;
            if (family is not ("IPv4" or "IPv6"))
                spec.Errors.Add(
                    FieldError.NotSupported(
                        FieldPath.Of(spec.Path, "ipFamilies", i).ToString(),
                        family,
                        ["IPv4", "IPv6"]
                    )
                );
            if (families.Texts.Take(i).Contains(family))
                spec.DuplicateItem("ipFamilies", i, family);
        }
    }

    private static bool AreAddresses(Part spec, ListValue ips)
    {
        var valid = true;
        for (var i = 0; i < ips.Count; i++)
        {
            var text = (ips[i] as StringValue)?.Text ?? "";
            if (i == 0 && text == "None")
            {
                if (ips.Count == 1)
                    continue;
                valid = false;
                spec.Invalid("clusterIPs", ips, "'None' must be the first and only value");
            }
            else if (Formats.IpError(text) is { } error)
            {
                valid = false;
                spec.InvalidItem("clusterIPs", i, text, error);
            }
        }
        if (ips.Count > 2)
            spec.Invalid("clusterIPs", ips, "may only hold up to 2 values");
        return valid;
    }

    private static void AddressesMatchFamilies(Part spec, ListValue ips)
    {
        var families = spec.Map.List("ipFamilies") ?? ListValue.Empty;
        for (var i = 0; i < Math.Min(ips.Count, families.Count); i++)
        {
            var is6 = Address(ips, i).AddressFamily == AddressFamily.InterNetworkV6;
            var family = (families[i] as StringValue)?.Text;
            if (is6 ? family == "IPv4" : family == "IPv6")
                spec.InvalidItem(
                    "clusterIPs",
                    i,
                    ips[i],
                    $"expected an {family} value as indicated by `ipFamilies[{i}]`"
                );
        }
    }
}
