using System.Collections.Immutable;
using System.Text.Json;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.ApiServer;

/// <summary>Reads request bodies: objects with strict, warning or lenient validation of their fields, patches, and plain documents.</summary>
internal static class BodyDecoder
{
    private const string Accepted = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
    private const string AcceptedOfCustom = "application/json, application/yaml";

    private const string AcceptedPatches =
        "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml, "
        + "application/strategic-merge-patch+json";

    /// <summary>An object of a kind. Findings are errors, warnings or nothing, as <c>fieldValidation</c> says (default: warnings).</summary>
    public static ApiResult<MapValue> Decode(
        ResourceDefinition definition,
        byte[] body,
        string contentType,
        string fieldValidation,
        List<string> warnings
    )
    {
        var options = fieldValidation == "Ignore" ? DecodeOptions.None : DecodeOptions.Strict;
        try
        {
            DecodeResult decoded;
            var media = Media(contentType);
            if (media is "application/json" or "")
                decoded = ObjectDecoder.Decode(body, definition.Schema, options);
            else if (media == ProtobufDecoder.MediaType && definition.Schema.TypeName.Length == 0)
                return UnknownFormat(AcceptedOfCustom);
            else
            {
                var parsed = DecodeTree(body, media, out var repeated);
                if (!parsed.IsSuccess)
                    return parsed.Error;
                decoded = ObjectDecoder.Decode(parsed.Value, definition.Schema, options);
                if (options != DecodeOptions.None)
                    decoded = decoded with { Findings = [.. repeated, .. decoded.Findings] };
            }
            if (decoded.Object is null)
                return DecodeError.Of(definition, decoded.Error);
            if (Mismatch(definition, decoded.Object) is { } other)
                return other;
            if (decoded.Findings.IsEmpty)
                return decoded.Object;
            if (fieldValidation == "Strict")
                return DecodeError.Of(definition, decoded.StrictError);
            warnings.AddRange(decoded.Findings);
            return decoded.Object;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return NotJson(e);
        }
    }

    /// <summary>A document of whatever shape that is an object: delete options, reviews, scales, bindings.</summary>
    public static ApiResult<MapValue> DecodePlain(byte[] body, string contentType)
    {
        try
        {
            var media = Media(contentType);
            if (media != ProtobufDecoder.MediaType)
                return DecodeTree(body, media, out _);
            // Protobuf writes what is empty too: a round trip through the type leaves what JSON would have brought.
            var tree = ProtobufDecoder.Decode(body, out var schema);
            var decoded = ObjectDecoder.Decode(tree, schema, DecodeOptions.None);
            return decoded.Object is { } read ? read : Status.BadRequest(decoded.Error);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return NotJson(e);
        }
    }

    /// <summary>A patch; its type is the media type's.</summary>
    public static ApiResult<PatchBody> DecodePatch(byte[] body, string contentType)
    {
        PatchType? type = Media(contentType) switch
        {
            "application/json-patch+json" => PatchType.Json,
            "application/merge-patch+json" => PatchType.Merge,
            "application/strategic-merge-patch+json" => PatchType.StrategicMerge,
            "application/apply-patch+yaml" => PatchType.Apply,
            _ => null,
        };
        if (type is null)
            return UnknownFormat(AcceptedPatches);
        try
        {
            return new PatchBody(
                type.Value,
                type == PatchType.Apply && !LooksLikeJson(body) ? YamlText.Parse(body) : JsonText.Parse(body)
            );
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return type == PatchType.Apply ? Status.BadRequest($"error decoding YAML: {e.Message}") : NotJson(e);
        }
    }

    private static ApiResult<MapValue> DecodeTree(byte[] body, string media, out ImmutableArray<string> repeated)
    {
        repeated = [];
        Value parsed;
        switch (media)
        {
            case "application/json" or "":
                parsed = JsonText.Parse(body);
                break;
            case "application/yaml":
                var document = YamlText.ParseDocument(body);
                parsed = document.Root;
                repeated = [.. document.Repeated];
                break;
            case ProtobufDecoder.MediaType:
                return ProtobufDecoder.Decode(body, out _);
            default:
                return UnknownFormat(Accepted);
        }
        return parsed is MapValue map
            ? map
            : Status.BadRequest("couldn't get version/kind; json parse error: the body is not an object");
    }

    /// <summary>An object that says it is something else than what its URL says.</summary>
    private static Status? Mismatch(ResourceDefinition definition, MapValue root)
    {
        var kind = root.Text("kind") ?? "";
        var version = root.Text("apiVersion") ?? "";
        var expected = definition.Resource.GroupVersion.ToString();
        if (kind.Length > 0 && kind != definition.Kind)
        {
            return Status.BadRequest(
                $"{kind} in version \"{GroupVersion.Parse(version).Version}\" cannot be handled as a {definition.Kind}: "
                    + $"the kind in the data does not match the expected kind {definition.Kind}"
            );
        }
        return version.Length > 0 && version != expected
            ? Status.BadRequest(
                $"the API version in the data ({version}) does not match the expected API version ({expected})"
            )
            : null;
    }

    private static bool LooksLikeJson(byte[] body)
    {
        var start = body.AsSpan().TrimStart(" \t\r\n"u8);
        return !start.IsEmpty && start[0] == (byte)'{';
    }

    private static string Media(string contentType)
    {
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? contentType : contentType[..end]).Trim();
    }

    private static Status UnknownFormat(string accepted) =>
        Status.UnsupportedMediaType(
            $"the body of the request was in an unknown format - accepted media types include: {accepted}"
        );

    private static Status NotJson(Exception e) =>
        Status.BadRequest($"the body of the request could not be read: {e.Message}");
}
