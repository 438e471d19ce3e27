using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks the bounds of one type of things in a limit range.</summary>
internal static class LimitRangeItemValidation
{
    private static readonly string[] Bounds = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"];

    /// <summary>Whether a type is one of Kubernetes' own.</summary>
    public static bool IsStandard(string type) => type is "Pod" or "Container" or "PersistentVolumeClaim";

    /// <summary>Checks one item.</summary>
    public static void Validate(Part limit, string type)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var bound in Bounds)
        {
            if (type == "Pod" && bound is "default" or "defaultRequest")
            {
                if (limit.Map.Map(bound) is { Count: > 0 })
                    limit.Forbidden(bound, "may not be specified when `type` is 'Pod'");
                continue;
            }
            foreach (var name in (limit.Map.Map(bound) ?? MapValue.Empty).Keys)
            {
                Name(limit, type, bound, name);
                names.Add(name);
            }
        }
        if (type == "PersistentVolumeClaim" && !HasStorage(limit, "min") && !HasStorage(limit, "max"))
            limit.Required("limits", "either minimum or maximum storage value is required, but neither was provided");
        foreach (var name in names)
            Resource(limit, name);
    }

    private static bool HasStorage(Part limit, string bound) => limit.Map.Map(bound)?.ContainsKey("storage") == true;

    private static void Name(Part limit, string type, string bound, string name)
    {
        if (type is "Pod" or "Container")
            ResourceNames.ContainerErrors(name, error => limit.InvalidEntry(bound, name, name, error));
        else if (ResourceNames.Error(name) is { } error)
            limit.InvalidEntry(bound, name, name, error);
    }

    private static void Resource(Part limit, string name)
    {
        var min = Read(limit, "min", name);
        var max = Read(limit, "max", name);
        var defaultLimit = Read(limit, "default", name);
        var defaultRequest = Read(limit, "defaultRequest", name);
        var ratio = Read(limit, "maxLimitRequestRatio", name);

        void Above(Quantity? a, Quantity? b, string bound, Quantity? shown, string aName, string bName)
        {
            if (a > b)
                limit.InvalidEntry(bound, name, $"{shown}", $"{aName} value {a} is greater than {bName} value {b}");
        }

        Above(min, max, "min", min, "min", "max");
        Above(min, defaultRequest, "defaultRequest", defaultRequest, "min", "default request");
        Above(defaultRequest, max, "defaultRequest", defaultRequest, "default request", "max");
        Above(defaultRequest, defaultLimit, "defaultRequest", defaultRequest, "default request", "default limit");
        Above(min, defaultLimit, "default", min, "min", "default");
        Above(defaultLimit, max, "default", max, "default", "max");
        if (ratio is { } most)
            Ratio(limit, name, most, min, max);
        if (!ResourceNames.AllowsOvercommit(name) && defaultLimit is { } a && defaultRequest is { } b && a != b)
        {
            limit.InvalidEntry(
                "defaultRequest",
                name,
                $"{b}",
                $"default value {a} must equal to defaultRequest value {b} in {name}"
            );
        }
    }

    private static void Ratio(Part limit, string name, Quantity ratio, Quantity? min, Quantity? max)
    {
        if (ratio < Quantity.Of(1))
            limit.InvalidEntry("maxLimitRequestRatio", name, $"{ratio}", $"ratio {ratio} is less than 1");
        if (min is not { IsZero: false } least || max is not { } most)
            return;
        var allowed = (double)most.MilliValue / least.MilliValue;
        if (ratio.MilliValue / 1000.0 > allowed)
        {
            var text = allowed.ToString("F6", CultureInfo.InvariantCulture);
            limit.InvalidEntry(
                "maxLimitRequestRatio",
                name,
                $"{ratio}",
                $"ratio {ratio} is greater than max/min = {text}"
            );
        }
    }

    private static Quantity? Read(Part limit, string bound, string name) =>
        Quantity.FromValue(limit.Map.Map(bound)?[name]);
}
