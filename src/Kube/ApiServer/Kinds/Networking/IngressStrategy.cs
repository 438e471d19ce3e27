using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Ingresses.</summary>
internal sealed class IngressStrategy : BuiltinStrategy
{
    private const string ClassAnnotation = "kubernetes.io/ingress.class";

    private static readonly string[] BadSequences = ["//", "/./", "/../", "%2f", "%2F"];
    private static readonly string[] BadSuffixes = ["/..", "/."];

    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.networking.v1.IngressStatus";

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override void Validate(MapValue root, ICollection<FieldError> errors)
    {
        base.Validate(root, errors);
        if (
            ClassOf(root) is { } annotation
            && root.Map("spec")?.Text("ingressClassName") is { } name
            && annotation != name
        )
        {
            Part.Root(root, errors)
                .Child("annotations")
                .Invalid(ClassAnnotation, annotation, "must match `ingressClassName` when both are specified");
        }
    }

    private static string? ClassOf(MapValue root) => root.Map("metadata")?.Map("annotations")?.Text(ClassAnnotation);

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        if (spec.Count("rules") == 0 && !spec.Has("defaultBackend"))
        {
            root.Invalid(
                "spec",
                spec["rules"] ?? NullValue.Instance,
                "either `defaultBackend` or `rules` must be specified"
            );
        }
        if (spec.Has("defaultBackend"))
            IngressBackendValidation.Validate(spec.Child("defaultBackend"));
        foreach (var rule in spec.Items("rules"))
            Rule(rule);
        foreach (var tls in spec.Items("tls"))
        {
            tls.EachForm("hosts", HostError);
            tls.Form("secretName", Syntax.DnsSubdomainError);
        }
        spec.Form("ingressClassName", Syntax.DnsSubdomainError);
    }

    private static string? HostError(string host) =>
        host.Contains('*', StringComparison.Ordinal)
            ? Formats.WildcardSubdomainError(host)
            : Syntax.DnsSubdomainError(host);

    private static void Rule(Part rule)
    {
        if (Formats.ParseIp(rule.Text("host")) is not null)
            rule.Invalid("host", rule.Text("host"), "must be a DNS name, not an IP address");
        rule.Form("host", HostError);
        if (!rule.Has("http"))
            return;
        var http = rule.Child("http");
        if (http.Count("paths") == 0)
            http.Required("paths");
        foreach (var path in http.Items("paths"))
            HttpPath(path);
    }

    private static void HttpPath(Part part)
    {
        if (part.Text("pathType").Length == 0)
        {
            part.Required("pathType", "pathType must be specified");
            return;
        }
        var path = part.Text("path");
        var absolute = path.StartsWith('/');
        switch (part.Text("pathType"))
        {
            case "Exact" or "Prefix":
                if (!absolute)
                    part.Invalid("path", path, "must be an absolute path");
                foreach (var bad in BadSequences)
                {
                    if (path.Contains(bad, StringComparison.Ordinal))
                        part.Invalid("path", path, $"must not contain '{bad}'");
                }
                foreach (var bad in BadSuffixes)
                {
                    if (path.EndsWith(bad, StringComparison.Ordinal))
                        part.Invalid("path", path, $"cannot end with '{bad}'");
                }
                break;
            case "ImplementationSpecific":
                if (path.Length > 0 && !absolute)
                    part.Invalid("path", path, "must be an absolute path");
                break;
            case var other:
                part.NotSupported("pathType", other, "Exact", "ImplementationSpecific", "Prefix");
                break;
        }
        IngressBackendValidation.Validate(part.Child("backend"));
    }

    /// <inheritdoc/>
    protected override void ValidateStatus(Part status, MapValue root, MapValue old)
    {
        foreach (var ingress in status.Child("loadBalancer").Items("ingress"))
        {
            ingress.Form("ip", Formats.IpError);
            ingress.Form("hostname", Syntax.DnsSubdomainError);
            if (Formats.ParseIp(ingress.Text("hostname")) is not null)
                ingress.Invalid("hostname", ingress.Text("hostname"), "must be a DNS name, not an IP address");
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(MapValue root, MapValue? old) =>
        old is null && ClassOf(root) is not null && root.Map("spec")?.Has("ingressClassName") != true
            ? [$"annotation \"{ClassAnnotation}\" is deprecated, please use 'spec.ingressClassName' instead"]
            : [];
}
