using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Pangea.Pki;

/// <summary>
/// A token to join a cluster with, <c>id.secret</c>: six and sixteen characters of <c>[a-z0-9]</c>. The id is public, the secret is not,
/// which is why <see cref="ToString"/> leaves it out. Source: the page "Authenticating with Bootstrap Tokens" of the Kubernetes documentation.
/// </summary>
public sealed class BootstrapToken
{
    private const int IdLength = 6;
    private const int SecretLength = 16;
    private const string Characters = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(Characters);

    private BootstrapToken(string id, string secret)
    {
        Id = id;
        Secret = secret;
    }

    /// <summary>The public half.</summary>
    public string Id { get; }

    /// <summary>The secret half.</summary>
    public string Secret { get; }

    /// <summary>The whole token. For the user and the Authorization header only.</summary>
    public string Text => $"{Id}.{Secret}";

    /// <summary>A new token.</summary>
    public static BootstrapToken Create(RandomBytes random)
    {
        var text = new StringBuilder(IdLength + SecretLength);
        Span<byte> bytes = stackalloc byte[64];
        while (text.Length < IdLength + SecretLength)
        {
            random(bytes);
            foreach (var b in bytes)
            {
                // Bytes from 252 on would make the first characters more likely than the others.
                if (b < 252 && text.Length < IdLength + SecretLength)
                    text.Append(Characters[b % Characters.Length]);
            }
        }
        return new(text.ToString(0, IdLength), text.ToString(IdLength, SecretLength));
    }

    /// <summary>A token of its two halves; false when one has another form.</summary>
    public static bool TryCreate(string id, string secret, [NotNullWhen(true)] out BootstrapToken? token)
    {
        token = IsId(id) && secret.Length == SecretLength && IsMadeOfAlphabet(secret) ? new(id, secret) : null;
        return token is not null;
    }

    /// <summary>Reads <c>id.secret</c>; false when the text has another form.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out BootstrapToken? token)
    {
        token = null;
        return text.Length == IdLength + 1 + SecretLength
            && text[IdLength] == '.'
            && TryCreate(text[..IdLength].ToString(), text[(IdLength + 1)..].ToString(), out token);
    }

    /// <summary>Whether a text is a token id.</summary>
    public static bool IsId(ReadOnlySpan<char> text) => text.Length == IdLength && IsMadeOfAlphabet(text);

    /// <summary>Whether a secret is this token's, in a time that says nothing of where they differ.</summary>
    public bool HasSecret(ReadOnlySpan<byte> secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Secret), secret);

    /// <summary>The id, and that there is a secret.</summary>
    public override string ToString() => $"{Id}.<secret>";

    private static bool IsMadeOfAlphabet(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(Alphabet) < 0;
}
