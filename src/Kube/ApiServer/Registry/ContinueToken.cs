using System.Buffers.Text;
using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Where a paged list goes on: a revision (-1: the newest) and the last key of the page before. Its text is that of Kubernetes:
/// base64url of <c>{"v":"meta.k8s.io/v1","rv":N,"start":"ns/name\u0000"}</c>.
/// </summary>
internal readonly record struct ContinueToken(long Revision, NamespacedName After)
{
    public override string ToString() =>
        Base64Url.EncodeToString(
            MapValue
                .Of(
                    ("v", "meta.k8s.io/v1"),
                    ("rv", Revision),
                    ("start", $"{(After.Namespace.Length == 0 ? "" : After.Namespace + "/")}{After.Name}\0")
                )
                .ToJson()
                .Span
        );

    public static bool TryParse(string text, out ContinueToken token)
    {
        token = default;
        try
        {
            var map = JsonText.ParseMap(Base64Url.DecodeFromChars(text));
            if (
                map.Text("v") != "meta.k8s.io/v1"
                || map.Integer("rv") is not { } revision
                || map.Text("start") is not { Length: > 1 } start
            )
                return false;
            var key = start.TrimEnd('\0');
            var slash = key.IndexOf('/', StringComparison.Ordinal);
            token = new(revision, slash < 0 ? new("", key) : new(key[..slash], key[(slash + 1)..]));
            return true;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return false;
        }
    }
}
