using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Pangea.Kube.Schema;

/// <summary>Writes the fields of one protobuf message.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> buffer = new();

    public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    public ReadOnlyMemory<byte> ToMemory() => buffer.WrittenMemory;

    public void Text(int number, string text) => Bytes(number, Encoding.UTF8.GetBytes(text));

    public void Flag(int number, bool value) => Whole(number, value ? 1 : 0);

    public void Whole(int number, long value)
    {
        Varint((ulong)number << 3);
        Varint((ulong)value);
    }

    public void Double(int number, double value)
    {
        Varint(((ulong)number << 3) | 1);
        BinaryPrimitives.WriteDoubleLittleEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
    }

    public void Message(int number, WireWriter message) => Bytes(number, message.Written);

    public void Bytes(int number, ReadOnlySpan<byte> bytes)
    {
        Varint(((ulong)number << 3) | 2);
        Varint((ulong)bytes.Length);
        buffer.Write(bytes);
    }

    private void Varint(ulong value)
    {
        while (value >= 128)
        {
            Byte((byte)(value | 128));
            value >>= 7;
        }
        Byte((byte)value);
    }

    private void Byte(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }
}
