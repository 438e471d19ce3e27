using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema.Cel;

/// <summary><c>format.dns1123Label().validate(x)</c>: what is wrong with a text, or nothing. Source: "Kubernetes CEL libraries" of the documentation.</summary>
internal static class FormatFunctions
{
    private static readonly (string Name, Func<string, string?> Error)[] Named =
    [
        ("dns1123Label", Syntax.DnsLabelError),
        ("dns1123Subdomain", Syntax.DnsSubdomainError),
        ("dns1035Label", Syntax.Dns1035LabelError),
        ("qualifiedName", Syntax.QualifiedNameError),
        ("dns1123LabelPrefix", static x => Syntax.DnsLabelError(Masked(x))),
        ("dns1123SubdomainPrefix", static x => Syntax.DnsSubdomainError(Masked(x))),
        ("dns1035LabelPrefix", static x => Syntax.Dns1035LabelError(Masked(x))),
        ("labelValue", Syntax.LabelValueError),
        ("uri", static x => CelUrl.Parse(x) is null ? "invalid URI" : null),
        ("uuid", static x => ByFormat("uuid", x)),
        ("byte", static x => ByFormat("byte", x)),
        ("date", static x => ByFormat("date", x)),
        ("datetime", static x => ByFormat("date-time", x)),
    ];

    // A prefix is fine when a name that goes on behind it is.
    private static string Masked(string prefix) => prefix.EndsWith('-') ? prefix[..^1] + "a" : prefix;

    private static string? ByFormat(string format, string text) =>
        Formats.Matches(format, text) ? null : $"does not match the {format} format";

    public static void Add(CelFunctionTable t)
    {
        foreach (var (name, error) in Named)
            t.Add("format." + name, 0, _ => new CelFormat(name, error));
        t.Add<string>(
            "format.named",
            static x =>
            {
                foreach (var (name, error) in Named)
                {
                    if (name == x)
                        return CelOptional.Of(new CelFormat(name, error));
                }
                return CelOptional.None;
            }
        );
        t.Add<CelFormat, string>(
            ".validate",
            static (f, x) => f.Error(x) is { } error ? CelOptional.Of(new List<object?> { error }) : CelOptional.None
        );
    }
}

/// <summary>A format as a value.</summary>
internal sealed record CelFormat(string Name, Func<string, string?> Error) : CelOpaque
{
    public override string TypeName => "kubernetes.NamedFormat";

    public override string ToString() => Name;
}
