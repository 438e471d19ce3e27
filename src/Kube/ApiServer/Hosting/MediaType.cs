namespace Pangea.Kube.ApiServer;

/// <summary>The forms in which a response can be sent.</summary>
internal enum Representation
{
    /// <summary>The object itself.</summary>
    Whole,

    /// <summary><c>meta.k8s.io Table</c>.</summary>
    Table,

    /// <summary><c>meta.k8s.io PartialObjectMetadata</c>, or the list of them.</summary>
    Metadata,
}

/// <summary>What was agreed with the client: form and encoding.</summary>
/// <param name="Form">Whole object, table, or metadata.</param>
/// <param name="Yaml">YAML instead of JSON.</param>
/// <param name="MetaVersion">The version of <c>meta.k8s.io</c> for tables and metadata.</param>
internal readonly record struct MediaType(Representation Form, bool Yaml, string MetaVersion)
{
    public static MediaType Json { get; } = new(Representation.Whole, false, "v1");

    public string ContentType => Yaml ? "application/yaml" : "application/json";

    /// <summary>
    /// Picks the first form of an Accept header that can be served; null when there is none (406). Quality values are taken as the order
    /// they are written in, as client-go and kubectl write them.
    /// </summary>
    public static MediaType? Negotiate(string accept, bool list, bool watch)
    {
        if (accept.Length == 0)
            return Json;
        foreach (var range in accept.AsSpan().Split(','))
        {
            if (TryRead(accept.AsSpan()[range].Trim(), list, watch, out var type))
                return type;
        }
        return null;
    }

    private static bool TryRead(ReadOnlySpan<char> text, bool list, bool watch, out MediaType type)
    {
        type = Json;
        Span<Range> parts = stackalloc Range[8];
        var count = text.Split(parts, ';');
        var name = text[parts[0]].Trim();
        if (name is "application/yaml" && !watch)
            type = type with { Yaml = true };
        else if (name is not ("application/json" or "*/*" or "application/*"))
            return false;
        string form = "",
            group = "",
            version = "";
        for (var i = 1; i < count; i++)
        {
            var parameter = text[parts[i]].Trim();
            if (parameter.StartsWith("as="))
                form = parameter[3..].ToString();
            else if (parameter.StartsWith("g="))
                group = parameter[2..].ToString();
            else if (parameter.StartsWith("v="))
                version = parameter[2..].ToString();
        }
        if (form.Length == 0)
            return true;
        if (group != "meta.k8s.io" || version is not ("v1" or "v1beta1"))
            return false;
        type = type with { MetaVersion = version };
        switch (form)
        {
            case "Table":
                type = type with { Form = Representation.Table };
                return true;
            case "PartialObjectMetadata" when !list || watch:
            case "PartialObjectMetadataList" when list && !watch:
                type = type with { Form = Representation.Metadata };
                return true;
            default:
                return false;
        }
    }
}
