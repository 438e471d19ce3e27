using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>The <c>v1.Status</c> that says something worked.</summary>
internal static class SuccessStatus
{
    /// <summary>A plain success, as bindings and evictions answer.</summary>
    public static MapValue Of(int code = 201) =>
        MapValue.Of(
            ("kind", "Status"),
            ("apiVersion", "v1"),
            ("metadata", MapValue.Empty),
            ("status", "Success"),
            ("code", code)
        );

    /// <summary>The answer to a delete that removed the object.</summary>
    public static MapValue OfDeletion(GroupResource resource, KubeObject gone) =>
        MapValue.Of(
            ("kind", "Status"),
            ("apiVersion", "v1"),
            ("metadata", MapValue.Empty),
            ("status", "Success"),
            (
                "details",
                MapValue.Of(
                    ("name", gone.Name),
                    ("group", resource.Group.Length == 0 ? null : (Value)resource.Group),
                    ("kind", resource.Resource),
                    ("uid", gone.Uid)
                )
            )
        );
}
