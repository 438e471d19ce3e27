using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Pangea.Pki;

/// <summary>
/// JSON Web Tokens in the compact form (RFC 7515, 7519), signed with <c>ES256</c> or <c>RS256</c>. Only the signature is checked here; who
/// issued a token, for whom and until when is for the reader of its claims.
/// </summary>
/// <remarks>
/// On the framework's own primitives, because the usual library reads the machine's clock, keeps process-wide caches with threads of their
/// own and makes every verification asynchronous; the tests hold both against each other.
/// </remarks>
public static class JsonWebToken
{
    /// <summary>Longer texts are refused unread. A bound service-account token has about 1,000 characters.</summary>
    public const int MaxLength = 16 * 1024;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    /// <summary>Signs claims (a JSON object).</summary>
    public static string Sign(TokenKey key, ReadOnlySpan<byte> claims)
    {
        var header = new ArrayBufferWriter<byte>(96);
        using (var writer = new Utf8JsonWriter(header))
        {
            writer.WriteStartObject();
            writer.WriteString("alg", key.Algorithm);
            writer.WriteString("kid", key.KeyId);
            writer.WriteEndObject();
        }
        var content = Base64Url.EncodeToString(header.WrittenSpan) + "." + Base64Url.EncodeToString(claims);
        return content + "." + Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(content)));
    }

    /// <summary>Whether a text has the form of a token: three parts of base64url.</summary>
    public static bool HasForm(ReadOnlySpan<char> token) => token.Length <= MaxLength && TrySplit(token, out _, out _);

    /// <summary>
    /// The claims of a token that one of the keys signed; false for everything else: another form, an algorithm that is not the key's, an
    /// unknown key id, a header with critical extensions or with a name twice, a wrong signature.
    /// </summary>
    public static bool TryVerify(ReadOnlySpan<char> token, TokenKeySet keys, [NotNullWhen(true)] out byte[]? claims)
    {
        claims = null;
        if (token.Length > MaxLength || !TrySplit(token, out var first, out var second))
            return false;
        if (
            Decode(token[..first]) is not { } header
            || !TryReadHeader(header, out var algorithm, out var keyId)
            || Decode(token[(second + 1)..]) is not { } signature
            || Decode(token[(first + 1)..second]) is not { } payload
        )
            return false;
        var content = new byte[second];
        Encoding.ASCII.GetBytes(token[..second], content);
        foreach (var key in keys.Keys)
        {
            // A token without a key id may be from any key, but only with that key's own algorithm.
            if (key.Algorithm != algorithm || (keyId is not null && keyId != key.KeyId))
                continue;
            if (key.Verify(content, signature))
            {
                claims = payload;
                return true;
            }
        }
        return false;
    }

    private static bool TrySplit(ReadOnlySpan<char> token, out int first, out int second)
    {
        second = 0;
        first = token.IndexOfAnyExcept(Alphabet);
        if (first <= 0 || token[first] != '.')
            return false;
        var length = token[(first + 1)..].IndexOfAnyExcept(Alphabet);
        second = first + 1 + length;
        return length > 0
            && token[second] == '.'
            && second + 1 < token.Length
            && token[(second + 1)..].IndexOfAnyExcept(Alphabet) < 0;
    }

    private static byte[]? Decode(ReadOnlySpan<char> part)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        var status = Base64Url.DecodeFromChars(part, bytes, out var read, out var written);
        return status == OperationStatus.Done && read == part.Length ? bytes[..written] : null;
    }

    private static bool TryReadHeader(byte[] json, out string? algorithm, out string? keyId)
    {
        algorithm = null;
        keyId = null;
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                switch (name)
                {
                    case "alg" when algorithm is null && reader.TokenType == JsonTokenType.String:
                        algorithm = reader.GetString();
                        break;
                    case "kid" when keyId is null && reader.TokenType == JsonTokenType.String:
                        keyId = reader.GetString();
                        break;
                    case "alg" or "kid" or "crit" or "b64":
                        return false;
                    default:
                        reader.Skip();
                        break;
                }
            }
            return algorithm is not null && !reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or text that is not UTF-8.
            return false;
        }
    }
}
