using System.Buffers.Binary;
using System.Text;

namespace Pangea.Kube.Schema;

/// <summary>Reads the fields of one protobuf message, one after the other. Malformed input is a <see cref="FormatException"/>.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>The number of the current field.</summary>
    public int Number { get; private set; }

    /// <summary>The current field when it is a number: as a varint, or the bits of a fixed one.</summary>
    public ulong Bits { get; private set; }

    /// <summary>The current field when it is bytes, a text, a message or numbers in a row.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Whether the current field is <see cref="Bytes"/>.</summary>
    public bool IsBytes { get; private set; }

    /// <summary>The current field as a text.</summary>
    public readonly string Text
    {
        get
        {
            try
            {
                return Strict.GetString(Bytes);
            }
            catch (ArgumentException e)
            {
                throw new FormatException("proto: a text is not UTF-8", e);
            }
        }
    }

    /// <summary>The current field as a floating-point number.</summary>
    public readonly double Double => BitConverter.UInt64BitsToDouble(Bits);

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool Read()
    {
        if (rest.IsEmpty)
            return false;
        var key = Varint();
        var number = key >> 3;
        if (number is 0 or > 536_870_911)
            throw new FormatException($"proto: illegal field number {number}");
        Number = (int)number;
        IsBytes = false;
        Bytes = default;
        switch (key & 7)
        {
            case 0:
                Bits = Varint();
                break;
            case 1:
                Bits = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                var length = Varint();
                if (length > (ulong)rest.Length)
                    throw Truncated();
                Bytes = Take((int)length);
                IsBytes = true;
                break;
            case 5:
                Bits = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new FormatException($"proto: illegal wireType {key & 7}");
        }
        return true;
    }

    /// <summary>Reads one varint of a row of them; false at the end.</summary>
    public bool ReadPacked()
    {
        if (rest.IsEmpty)
            return false;
        Bits = Varint();
        return true;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
                return value;
        }
        throw new FormatException("proto: integer overflow");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length)
            throw Truncated();
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    private static FormatException Truncated() => new("proto: unexpected end of the message");
}
