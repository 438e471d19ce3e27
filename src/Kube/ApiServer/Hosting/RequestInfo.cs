using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// What a request's method and path say. Everything later goes by it: authorization, metrics, audit. Source: "Resource URIs" in the
/// Kubernetes API concepts, and kube-apiserver's RequestInfo for the verbs.
/// </summary>
internal readonly record struct RequestInfo
{
    /// <summary>Whether the path is of a resource; all else is a document (discovery, health, …).</summary>
    public bool IsResource { get; init; }

    public GroupVersionResource Resource { get; init; }

    public string Namespace { get; init; }

    public string Name { get; init; }

    public string Subresource { get; init; }

    /// <summary>What follows a subresource such as <c>proxy</c>, with its slash; else empty.</summary>
    public string Rest { get; init; }

    /// <summary>get, list, watch, create, update, patch, delete, deletecollection; for documents the method in lower case.</summary>
    public string Verb { get; init; }

    public NamespacedName Key => new(Namespace, Name);

    public static RequestInfo Of(string method, string path, bool watch)
    {
        var document = new RequestInfo
        {
            Verb = Lower(method),
            Namespace = "",
            Name = "",
            Subresource = "",
            Rest = "",
        };
        Span<Range> parts = stackalloc Range[10];
        var text = path.AsSpan().TrimStart('/');
        var count = text.Split(parts, '/');
        if (count > 0 && text[parts[count - 1]].IsEmpty)
            count--;
        int at;
        GroupVersion group;
        if (count >= 3 && text[parts[0]] is "api")
        {
            group = new("", text[parts[1]].ToString());
            at = 2;
        }
        else if (count >= 4 && text[parts[0]] is "apis")
        {
            group = new(text[parts[1]].ToString(), text[parts[2]].ToString());
            at = 3;
        }
        else
            return document;

        // The old form of watches: /api/v1/watch/…
        if (text[parts[at]] is "watch" && count > at + 1)
        {
            watch = true;
            at++;
        }
        var space = "";
        if (text[parts[at]] is "namespaces" && count > at + 1)
        {
            space = text[parts[at + 1]].ToString();
            // A namespace itself and its own subresources are no "resources in a namespace".
            if (count > at + 2 && text[parts[at + 2]] is not ("status" or "finalize"))
                at += 2;
        }
        var resource = text[parts[at]].ToString();
        var name = count > at + 1 ? Uri.UnescapeDataString(text[parts[at + 1]].ToString()) : "";
        var subresource = count > at + 2 ? text[parts[at + 2]].ToString() : "";
        var rest = "";
        if (count > at + 3)
            rest = "/" + text[parts[at + 3].Start..].ToString();
        return new()
        {
            IsResource = true,
            Resource = group.Resource(resource),
            Namespace = space,
            Name = name,
            Subresource = subresource,
            Rest = rest,
            Verb = VerbOf(method, name.Length > 0, watch),
        };
    }

    private static string VerbOf(string method, bool named, bool watch) =>
        method switch
        {
            "GET" or "HEAD" => watch ? "watch"
            : named ? "get"
            : "list",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => named ? "delete" : "deletecollection",
            _ => Lower(method),
        };

    private static string Lower(string method) =>
        method switch
        {
            "GET" => "get",
            "POST" => "post",
            "PUT" => "put",
            "PATCH" => "patch",
            "DELETE" => "delete",
            "HEAD" => "head",
            "OPTIONS" => "options",
            _ => method.ToUpperInvariant(),
        };
}
