using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>APIServices.</summary>
internal sealed class ApiServiceStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceStatus";

    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => false;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        var group = spec.Text("group");
        var version = spec.Text("version");
        var metadata = root.Child("metadata");
        var name = $"{version}.{group}";
        if (metadata.Text("name") != name)
        {
            metadata.Invalid("name", metadata.Text("name"), $"must be `spec.version+\".\"+spec.group`: \"{name}\"");
        }
        if (group.Length == 0 && version != "v1")
            spec.Required("group", "only v1 may have an empty group and it better be legacy kube");
        spec.Form("group", Syntax.DnsSubdomainError);
        if (Syntax.Dns1035LabelError(version) is { } error)
            spec.Invalid("version", version, error);
        if (spec.Whole("groupPriorityMinimum") is var priority and (<= 0 or > 20000))
            spec.Invalid("groupPriorityMinimum", priority, "must be positive and less than 20000");
        if (spec.Whole("versionPriority") is var own and (<= 0 or > 1000))
            spec.Invalid("versionPriority", own, "must be positive and less than 1000");
        Service(spec);
    }

    private static void Service(Part spec)
    {
        var bytes = Base64.Length(spec["caBundle"]);
        if (!spec.Has("service"))
        {
            if (bytes > 0)
                spec.Invalid("caBundle", $"{bytes} bytes", "local APIServices may not have a caBundle");
            if (spec.Flag("insecureSkipTLSVerify"))
                spec.Invalid("insecureSkipTLSVerify", true, "local APIServices may not have insecureSkipTLSVerify");
            return;
        }
        var service = spec.Child("service");
        service.RequiredText("namespace");
        service.RequiredText("name");
        if (!Formats.IsPort(service.Whole("port")))
            service.Invalid("port", service.Whole("port"), $"port is not valid: {Formats.PortRange}");
        if (spec.Flag("insecureSkipTLSVerify") && bytes > 0)
            spec.Invalid("insecureSkipTLSVerify", true, "may not be true if caBundle is present");
    }

    /// <inheritdoc/>
    public override string? NameError(string name) => Syntax.PathSegmentError(name);
}
