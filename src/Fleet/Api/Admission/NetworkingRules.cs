using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Rules of MultiClusterService.</summary>
internal sealed class MultiClusterServiceRules : KindRules
{
    public override MapValue PrepareForCreate(MapValue root, IIdentitySource identities) =>
        PermanentId.Ensure(root, FleetLabels.MultiClusterServicePermanentId, identities);

    protected override void Check(MapValue root, MapValue? old, List<FieldError> errors)
    {
        var spec = MultiClusterServiceSpec.From(root.Map("spec") ?? MapValue.Empty);
        PermanentId.Check(root, old, FleetLabels.MultiClusterServicePermanentId, errors);
        if (spec.Types.Count == 0)
            errors.Add(FieldError.Required("spec.types"));
        for (var i = 0; i < spec.Types.Count; i++)
        {
            if (spec.Types[i] is not (ExposureTypes.CrossCluster or ExposureTypes.LoadBalancer))
            {
                errors.Add(
                    FieldError.NotSupported(
                        $"spec.types[{i}]",
                        spec.Types[i],
                        [ExposureTypes.CrossCluster, ExposureTypes.LoadBalancer]
                    )
                );
            }
        }
        if (spec.Types.Count > 1)
            errors.Add(
                FieldError.Invalid(
                    "spec.types",
                    ListValue.OfTexts(spec.Types),
                    "Multiple exposure types are not allowed"
                )
            );
        if (old?.At("spec", "types") is ListValue before && !before.Texts.SequenceEqual(spec.Types))
            errors.Add(FieldError.Invalid("spec.types", ListValue.OfTexts(spec.Types), "field is immutable"));
        CheckPorts(spec.Ports, errors);
        CheckClusters(spec.ProviderClusters, "spec.providerClusters", errors);
        CheckClusters(spec.ConsumerClusters, "spec.consumerClusters", errors);
    }

    private static void CheckPorts(IReadOnlyList<ExposurePort> ports, List<FieldError> errors)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Count; i++)
        {
            var path = $"spec.ports[{i}]";
            if (ports[i].Name.Length == 0)
            {
                if (ports.Count > 1)
                    errors.Add(FieldError.Required($"{path}.name"));
            }
            else
            {
                if (Syntax.DnsLabelError(ports[i].Name) is { } bad)
                    errors.Add(FieldError.Invalid($"{path}.name", ports[i].Name, bad));
                if (!names.Add(ports[i].Name))
                    errors.Add(FieldError.Duplicate($"{path}.name", ports[i].Name));
            }
            if (ports[i].Port is < 1 or > 65535)
                errors.Add(FieldError.Invalid($"{path}.port", ports[i].Port, "must be between 1 and 65535, inclusive"));
        }
    }

    private static void CheckClusters(IReadOnlyList<ClusterSelector> clusters, string path, List<FieldError> errors)
    {
        for (var i = 0; i < clusters.Count; i++)
        {
            if (ClusterRules.ClusterNameError(clusters[i].Name) is { } bad)
                errors.Add(FieldError.Invalid($"{path}[{i}].name", clusters[i].Name, bad));
        }
    }
}

/// <summary>Rules of MultiClusterIngress: those of an Ingress.</summary>
internal sealed class MultiClusterIngressRules : KindRules
{
    private static readonly string[] PathTypes = ["Exact", "ImplementationSpecific", "Prefix"];

    protected override void Check(MapValue root, MapValue? old, List<FieldError> errors)
    {
        var spec = IngressSpec.From(root.Map("spec") ?? MapValue.Empty);
        if (spec.DefaultBackend is null && spec.Rules.Count == 0)
        {
            errors.Add(
                FieldError.Invalid("spec", spec.ToValue(), "either `defaultBackend` or `rules` must be specified")
            );
        }
        if (spec.DefaultBackend is { } backend)
            CheckBackend(backend, "spec.defaultBackend", errors);
        for (var i = 0; i < spec.Rules.Count; i++)
        {
            var rule = spec.Rules[i];
            var path = $"spec.rules[{i}]";
            CheckHost(rule.Host, $"{path}.host", errors);
            for (var j = 0; j < (rule.Http?.Paths.Count ?? 0); j++)
                CheckPath(rule.Http!.Paths[j], $"{path}.http.paths[{j}]", errors);
        }
        for (var i = 0; i < spec.Tls.Count; i++)
        {
            for (var j = 0; j < spec.Tls[i].Hosts.Count; j++)
                CheckHost(spec.Tls[i].Hosts[j], $"spec.tls[{i}].hosts[{j}]", errors);
        }
    }

    private static void CheckHost(string host, string path, List<FieldError> errors)
    {
        var name = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
        if (name.Length > 0 && Syntax.DnsSubdomainError(name) is { } bad)
            errors.Add(FieldError.Invalid(path, host, bad));
    }

    private static void CheckPath(HttpIngressPath rule, string path, List<FieldError> errors)
    {
        if (!PathTypes.Contains(rule.PathType))
            errors.Add(FieldError.NotSupported($"{path}.pathType", rule.PathType, PathTypes));
        else if (rule.PathType != "ImplementationSpecific" && !rule.Path.StartsWith('/'))
            errors.Add(FieldError.Invalid($"{path}.path", rule.Path, "must be an absolute path"));
        CheckBackend(rule.Backend, $"{path}.backend", errors);
    }

    private static void CheckBackend(IngressBackend backend, string path, List<FieldError> errors)
    {
        if (backend.Service is null == backend.Resource is null)
        {
            errors.Add(
                backend.Service is null
                    ? FieldError.Required(path, "backend service or resource is required")
                    : FieldError.Invalid(path, "", "cannot set both resource and service backends")
            );
            return;
        }
        if (backend.Service is not { } service)
            return;
        if (Syntax.Dns1035LabelError(service.Name) is { } bad)
            errors.Add(FieldError.Invalid($"{path}.service.name", service.Name, bad));
        if (service.Port.Name.Length > 0 == (service.Port.Number != 0))
            errors.Add(FieldError.Required($"{path}.service.port", "port name or number is required"));
    }
}
