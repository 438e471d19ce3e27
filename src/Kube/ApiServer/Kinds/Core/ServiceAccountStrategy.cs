using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Service accounts; of the secrets they name nothing but the name is kept.</summary>
internal sealed class ServiceAccountStrategy : BuiltinStrategy
{
    private const string MountableSecrets = "kubernetes.io/enforce-mountable-secrets";

    /// <inheritdoc/>
    public override MapValue PrepareForCreate(MapValue root) => NamesOnly(root);

    /// <inheritdoc/>
    public override MapValue PrepareForUpdate(MapValue root, MapValue old) => NamesOnly(root);

    private static MapValue NamesOnly(MapValue root) =>
        root.EditEach(
            "secrets",
            static secret =>
                secret.Count == 0 || (secret.Count == 1 && secret.ContainsKey("name"))
                    ? secret
                    : MapValue.Of(("name", secret["name"]))
        );

    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(MapValue root, MapValue? old) =>
        root.Map("metadata")?.Map("annotations")?.ContainsKey(MountableSecrets) == true
        && old?.Map("metadata")?.Map("annotations")?.ContainsKey(MountableSecrets) != true
            ?
            [
                $"metadata.annotations[{MountableSecrets}]: deprecated in v1.32+; prefer separate namespaces to isolate access to "
                    + "mounted secrets",
            ]
            : [];
}
