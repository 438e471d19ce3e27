using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Bytes as JSON holds them.</summary>
internal static class Base64
{
    /// <summary>How many bytes a base64 text stands for, without decoding it; 0 for anything else.</summary>
    public static long Length(Value? value)
    {
        if (value is not StringValue { Text: { Length: > 0 } text })
            return 0;
        var padding =
            text.EndsWith("==", StringComparison.Ordinal) ? 2
            : text.EndsWith('=') ? 1
            : 0;
        return (text.Length / 4 * 3L) - padding;
    }

    /// <summary>The bytes of a base64 text; null when it is none.</summary>
    public static byte[]? Decode(Value? value)
    {
        if (value is not StringValue { Text: var text })
            return null;
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, bytes, out var n) ? bytes[..n] : null;
    }
}
