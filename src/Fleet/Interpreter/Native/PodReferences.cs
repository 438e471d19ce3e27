using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>The names that a pod spec refers to. Source: the fields of core/v1 that hold such names.</summary>
internal sealed class PodReferences
{
    // Volume types with a Secret beside them, and where its name stands.
    private static readonly (string Volume, string Field, bool IsReference)[] SecretVolumes =
    [
        ("secret", "secretName", false),
        ("azureFile", "secretName", false),
        ("cephfs", "secretRef", true),
        ("cinder", "secretRef", true),
        ("csi", "nodePublishSecretRef", true),
        ("flexVolume", "secretRef", true),
        ("iscsi", "secretRef", true),
        ("rbd", "secretRef", true),
        ("scaleIO", "secretRef", true),
        ("storageos", "secretRef", true),
    ];

    public List<string> ConfigMaps { get; } = [];

    public List<string> Secrets { get; } = [];

    public List<string> ServiceAccounts { get; } = [];

    public List<string> Claims { get; } = [];

    public static PodReferences Of(MapValue podSpec)
    {
        var references = new PodReferences();
        foreach (var list in new[] { "containers", "initContainers", "ephemeralContainers" })
        {
            foreach (var container in podSpec.Maps(list))
                references.AddContainer(container);
        }
        foreach (var volume in podSpec.Maps("volumes"))
            references.AddVolume(volume);
        foreach (var secret in podSpec.Maps("imagePullSecrets"))
            Add(references.Secrets, secret.Text("name"));
        // Every namespace has its own account of that name.
        if (podSpec.Text("serviceAccountName") is { } account and not "default")
            Add(references.ServiceAccounts, account);
        return references;
    }

    private void AddContainer(MapValue container)
    {
        foreach (var source in container.Maps("envFrom"))
        {
            Add(ConfigMaps, Name(source, "configMapRef"));
            Add(Secrets, Name(source, "secretRef"));
        }
        foreach (var variable in container.Maps("env"))
        {
            if (variable.Map("valueFrom") is not { } source)
                continue;
            Add(ConfigMaps, Name(source, "configMapKeyRef"));
            Add(Secrets, Name(source, "secretKeyRef"));
        }
    }

    private void AddVolume(MapValue volume)
    {
        Add(ConfigMaps, Name(volume, "configMap"));
        Add(Claims, volume.Map("persistentVolumeClaim")?.Text("claimName"));
        foreach (var (type, field, isReference) in SecretVolumes)
        {
            if (volume.Map(type) is { } source)
                Add(Secrets, isReference ? Name(source, field) : source.Text(field));
        }
        foreach (var source in volume.Map("projected")?.Maps("sources") ?? [])
        {
            Add(ConfigMaps, Name(source, "configMap"));
            Add(Secrets, Name(source, "secret"));
        }
    }

    private static string? Name(MapValue map, string key) => map.Map(key)?.Text("name");

    private static void Add(List<string> names, string? name)
    {
        if (name is { Length: > 0 })
            names.Add(name);
    }
}
