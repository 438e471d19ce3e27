using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Annotations that say something of pods.</summary>
internal static class PodAnnotations
{
    private const string Mirror = "kubernetes.io/config.mirror";
    private const string DeletionCost = "controller.kubernetes.io/pod-deletion-cost";

    /// <summary>Checks the annotations of a pod or template.</summary>
    public static void Validate(Part annotations, MapValue podSpec)
    {
        if (annotations.Map.Count == 0)
            return;
        if (annotations.Map.Text(Mirror) is { } mirror && string.IsNullOrEmpty(podSpec.Text("nodeName")))
            Invalid(annotations, Mirror, mirror, "must set spec.nodeName if mirror pod annotation is set");
        if (annotations.Map.Text(DeletionCost) is { } cost && !IsCost(cost))
            Invalid(annotations, DeletionCost, cost, "must be a 32bit integer");
    }

    /// <summary>What a pod's mirror says cannot change.</summary>
    public static void ValidateUpdate(Part annotations, MapValue old)
    {
        var now = annotations.Map.Text(Mirror);
        var before = old.Text(Mirror);
        if (now == before)
            return;
        var what = before is null ? "add" : "remove or update";
        annotations.Errors.Add(
            FieldError.Forbidden($"metadata.annotations[{Mirror}]", $"may not {what} mirror pod annotation")
        );
    }

    private static void Invalid(Part annotations, string key, string value, string detail) =>
        annotations.Errors.Add(FieldError.Invalid($"{annotations.Path}[{key}]", value, detail));

    /// <summary>A number without leading zeros or a plus sign.</summary>
    private static bool IsCost(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number.ToString(CultureInfo.InvariantCulture) == text;
}
