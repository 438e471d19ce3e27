using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema.Cel;

/// <summary>A type as a value: what <c>type(x)</c> gives.</summary>
internal sealed record CelType(string Name)
{
    /// <summary>The type of a value.</summary>
    public static CelType Of(object? value) =>
        new(
            value switch
            {
                null => "null_type",
                bool => "bool",
                long => "int",
                ulong => "uint",
                double => "double",
                string => "string",
                CelBytes => "bytes",
                DateTimeOffset => "google.protobuf.Timestamp",
                TimeSpan => "google.protobuf.Duration",
                CelMap => "map",
                IReadOnlyList<object?> => "list",
                CelOptional => "optional_type",
                Quantity => "kubernetes.Quantity",
                CelType => "type",
                CelOpaque opaque => opaque.TypeName,
                _ => "dyn",
            }
        );

    /// <summary>The type that a name stands for in an expression, or null.</summary>
    public static CelType? Named(string name) =>
        name is "bool" or "int" or "uint" or "double" or "string" or "bytes" or "list" or "map" or "null_type" or "type"
            ? new(name)
            : null;
}

/// <summary>A value of one of the types that Kubernetes adds: an address, a URL, a version.</summary>
internal abstract record CelOpaque
{
    public abstract string TypeName { get; }
}
