namespace Pangea.Kube.Schema.Cel;

internal enum CelTokenKind
{
    End,
    Name,
    Int,
    Uint,
    Double,
    Text,
    Bytes,
    Sign,
}

/// <summary>One word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A name or sign as it stands; of a literal nothing.</param>
/// <param name="Literal">The value of a literal.</param>
/// <param name="At">Where it begins.</param>
internal readonly record struct CelToken(CelTokenKind Kind, string Text, object? Literal, int At);
