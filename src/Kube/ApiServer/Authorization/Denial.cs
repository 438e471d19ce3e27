using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The words in which a request is denied: kubectl prints them, and tests of the original compare them.
/// </summary>
public static class Denial
{
    /// <summary>
    /// <c>User "x" cannot list resource "nodes" in API group "" at the cluster scope</c>, <c>… in the namespace "ns"</c>, or
    /// <c>User "x" cannot get path "/y"</c>; a reason follows after a colon.
    /// </summary>
    public static string Message(in AuthorizationAttributes attributes, string reason)
    {
        var user = Quote(attributes.User.Name);
        string message;
        if (!attributes.IsResource)
        {
            message = $"User {user} cannot {attributes.Verb} path {Quote(attributes.Path)}";
        }
        else
        {
            var resource =
                attributes.Subresource.Length == 0
                    ? attributes.Resource
                    : $"{attributes.Resource}/{attributes.Subresource}";
            var scope =
                attributes.Namespace.Length == 0
                    ? "at the cluster scope"
                    : $"in the namespace {Quote(attributes.Namespace)}";
            message =
                $"User {user} cannot {attributes.Verb} resource {Quote(resource)} in API group {Quote(attributes.Group)} {scope}";
        }
        return Escape(reason.Length == 0 ? message : $"{message}: {reason}");
    }

    /// <summary>The 403 that a denied request is answered with: <c>nodes is forbidden: User …</c>.</summary>
    public static Status Status(in AuthorizationAttributes attributes, string reason) =>
        Objects.Status.Forbidden(
            attributes.IsResource
                ? new GroupResource(attributes.Group, attributes.Resource)
                : new GroupResource("", ""),
            attributes.Name,
            Message(attributes, reason)
        );

    // Go's strconv.Quote: like JSON's quoting for everything that occurs in practice.
    internal static string Quote(string text) => ((Value)text).ToString();

    /// <summary>Go's <c>%q</c> of a list: <c>["a" "b"]</c>.</summary>
    internal static string Quote(IEnumerable<string> texts) => $"[{string.Join(' ', texts.Select(Quote))}]";

    // Names and paths come from the caller; a browser that shows the answer must not take them for markup.
    private static string Escape(string text) =>
        text.AsSpan().IndexOfAny("&<>") < 0
            ? text
            : text.Replace("&", "&amp;", StringComparison.Ordinal)
                .Replace("<", "&lt;", StringComparison.Ordinal)
                .Replace(">", "&gt;", StringComparison.Ordinal);
}
