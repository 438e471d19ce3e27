using System.Text;

namespace Pangea.Kube.ApiServer;

/// <summary>A <c>Warning</c> header: <c>299 - "text"</c>, with quotes escaped and control characters dropped (RFC 7234, 5.5).</summary>
internal static class WarningHeader
{
    public static string Of(string text)
    {
        var header = new StringBuilder("299 - \"", text.Length + 16);
        foreach (var c in text)
        {
            if (c is '"' or '\\')
                header.Append('\\').Append(c);
            else if (c is >= ' ' and < (char)127)
                header.Append(c);
            else
                header.Append(c < ' ' ? ' ' : '?');
        }
        return header.Append('"').ToString();
    }
}
