using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>What an object of a built-in type holds when nobody has set anything.</summary>
internal static class ZeroValues
{
    /// <summary>The zero value of a type by its full name, such as <c>io.k8s.api.apps.v1.DaemonSetStatus</c>.</summary>
    public static MapValue Of(string typeName) =>
        BuiltinSchemas.Instance.FindType(typeName) is { } schema
            ? ObjectDecoder.Decode(MapValue.Empty, schema, DecodeOptions.Default).Object!
            : throw new ArgumentException($"{typeName} is not built in", nameof(typeName));
}
