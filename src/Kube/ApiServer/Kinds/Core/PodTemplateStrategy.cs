using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Pod templates that stand for themselves.</summary>
internal sealed class PodTemplateStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override MapValue Default(MapValue root) => root.Edit("template", PodDefaults.Template);

    /// <inheritdoc/>
    protected override void Validate(Part root) => PodTemplateValidation.Validate(root);

    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(MapValue root, MapValue? old) =>
        PodWarnings.Of(root.At("template", "spec") as MapValue ?? MapValue.Empty, "template.spec");
}
