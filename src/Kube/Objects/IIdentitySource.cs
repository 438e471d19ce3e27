namespace Pangea.Kube.Objects;

/// <summary>
/// Where uids and random name suffixes come from: one source a process, injected, so that a simulation replays from its seed.
/// </summary>
public interface IIdentitySource
{
    /// <summary>A new version 4 UUID in lower case.</summary>
    string NewUid();

    /// <summary>A random text of the letters and digits that Kubernetes uses in names (<c>bcdfghjklmnpqrstvwxz2456789</c>).</summary>
    string NewNameSuffix(int length);
}

/// <summary>Identities from a random generator: seeded in tests and simulations, cryptographic when made without one.</summary>
public sealed class IdentitySource : IIdentitySource
{
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private readonly Lock randomLock = new();
    private readonly Random? random;

    /// <summary>Identities nobody can guess.</summary>
    public IdentitySource() { }

    /// <summary>Identities that follow from a generator's seed.</summary>
    public IdentitySource(Random random) => this.random = random;

    /// <inheritdoc/>
    public string NewUid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <inheritdoc/>
    public string NewNameSuffix(int length)
    {
        Span<char> text = stackalloc char[length];
        Span<byte> bytes = stackalloc byte[length];
        Fill(bytes);
        for (var i = 0; i < length; i++)
            text[i] = Alphabet[bytes[i] % Alphabet.Length];
        return new string(text);
    }

    private void Fill(Span<byte> bytes)
    {
        if (random is null)
        {
            System.Security.Cryptography.RandomNumberGenerator.Fill(bytes);
            return;
        }
        lock (randomLock)
            random.NextBytes(bytes);
    }
}
