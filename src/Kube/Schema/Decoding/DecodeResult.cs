using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>What decoding is to do beside reading.</summary>
[Flags]
public enum DecodeOptions
{
    /// <summary>Only read: unknown fields are dropped in silence, of a repeated field the last one counts.</summary>
    None = 0,

    /// <summary>Report unknown and repeated fields.</summary>
    Strict = 1,

    /// <summary>Fill in the schema's static defaults.</summary>
    Default = 2,
}

/// <summary>
/// What decoding gave. Either <see cref="Object"/> is set, or <see cref="Error"/> says why there is none; <see cref="Findings"/> may come
/// with an object, and the caller decides whether they are errors or warnings.
/// </summary>
/// <param name="Object">The object: pruned and normalized; null when there is an error.</param>
/// <param name="Error">
/// The original's words for a value of the wrong type, or empty: <c>json: cannot unmarshal string into Go struct field
/// DeploymentSpec.spec.replicas of type int32</c>.
/// </param>
/// <param name="Findings">
/// In the order of the document, each once, 100 at most: <c>unknown field "spec.replica"</c>, <c>duplicate field "spec.replicas"</c>.
/// </param>
public readonly record struct DecodeResult(MapValue? Object, string Error, ImmutableArray<string> Findings)
{
    /// <summary>
    /// The findings as one error, <c>strict decoding error: unknown field "spec.replica", duplicate field "spec.replicas"</c>, or empty.
    /// </summary>
    public string StrictError => Findings.IsEmpty ? "" : "strict decoding error: " + string.Join(", ", Findings);
}
