using System.Globalization;
using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Where a webhook is, and by what it is trusted: a <c>clientConfig</c>. Equal targets share their connections.</summary>
internal sealed record WebhookTarget
{
    private const long DefaultPort = 443;

    /// <summary>The address that is called; of a service a name, <c>name.namespace.svc</c>, that its certificate bears.</summary>
    public required Uri Address { get; init; }

    /// <summary>The service behind the address, or null.</summary>
    public NamespacedName? Service { get; init; }

    /// <summary>The port of the service.</summary>
    public int Port => Address.Port;

    /// <summary>The authorities (PEM) its certificate must lead to; the machine's own when empty.</summary>
    public string Roots { get; init; } = "";

    /// <summary>Reads a <c>clientConfig</c> that has been validated.</summary>
    public static WebhookTarget Of(MapValue client)
    {
        var roots = "";
        if (client.Text("caBundle") is { Length: > 0 } bundle)
            roots = Encoding.UTF8.GetString(Convert.FromBase64String(bundle));
        if (client.Map("service") is not { } service)
            return new() { Address = new(client.Text("url") ?? ""), Roots = roots };
        var name = new NamespacedName(service.Text("namespace") ?? "", service.Text("name") ?? "");
        var port = (service.Integer("port") ?? DefaultPort).ToString(CultureInfo.InvariantCulture);
        var path = (service.Text("path") ?? "").TrimStart('/');
        return new()
        {
            Address = new($"https://{name.Name}.{name.Namespace}.svc:{port}/{path}"),
            Service = name,
            Roots = roots,
        };
    }
}
