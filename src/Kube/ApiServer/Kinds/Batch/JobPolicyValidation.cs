using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks what a Job takes for failure and for success.</summary>
internal static class JobPolicyValidation
{
    private const int MostRules = 20;

    /// <summary>Checks <c>podFailurePolicy</c>.</summary>
    public static void Failure(Part spec)
    {
        var policy = spec.Child("podFailurePolicy");
        if (policy.Count("rules") > MostRules)
            policy.TooMany("rules", policy.Count("rules"), MostRules);
        foreach (var rule in policy.Items("rules"))
        {
            Action(rule, spec);
            if (rule.Has("onExitCodes"))
                ExitCodes(rule.Child("onExitCodes"), spec);
            var conditions = rule.Count("onPodConditions");
            if (conditions > MostRules)
                rule.TooMany("onPodConditions", conditions, MostRules);
            foreach (var condition in rule.Items("onPodConditions"))
            {
                NodeSelectors.LabelName(condition, "type");
                if (condition.Text("status").Length == 0)
                    condition.Required("status", "valid values: [\"False\" \"True\" \"Unknown\"]");
                else
                    condition.OneOf("status", "False", "True", "Unknown");
            }
            if (rule.Has("onExitCodes") && conditions > 0)
                rule.Wrong(Part.Self, "specifying both OnExitCodes and OnPodConditions is not supported");
            if (!rule.Has("onExitCodes") && conditions == 0)
                rule.Wrong(Part.Self, "specifying one of OnExitCodes and OnPodConditions is required");
        }
    }

    private static void Action(Part rule, Part spec)
    {
        var action = rule.Text("action");
        if (action.Length == 0)
            rule.Required("action", "valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]");
        else if (action == "FailIndex")
        {
            if (!spec.Has("backoffLimitPerIndex"))
                rule.Invalid("action", action, "requires the backoffLimitPerIndex to be set");
        }
        else
            rule.OneOf("action", "Count", "FailIndex", "FailJob", "Ignore");
    }

    private static void ExitCodes(Part codes, Part spec)
    {
        var op = codes.Text("operator");
        if (op.Length == 0)
            codes.Required("operator", "valid values: [\"In\" \"NotIn\"]");
        else
            codes.OneOf("operator", "In", "NotIn");
        if (codes.Text("containerName") is { Length: > 0 } container && !HasContainer(spec, container))
        {
            codes.Invalid(
                "containerName",
                container,
                "must be one of the container or initContainer names in the pod template"
            );
        }
        var values = codes.Map.List("values") ?? ListValue.Empty;
        if (values.Count == 0)
            codes.Invalid("values", codes["values"] ?? NullValue.Instance, "at least one value is required");
        else if (values.Count > 255)
            codes.TooMany("values", values.Count, 255);
        var ordered = true;
        for (var i = 0; i < values.Count; i++)
        {
            var code = (values[i] as NumberValue)?.Integer ?? 0;
            if (op == "In" && code == 0)
                codes.InvalidItem("values", i, code, "must not be 0 for the In operator");
            if (values.Items[..i].Contains(values[i]))
                codes.DuplicateItem("values", i, code);
            ordered &= i == 0 || ((values[i - 1] as NumberValue)?.Integer ?? 0) <= code;
        }
        if (!ordered)
            codes.Invalid("values", values, "must be ordered");
    }

    private static bool HasContainer(Part spec, string name)
    {
        var pod = spec.Map.At("template", "spec") as MapValue ?? MapValue.Empty;
        return pod.Maps("containers").Concat(pod.Maps("initContainers")).Any(c => c.Text("name") == name);
    }

    /// <summary>Checks <c>successPolicy</c> of a Job with indexes.</summary>
    public static void Success(Part spec)
    {
        var policy = spec.Child("successPolicy");
        var completions = spec.Whole("completions");
        if (policy.Count("rules") == 0)
            policy.Required("rules", "at least one rules must be specified when the successPolicy is specified");
        if (policy.Count("rules") > MostRules)
            policy.TooMany("rules", policy.Count("rules"), MostRules);
        foreach (var rule in policy.Items("rules"))
        {
            if (!rule.Has("succeededCount") && !rule.Has("succeededIndexes"))
                rule.Required(Part.Self, "at least one of succeededCount or succeededIndexes must be specified");
            long total = 0;
            if (rule.Has("succeededIndexes"))
            {
                var indexes = rule.Text("succeededIndexes");
                if (indexes.Length > 64 * 1024)
                    rule.TooLong("succeededIndexes", 64 * 1024);
                if (IndexesError(indexes, completions, out total) is { } error)
                    rule.Invalid("succeededIndexes", indexes, $"error parsing succeededIndexes: {error}");
            }
            if (rule.Map.Integer("succeededCount") is not { } count)
                continue;
            rule.NonNegative("succeededCount");
            if (count > completions)
            {
                rule.Invalid(
                    "succeededCount",
                    count,
                    $"must be less than or equal to {completions} (the number of specified completions)"
                );
            }
            if (rule.Has("succeededIndexes") && count > total)
            {
                rule.Invalid(
                    "succeededCount",
                    count,
                    $"must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)"
                );
            }
        }
    }

    /// <summary>Reads indexes such as <c>0,2-5</c>, and counts them.</summary>
    private static string? IndexesError(string text, long completions, out long total)
    {
        total = 0;
        long last = -1;
        if (text.Length == 0)
            return null;
        foreach (var interval in text.Split(','))
        {
            var parts = interval.Split('-');
            if (parts.Length > 2)
            {
                return $"the fragment \"{interval}\" violates the requirement that an index interval can have at most two parts "
                    + "separated by '-'";
            }
            long from = -1;
            foreach (var part in parts)
            {
                if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                    return $"cannot convert string to integer for index: \"{part}\"";
                if (index >= completions)
                    return $"too large index: \"{part}\"";
                if (index <= Math.Max(last, from))
                    return $"non-increasing order, previous: {Math.Max(last, from)}, current: {index}";
                total += from < 0 ? 1 : index - from;
                from = index;
            }
            last = from;
        }
        return null;
    }
}
