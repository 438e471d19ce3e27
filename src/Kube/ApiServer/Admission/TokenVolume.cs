using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The volume by which the containers of a pod find a token of its service account, the roots of the API server and their namespace. Source: the
/// section "Bound service account token volume mechanism" of the page "Service Accounts".
/// </summary>
internal sealed class TokenVolume(IIdentitySource identities)
{
    private const string Prefix = "kube-api-access-";
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    // One tree for all pods: seven seconds more than an hour is the original's mark of a token that a kubelet renews.
    private static readonly MapValue Projected = MapValue.Of(
        ("defaultMode", 420),
        (
            "sources",
            ListValue.From([
                MapValue.Of(("serviceAccountToken", MapValue.Of(("expirationSeconds", 3607), ("path", "token")))),
                MapValue.Of(
                    (
                        "configMap",
                        MapValue.Of(
                            ("name", "kube-root-ca.crt"),
                            ("items", ListValue.From([MapValue.Of(("key", "ca.crt"), ("path", "ca.crt"))]))
                        )
                    )
                ),
                MapValue.Of(
                    (
                        "downwardAPI",
                        MapValue.Of(
                            (
                                "items",
                                ListValue.From([
                                    MapValue.Of(
                                        (
                                            "fieldRef",
                                            MapValue.Of(("apiVersion", "v1"), ("fieldPath", "metadata.namespace"))
                                        ),
                                        ("path", "namespace")
                                    ),
                                ])
                            )
                        )
                    )
                ),
            ])
        )
    );

    /// <summary>Whether a pod wants the volume: it says so itself, else its account does, else it does.</summary>
    public static bool IsWanted(MapValue spec, KubeObject account) =>
        spec.Flag("automountServiceAccountToken") ?? account.Root.Flag("automountServiceAccountToken") ?? true;

    /// <summary>A pod's spec with the volume mounted in each container that has nothing else at its place.</summary>
    public MapValue Mount(MapValue spec)
    {
        var volumes = spec.List("volumes") ?? ListValue.Empty;
        var name = volumes
            .Maps.Select(v => v.Text("name") ?? "")
            .FirstOrDefault(n => n.StartsWith(Prefix, StringComparison.Ordinal));
        var isNew = name is null;
        name ??= Prefix + identities.NewNameSuffix(5);
        var mount = MapValue.Of(("mountPath", MountPath), ("name", name), ("readOnly", BoolValue.True));
        var mounted = Mount(Mount(spec, "initContainers", mount), "containers", mount);
        return isNew && !ReferenceEquals(mounted, spec)
            ? mounted.With("volumes", volumes.Add(MapValue.Of(("name", name), ("projected", Projected))))
            : mounted;
    }

    private static MapValue Mount(MapValue spec, string key, MapValue mount)
    {
        if (spec.List(key) is not { } containers)
            return spec;
        for (var i = 0; i < containers.Count; i++)
        {
            if (containers[i] is not MapValue container)
                continue;
            var mounts = container.List("volumeMounts") ?? ListValue.Empty;
            if (!HasMount(mounts))
                containers = containers.SetItem(i, container.With("volumeMounts", mounts.Add(mount)));
        }
        return spec.With(key, containers);
    }

    private static bool HasMount(ListValue mounts)
    {
        foreach (var mount in mounts)
        {
            if ((mount as MapValue)?.Text("mountPath") == MountPath)
                return true;
        }
        return false;
    }
}
