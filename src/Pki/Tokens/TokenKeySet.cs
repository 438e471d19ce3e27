using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace Pangea.Pki;

/// <summary>
/// The keys of one issuer: one signs, all verify, so that tokens signed before a rotation hold until they expire.
/// </summary>
public sealed class TokenKeySet
{
    /// <summary>A set whose first key signs.</summary>
    /// <param name="keys">At least one; the first must be private when the set is to sign.</param>
    public TokenKeySet(params ReadOnlySpan<TokenKey> keys)
    {
        if (keys.IsEmpty)
            throw new ArgumentException("a set needs a key", nameof(keys));
        Keys = [.. keys];
    }

    /// <summary>The keys, the signing one first.</summary>
    public ImmutableArray<TokenKey> Keys { get; }

    /// <summary>The key that signs.</summary>
    public TokenKey Signing => Keys[0];

    /// <summary>A set that signs with a new key and still accepts what the old ones signed, up to <paramref name="keep"/> of them.</summary>
    public TokenKeySet Rotate(TokenKey key, int keep) => new([key, .. Keys.Take(keep)]);

    /// <summary>The public keys as a JSON Web Key Set: what <c>/openid/v1/jwks</c> serves.</summary>
    public ReadOnlyMemory<byte> ToJwks()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("keys");
            foreach (var key in Keys)
                key.WriteJwk(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }
}
