namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks the source of a persistent volume; most are those of a pod's volumes.</summary>
internal static class PersistentSourceValidation
{
    private static readonly string[] CsiSecrets =
    [
        "controllerPublishSecretRef",
        "controllerExpandSecretRef",
        "nodePublishSecretRef",
        "nodeExpandSecretRef",
    ];

    /// <summary>Checks the source at a key of a persistent volume's spec.</summary>
    public static void Validate(Part spec, string key)
    {
        var source = spec.Child(key);
        switch (key)
        {
            case "hostPath":
                VolumeValidation.HostPath(source);
                break;
            case "local":
                if (source.Text("path").Length == 0)
                    source.Required("path");
                else if (VolumeValidation.HasBackstep(source.Text("path")))
                    source.Invalid("path", source.Text("path"), "must not contain '..'");
                if (!spec.Has("nodeAffinity"))
                    spec.Required("nodeAffinity", "Local volume requires node affinity");
                break;
            case "csi":
                Csi(source);
                break;
            case "azureFile":
                source.RequiredText("secretName");
                source.RequiredText("shareName");
                if (source.Has("secretNamespace") && source.Text("secretNamespace").Length == 0)
                    source.Required("secretNamespace");
                break;
            default:
                VolumeSourceValidation.Validate(source, key);
                break;
        }
    }

    private static void Csi(Part source)
    {
        VolumeValidation.CsiDriverName(source);
        source.RequiredText("volumeHandle");
        foreach (var key in CsiSecrets)
        {
            if (!source.Has(key))
                continue;
            source.Child(key).RequiredText("name");
            source.Child(key).RequiredText("namespace");
        }
    }
}
