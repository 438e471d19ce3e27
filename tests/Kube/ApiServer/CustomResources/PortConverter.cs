using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.CustomResources.Tests;

/// <summary>
/// The conversion of the documentation's example: v1beta1 has <c>hostPort: localhost:80</c>, v1 has <c>host</c> and <c>port</c>.
/// </summary>
internal static class PortConverter
{
    public const string Beta = "example.com/v1beta1/widgets";

    /// <summary>A definition with both versions.</summary>
    public static string Definition(string conversion, bool storesBeta = false) =>
        CustomServer.Widget(
            """
            conversion: CONVERSION
            versions:
            - name: v1beta1
              served: true
              storage: BETA
              subresources: {status: {}}
              schema:
                openAPIV3Schema:
                  type: object
                  properties:
                    spec: {type: object, properties: {hostPort: {type: string}}}
                    status: {type: object, properties: {at: {type: string}}}
            - name: v1
              served: true
              storage: STABLE
              subresources: {status: {}}
              schema:
                openAPIV3Schema:
                  type: object
                  properties:
                    spec: {type: object, properties: {host: {type: string}, port: {type: string}, scheme: {type: string, default: https}}}
                    status: {type: object, properties: {at: {type: string}}}
            """.Replace("CONVERSION", conversion, StringComparison.Ordinal).Replace(
                "BETA",
                storesBeta ? "true" : "false",
                StringComparison.Ordinal
            ).Replace("STABLE", storesBeta ? "false" : "true", StringComparison.Ordinal)
        );

    /// <summary>A conversion by whoever answers at an address.</summary>
    public static string Webhook(string address, string bundle = "") =>
        $"{{strategy: Webhook, webhook: {{conversionReviewVersions: [v1], clientConfig: {{url: \"{address}\"{(
            bundle.Length > 0 ? $", caBundle: {bundle}" : ""
        )}}}}}}}";

    /// <summary>An object in the old version.</summary>
    public static string Old(string name, string hostPort = "localhost:80") =>
        $$"""
            apiVersion: example.com/v1beta1
            kind: Widget
            metadata: {name: {{name}}, namespace: default}
            spec: {hostPort: "{{hostPort}}"}
            """;

    /// <summary>An object in the new version.</summary>
    public static string New(string name, string host = "localhost") =>
        $$"""
            apiVersion: example.com/v1
            kind: Widget
            metadata: {name: {{name}}, namespace: default}
            spec: {host: {{host}}, port: "80"}
            """;

    /// <summary>The answer to a request.</summary>
    /// <param name="request">The <c>request</c> of a review.</param>
    /// <param name="spoil">Changes each object that is converted.</param>
    public static WebhookAnswer Answer(MapValue request, Func<MapValue, MapValue>? spoil = null)
    {
        var to = request.Text("desiredAPIVersion")!;
        var objects = request.Maps("objects").Select(o => Convert(o, to)).Select(o => (Value)(spoil?.Invoke(o) ?? o));
        return Response(
            MapValue.Of(
                ("uid", request.Text("uid")!),
                ("result", MapValue.Of(("status", "Success"))),
                ("convertedObjects", ListValue.From(objects))
            )
        );
    }

    public static WebhookAnswer Response(MapValue response) =>
        new(
            MapValue.Of(
                ("apiVersion", "apiextensions.k8s.io/v1"),
                ("kind", "ConversionReview"),
                ("response", response)
            ),
            ""
        );

    private static MapValue Convert(MapValue root, string to)
    {
        var spec = root.Map("spec") ?? MapValue.Empty;
        if (to.EndsWith("/v1beta1", StringComparison.Ordinal))
            spec = MapValue.Of(("hostPort", $"{spec.Text("host")}:{spec.Text("port")}"));
        else if (spec.Text("hostPort") is { } both)
            spec = MapValue.Of(("host", both.Split(':')[0]), ("port", both.Split(':')[1]));
        return root.With("apiVersion", to).With("spec", spec);
    }
}
