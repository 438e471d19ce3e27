namespace Pangea.Pki;

/// <summary>Fills a span with bytes that nobody can guess, such as <c>RandomNumberGenerator.Fill</c>; seeded in simulations.</summary>
public delegate void RandomBytes(Span<byte> destination);

/// <summary>What issuing needs from outside.</summary>
/// <param name="Clock">The time that validity starts from.</param>
/// <param name="Random">Where serial numbers and bootstrap tokens come from. Private keys always come from the operating system.</param>
public sealed record PkiEnvironment(TimeProvider Clock, RandomBytes Random)
{
    /// <summary>A positive serial number of 16 bytes, big-endian, with 126 random bits (RFC 5280 asks for at most 20 bytes).</summary>
    internal byte[] NewSerial()
    {
        var serial = new byte[16];
        Random(serial);
        serial[0] = (byte)((serial[0] & 0x3f) | 0x40);
        return serial;
    }
}
