using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.CustomResources;

/// <summary>The <c>scale</c> subresource of a version of a custom resource.</summary>
/// <param name="SpecPath"><c>specReplicasPath</c>.</param>
/// <param name="StatusPath"><c>statusReplicasPath</c>.</param>
/// <param name="SelectorPath"><c>labelSelectorPath</c>, or empty.</param>
internal sealed record CustomScale(string SpecPath, string StatusPath, string SelectorPath)
{
    /// <summary>Reads <c>subresources.scale</c>.</summary>
    public static CustomScale? Of(MapValue? scale) =>
        scale is null
            ? null
            : new(
                scale.Text("specReplicasPath") ?? "",
                scale.Text("statusReplicasPath") ?? "",
                scale.Text("labelSelectorPath") ?? ""
            );

    /// <summary>Where the numbers are.</summary>
    public ScaleDefinition ToDefinition() =>
        new(Keys(SpecPath), Keys(StatusPath), SelectorPath.Length == 0 ? null : Keys(SelectorPath));

    /// <summary>Checks the wanted number.</summary>
    public void CheckSpec(MapValue root, ICollection<FieldError> errors) => Check(root, SpecPath, errors);

    /// <summary>Checks the number there is, and the selector.</summary>
    public void CheckStatus(MapValue root, ICollection<FieldError> errors)
    {
        Check(root, StatusPath, errors);
        if (SelectorPath.Length == 0 || root.At(Keys(SelectorPath).AsSpan()) is not StringValue { Text: var text })
            return;
        if (!LabelSelector.TryParse(text, out _, out var error))
            errors.Add(FieldError.Invalid(SelectorPath, text, error));
    }

    private static void Check(MapValue root, string path, ICollection<FieldError> errors)
    {
        if (root.At(Keys(path).AsSpan()) is not NumberValue { Integer: { } replicas })
            return;
        if (replicas < 0)
            errors.Add(FieldError.Invalid(path, replicas, "should be a non-negative integer"));
        else if (replicas > int.MaxValue)
            errors.Add(FieldError.Invalid(path, replicas, $"should be less than or equal to {int.MaxValue}"));
    }

    private static ImmutableArray<string> Keys(string path) => [.. path.TrimStart('.').Split('.')];
}
