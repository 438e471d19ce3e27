using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks quantities of resources.</summary>
internal static class ResourceValidation
{
    private const string NotAQuantity =
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    /// <summary>Checks the resources that a container (or, with only cpu, memory and huge pages, a pod) asks for.</summary>
    public static void Requirements(Part resources, Part podSpec, bool ofPod = false)
    {
        if (resources.Map.Count == 0)
            return;
        var computes = false;
        var hugePages = false;
        foreach (var key in (ReadOnlySpan<string>)["limits", "requests"])
        {
            foreach (var (name, value) in resources.Map.Map(key) ?? MapValue.Empty)
            {
                Names(resources, key, name, ofPod);
                computes |= name is "cpu" or "memory";
                if (QuantityOf(resources, key, name, value) is not { } quantity)
                    continue;
                if (key == "requests")
                    WithinLimit(resources, name, quantity);
                if (!ResourceNames.IsHugePages(name))
                    continue;
                hugePages = true;
                HugePages(resources, key, name, quantity);
            }
        }
        if (hugePages && !computes)
            resources.Forbidden(Part.Self, "HugePages require cpu or memory");
        Claims(resources, podSpec);
    }

    private static void Names(Part resources, string key, string name, bool ofPod)
    {
        if (name is "cpu" or "memory")
            return;
        if (!ofPod)
            ResourceNames.ContainerErrors(name, error => resources.InvalidEntry(key, name, name, error));
        else if (ResourceNames.Error(name) is { } error)
            resources.InvalidEntry(key, name, name, error);
        else if (!ResourceNames.IsHugePages(name))
            resources.Errors.Add(
                FieldError.NotSupported(
                    FieldPath.Of(resources.Path, key, name).ToString(),
                    name,
                    ["cpu", "hugepages-", "memory"]
                )
            );
    }

    /// <summary>Reads and checks one quantity of a map of them; null when it is none.</summary>
    public static Quantity? QuantityOf(Part part, string key, string name, Value value)
    {
        if (Quantity.FromValue(value) is not { } quantity)
        {
            part.InvalidEntry(key, name, value, NotAQuantity);
            return null;
        }
        if (quantity.Sign < 0)
            part.InvalidEntry(key, name, quantity.ToString(), Checks.IsNegative);
        if (ResourceNames.IsWhole(name) && quantity.MilliValue % 1000 != 0)
            part.InvalidEntry(key, name, quantity.ToString(), "must be an integer");
        return quantity;
    }

    private static void WithinLimit(Part resources, string name, Quantity quantity)
    {
        if (Quantity.FromValue(resources.Map.Map("limits")?[name]) is { } limit)
        {
            if (quantity != limit && !ResourceNames.AllowsOvercommit(name))
                resources.Invalid("requests", quantity.ToString(), $"must be equal to {name} limit of {limit}");
            else if (quantity > limit)
                resources.Invalid(
                    "requests",
                    quantity.ToString(),
                    $"must be less than or equal to {name} limit of {limit}"
                );
        }
        else if (!ResourceNames.AllowsOvercommit(name))
            resources.Required("limits", "Limit must be set for non overcommitable resources");
    }

    private static void HugePages(Part resources, string key, string name, Quantity quantity)
    {
        if (!Quantity.TryParse(name["hugepages-".Length..], out var page) || page.Value <= 0)
            return;
        if (quantity.Value % page.Value != 0)
            resources.InvalidEntry(
                key,
                name,
                quantity.ToString(),
                $"{quantity} is not positive integer multiple of {name}"
            );
    }

    private static void Claims(Part resources, Part podSpec)
    {
        if (resources.Map.List("claims") is not { Count: > 0 } claims)
            return;
        var known = podSpec
            .Map.Maps("resourceClaims")
            .Select(c => c.Text("name") ?? "")
            .Where(n => n.Length > 0)
            .ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < claims.Count; i++)
        {
            var name = (claims[i] as MapValue)?.Text("name") ?? "";
            var request = (claims[i] as MapValue)?.Text("request") ?? "";
            var path = FieldPath.Of(resources.Path, "claims", i).ToString();
            if (name.Length == 0)
            {
                resources.Errors.Add(FieldError.Required(path));
                continue;
            }
            if (!seen.Add(request.Length == 0 ? name : $"{name}/{request}"))
                resources.Errors.Add(FieldError.Duplicate(path, request.Length == 0 ? name : $"{name}/{request}"));
            if (known.Contains(name))
                continue;
            var names = string.Join(", ", known.Order(StringComparer.Ordinal));
            resources.Errors.Add(
                new(
                    "FieldValueNotFound",
                    path,
                    $"Not found: \"{name}\": must be one of the names in pod.spec.resourceClaims"
                        + (names.Length == 0 ? " which is empty" : ": " + names)
                )
            );
        }
    }
}
