using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>IngressClasses.</summary>
internal sealed class IngressClassStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        if (spec.Text("controller").Length > 250)
            spec.TooLong("controller", 250);
        Formats.DomainPrefixedPath(spec, "controller");
        if (spec.Has("parameters"))
            Parameters(spec.Child("parameters"));
    }

    private static void Parameters(Part parameters)
    {
        IngressBackendValidation.Reference(parameters);
        switch (parameters.Text("scope"))
        {
            case "":
                parameters.Required("scope");
                break;
            case "Namespace":
                if (parameters.Has("namespace"))
                    parameters.Form("namespace", Syntax.DnsLabelError);
                else
                    parameters.Required("namespace", "`parameters.scope` is set to 'Namespace'");
                break;
            case "Cluster":
                if (parameters.Has("namespace"))
                    parameters.Forbidden("namespace", "`parameters.scope` is set to 'Cluster'");
                break;
            case var other:
                parameters.NotSupported("scope", other, "Cluster", "Namespace");
                break;
        }
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        root.Child("spec").Unchanged("controller", old.Map("spec") ?? MapValue.Empty);
        Validate(root);
    }
}
