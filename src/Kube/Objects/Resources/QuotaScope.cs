namespace Pangea.Kube.Objects;

/// <summary>One condition on the objects that a quota counts: a scope, and for some scopes values.</summary>
/// <param name="Name">The scope.</param>
/// <param name="Operator">How the values are compared.</param>
/// <param name="Values">The values.</param>
public sealed record QuotaScope(string Name, string Operator, IReadOnlyList<string> Values)
{
    /// <summary>All scopes of a quota: the plain ones, which only have to exist, and those of the selector.</summary>
    public static IReadOnlyList<QuotaScope> Of(MapValue quotaSpec) =>
        [
            .. quotaSpec.Texts("scopes").Select(s => new QuotaScope(s, "Exists", [])),
            .. (quotaSpec.Map("scopeSelector") ?? MapValue.Empty)
                .Maps("matchExpressions")
                .Select(e => new QuotaScope(
                    e.Text("scopeName") ?? "",
                    e.Text("operator") ?? "",
                    [.. e.Texts("values")]
                )),
        ];

    /// <summary>Whether a pod is in the scope.</summary>
    public bool MatchesPod(MapValue spec) =>
        Name switch
        {
            "Terminating" => HasDeadline(spec),
            "NotTerminating" => !HasDeadline(spec),
            "BestEffort" => PodQos.Of(spec) == "BestEffort",
            "NotBestEffort" => PodQos.Of(spec) != "BestEffort",
            "PriorityClass" => Selects(spec.Text("priorityClassName") ?? ""),
            "CrossNamespacePodAffinity" => UsesOtherNamespaces(spec),
            _ => false,
        };

    /// <summary>Whether a claim of a volume is in the scope: by the class of attributes it asks for, has, or is on the way to.</summary>
    public bool MatchesClaim(MapValue claim)
    {
        if (Name != "VolumeAttributesClass")
            return false;
        string?[] names =
        [
            claim.Map("spec")?.Text("volumeAttributesClassName"),
            claim.Map("status")?.Text("currentVolumeAttributesClassName"),
            claim.Map("status")?.Map("modifyVolumeStatus")?.Text("targetVolumeAttributesClassName"),
        ];
        var given = names.Where(n => !string.IsNullOrEmpty(n)).Select(n => n!).ToArray();
        return given.Length == 0 ? Selects("") : given.Any(Selects);
    }

    private bool Selects(string name) =>
        Operator switch
        {
            "In" => name.Length > 0 && Values.Contains(name),
            "NotIn" => name.Length == 0 || !Values.Contains(name),
            "Exists" => name.Length > 0,
            "DoesNotExist" => name.Length == 0,
            _ => false,
        };

    private static bool HasDeadline(MapValue spec) => spec.Integer("activeDeadlineSeconds") is >= 0;

    private static bool UsesOtherNamespaces(MapValue spec)
    {
        foreach (var kind in (ReadOnlySpan<string>)["podAffinity", "podAntiAffinity"])
        {
            var affinity = spec.Map("affinity")?.Map(kind) ?? MapValue.Empty;
            var terms = affinity
                .Maps("requiredDuringSchedulingIgnoredDuringExecution")
                .Concat(
                    affinity
                        .Maps("preferredDuringSchedulingIgnoredDuringExecution")
                        .Select(t => t.Map("podAffinityTerm") ?? MapValue.Empty)
                );
            if (terms.Any(t => t.List("namespaces") is { Count: > 0 } || t.Map("namespaceSelector") is not null))
                return true;
        }
        return false;
    }
}
