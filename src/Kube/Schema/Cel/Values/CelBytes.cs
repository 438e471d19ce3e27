namespace Pangea.Kube.Schema.Cel;

/// <summary>A CEL value of type <c>bytes</c>.</summary>
internal sealed class CelBytes(byte[] content) : IEquatable<CelBytes>
{
    public byte[] Content { get; } = content;

    public bool Equals(CelBytes? other) => other is not null && Content.AsSpan().SequenceEqual(other.Content);

    public override bool Equals(object? obj) => Equals(obj as CelBytes);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Content);
        return hash.ToHashCode();
    }
}
