using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks how a webhook is reached.</summary>
internal static class WebhookClientValidation
{
    private const string Form = "; desired format: https://host[/path]";

    private static readonly string[] Reviewed = ["v1", "v1beta1"];

    /// <summary>Checks the <c>clientConfig</c> of something; errors may call it otherwise.</summary>
    public static void Validate(Part owner, string name = "clientConfig")
    {
        var client = owner.Child("clientConfig") with { Path = owner.At(name) };
        if (client.Has("url") == client.Has("service"))
            owner.Required(name, "exactly one of url or service is required");
        else if (client.Has("url"))
            Address(client, client.Text("url"));
        else
            Service(client.Child("service"));
    }

    /// <summary>Checks a list of versions of reviews that is not empty.</summary>
    public static void Versions(Part owner, string key)
    {
        var versions = owner.Map.List(key) ?? ListValue.Empty;
        for (var i = 0; i < versions.Count; i++)
        {
            if (versions.Items[..i].Contains(versions[i]))
                owner.InvalidItem(key, i, versions[i], "duplicate version");
            else if (versions[i] is StringValue { Text: var version } && Syntax.Dns1035LabelError(version) is { } error)
                owner.InvalidItem(key, i, version, error);
        }
        if (!versions.Texts.Any(Reviewed.Contains))
            owner.Invalid(key, versions, "must include at least one of v1, v1beta1");
    }

    private static void Address(Part client, string text)
    {
        if (!Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var url))
        {
            client.Required("url", $"url must be a valid URL: parse \"{text}\": invalid URL{Form}");
            return;
        }
        var scheme = url.IsAbsoluteUri ? url.Scheme : "";
        if (scheme != "https")
            client.Invalid("url", scheme, $"'https' is the only allowed URL scheme{Form}");
        if (!url.IsAbsoluteUri || url.Host.Length == 0)
        {
            client.Invalid("url", "", $"host must be specified{Form}");
            return;
        }
        if (url.UserInfo.Length > 0)
            client.Invalid("url", url.UserInfo, "user information is not permitted in the URL");
        if (url.Fragment.Length > 1)
            client.Invalid("url", url.Fragment[1..], "fragments are not permitted in the URL");
        if (url.Query.Length > 1)
            client.Invalid("url", url.Query[1..], "query parameters are not permitted in the URL");
    }

    private static void Service(Part service)
    {
        service.RequiredText("name", "service name is required");
        service.RequiredText("namespace", "service namespace is required");
        if (!Formats.IsPort(service.Whole("port")))
            service.Invalid("port", service.Whole("port"), $"port is not valid: {Formats.PortRange}");
        var path = service.Text("path");
        if (path is "" or "/")
            return;
        if (path == "//")
        {
            service.Invalid("path", path, "segment[0] may not be empty");
            return;
        }
        if (path[0] != '/')
            service.Invalid("path", path, "must start with a '/'");
        var steps = (path.EndsWith('/') ? path[1..^1] : path[1..]).Split('/');
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].Length == 0)
                service.Invalid("path", path, $"segment[{i}] may not be empty");
            else if (Syntax.DnsSubdomainError(steps[i]) is { } error)
                service.Invalid("path", path, $"segment[{i}]: {error}");
        }
    }
}
