using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// The hash that names a Deployment's ReplicaSets. As in Kubernetes it is 32-bit FNV-1a, spelled with characters that form no words; what is hashed is our
/// canonical JSON of the template, so names are others than the original would choose, and stay the same over restarts.
/// </summary>
internal static class TemplateHash
{
    public const string Label = "pod-template-hash";

    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>The hash of a template; the number of collisions so far makes it another.</summary>
    public static string Of(MapValue template, int? collisions)
    {
        var hash = Add(2166136261, template.ToJson().Span);
        if (collisions is { } count)
        {
            Span<byte> bytes = stackalloc byte[8];
            System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes, count);
            hash = Add(hash, bytes);
        }
        return Spell(hash.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Whether two templates are equal but for the hash in their labels.</summary>
    public static bool SameTemplate(MapValue a, MapValue b) => Value.Equal(WithoutHash(a), WithoutHash(b));

    private static MapValue WithoutHash(MapValue template) => template.WithAt(null, "metadata", "labels", Label);

    private static uint Add(uint hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
            hash = (hash ^ one) * 16777619;
        return hash;
    }

    /// <summary>Replaces each character by a safe one, as <c>rand.SafeEncodeString</c> does.</summary>
    public static string Spell(string text) =>
        string.Create(
            text.Length,
            text,
            static (span, source) =>
            {
                for (var i = 0; i < span.Length; i++)
                    span[i] = Alphabet[source[i] % Alphabet.Length];
            }
        );
}
