using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Rules that the workloads of <c>apps</c> share.</summary>
internal static class AppsRules
{
    /// <summary>Checks a required selector; the words for an empty one name the kind.</summary>
    public static void Selector(Part spec, string kind)
    {
        if (!spec.Has("selector"))
        {
            spec.Required("selector");
            return;
        }
        var selector = spec.Child("selector");
        Checks.LabelSelector(selector);
        if (IsEmpty(selector))
            spec.Invalid("selector", selector.Map, $"empty selector is invalid for {kind}");
    }

    /// <summary>Whether a selector names nothing.</summary>
    public static bool IsEmpty(Part selector) =>
        (selector.Map.Map("matchLabels")?.Count ?? 0) + selector.Count("matchExpressions") == 0;

    /// <summary>The selector of a workload; an absent one selects nothing.</summary>
    public static LabelSelector SelectorOf(Part spec) => LabelSelector.FromValue(spec.Map.Map("selector"));

    /// <summary>
    /// Checks the template of pods that a controller keeps running: selected by the selector, valid, and without end.
    /// </summary>
    public static void Template(Part spec, string kind)
    {
        var selector = SelectorOf(spec);
        // An absent selector selects nothing, so that it is reported here too.
        if (!selector.IsEverything)
            PodTemplateValidation.Selected(spec, selector);
        PodTemplateValidation.Validate(spec);
        PodTemplateValidation.RunsForever(spec, kind);
    }

    /// <summary>Checks that counts of a status are not negative.</summary>
    public static void Counts(Part status, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            status.NonNegative(key);
    }

    /// <summary>Checks that a count is not greater than another.</summary>
    public static void NotAbove(Part status, string key, string bound, string words)
    {
        if (status.Whole(key) > status.Whole(bound))
            status.Invalid(key, status.Whole(key), words);
    }

    /// <summary>The number of collisions only grows.</summary>
    public static void Collisions(Part status, MapValue old)
    {
        var before = old.Map("status")?.Integer("collisionCount");
        if (before is not null && (status.Map.Integer("collisionCount") ?? -1) < before)
            status.Invalid("collisionCount", status.Whole("collisionCount"), "cannot be decremented");
    }
}
