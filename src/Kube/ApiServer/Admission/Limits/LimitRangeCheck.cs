using System.Collections.Immutable;
using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>What of a pod or a claim of a volume is out of the bounds of a limit range, in the original's words.</summary>
internal static class LimitRangeCheck
{
    /// <summary>All that is wrong with a pod: each container by itself, and all of them together.</summary>
    public static List<string> Pod(ImmutableArray<LimitRangeItem> items, MapValue pod)
    {
        var errors = new List<string>();
        var spec = pod.Map("spec") ?? MapValue.Empty;
        foreach (var item in items)
        {
            if (item.Type == "Container")
            {
                foreach (var container in spec.Maps("containers").Concat(spec.Maps("initContainers")))
                {
                    var resources = container.Map("resources");
                    Check(
                        item,
                        ResourceAmounts.From(resources?.Map("requests")),
                        ResourceAmounts.From(resources?.Map("limits")),
                        errors
                    );
                }
            }
            else if (item.Type == "Pod")
                Check(item, PodAmounts.Requests(spec), PodAmounts.Limits(spec), errors);
        }
        return errors;
    }

    /// <summary>All that is wrong with a claim: it has a request, and no limit that anybody heeds.</summary>
    public static List<string> Claim(ImmutableArray<LimitRangeItem> items, MapValue claim)
    {
        var errors = new List<string>();
        var requests = ResourceAmounts.From(claim.At("spec", "resources", "requests") as MapValue);
        foreach (var item in items)
        {
            if (item.Type != "PersistentVolumeClaim")
                continue;
            foreach (var (name, min) in item.Min)
                Min(item.Type, name, min, requests[name], null, errors);
            foreach (var (name, max) in item.Max)
            {
                var head = $"maximum {name} usage per {item.Type} is {max}";
                if (requests[name] is not { } request)
                    errors.Add($"{head}.  No request is specified");
                else if (request > max)
                    errors.Add($"{head}, but request is {request}");
            }
        }
        return errors;
    }

    private static void Check(
        LimitRangeItem item,
        ResourceAmounts requests,
        ResourceAmounts limits,
        List<string> errors
    )
    {
        foreach (var (name, min) in item.Min)
            Min(item.Type, name, min, requests[name], limits[name], errors);
        foreach (var (name, max) in item.Max)
            Max(item.Type, name, max, requests[name], limits[name], errors);
        foreach (var (name, ratio) in item.Ratio)
            Ratio(item.Type, name, ratio, requests[name], limits[name], errors);
    }

    private static void Min(
        string type,
        string name,
        Quantity min,
        Quantity? request,
        Quantity? limit,
        List<string> errors
    )
    {
        var head = $"minimum {name} usage per {type} is {min}";
        if (request is null)
            errors.Add($"{head}.  No request is specified");
        else if (request < min)
            errors.Add($"{head}, but request is {request}");
        else if (limit < min)
            errors.Add($"{head}, but limit is {limit}");
    }

    private static void Max(
        string type,
        string name,
        Quantity max,
        Quantity? request,
        Quantity? limit,
        List<string> errors
    )
    {
        var head = $"maximum {name} usage per {type} is {max}";
        if (limit is null)
            errors.Add($"{head}.  No limit is specified");
        else if (limit > max)
            errors.Add($"{head}, but limit is {limit}");
        else if (request > max)
            errors.Add($"{head}, but request is {request}");
    }

    private static void Ratio(
        string type,
        string name,
        Quantity most,
        Quantity? request,
        Quantity? limit,
        List<string> errors
    )
    {
        var head = $"{name} max limit to request ratio per {type} is {most}";
        if (request is not { IsZero: false } r)
            errors.Add($"{head}, but no request is specified or request is 0");
        else if (limit is not { IsZero: false } l)
            errors.Add($"{head}, but no limit is specified or limit is 0");
        else if ((double)l.MilliValue / r.MilliValue is var ratio && ratio > most.MilliValue / 1000.0)
            errors.Add($"{head}, but provided ratio is {ratio.ToString("F6", CultureInfo.InvariantCulture)}");
    }
}
