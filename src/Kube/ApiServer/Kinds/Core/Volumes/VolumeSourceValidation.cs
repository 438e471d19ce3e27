namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks the sources of storage that pods and persistent volumes share.</summary>
internal static class VolumeSourceValidation
{
    private const string HostPorts = "must be a host:port pair or multiple pairs separated by commas";

    /// <summary>Checks one source by the name of its field; unknown ones pass.</summary>
    public static void Validate(Part source, string key)
    {
        switch (key)
        {
            case "nfs":
                source.RequiredText("server");
                source.RequiredText("path");
                if (!source.Text("path").StartsWith('/'))
                    source.Invalid("path", source.Text("path"), "must be an absolute path");
                break;
            case "gitRepo":
                source.RequiredText("repository");
                VolumeValidation.DescendingPath(source, "directory", source.Text("directory"));
                break;
            case "gcePersistentDisk":
                source.RequiredText("pdName");
                Partition(source);
                break;
            case "awsElasticBlockStore":
                source.RequiredText("volumeID");
                Partition(source);
                break;
            case "cinder":
                source.RequiredText("volumeID");
                SecretName(source);
                break;
            case "glusterfs":
                source.RequiredText("endpoints");
                source.RequiredText("path");
                break;
            case "cephfs":
                RequiredList(source, "monitors");
                break;
            case "rbd":
                RequiredList(source, "monitors");
                source.RequiredText("image");
                break;
            case "fc":
                FibreChannel(source);
                break;
            case "iscsi":
                Iscsi(source);
                break;
            case "azureFile":
                source.RequiredText("secretName");
                source.RequiredText("shareName");
                break;
            case "azureDisk":
                AzureDisk(source);
                break;
            case "quobyte":
                Quobyte(source);
                break;
            case "flexVolume":
                source.RequiredText("driver");
                break;
            case "flocker":
                Flocker(source);
                break;
            case "vsphereVolume":
                source.RequiredText("volumePath");
                break;
            case "photonPersistentDisk":
                source.RequiredText("pdID");
                break;
            case "portworxVolume":
                source.RequiredText("volumeID");
                break;
            case "scaleIO":
                source.RequiredText("gateway");
                source.RequiredText("system");
                source.RequiredText("volumeName");
                break;
            default:
                break;
        }
    }

    private static void Partition(Part source)
    {
        if (source.Whole("partition") is var partition and (< 0 or > 255))
            source.Invalid("partition", partition, "must be between 1 and 255, inclusive");
    }

    private static void RequiredList(Part source, string key)
    {
        if (source.Count(key) == 0)
            source.Required(key);
    }

    private static void SecretName(Part source)
    {
        if (source.Has("secretRef"))
            source.Child("secretRef").RequiredText("name");
    }

    private static void FibreChannel(Part source)
    {
        var targets = source.Count("targetWWNs");
        var wwids = source.Count("wwids");
        if (targets == 0 && wwids == 0)
            source.Required("targetWWNs", "must specify either targetWWNs or wwids, but not both");
        if (targets > 0 && wwids > 0)
            source.Invalid(
                "targetWWNs",
                source["targetWWNs"],
                "targetWWNs and wwids can not be specified simultaneously"
            );
        if (targets == 0)
            return;
        if (!source.Has("lun"))
            source.Required("lun", "lun is required if targetWWNs is specified");
        else
            Lun(source);
    }

    private static void Lun(Part source)
    {
        if (source.Whole("lun") is var lun and (< 0 or > 255))
            source.Invalid("lun", lun, "must be between 0 and 255, inclusive");
    }

    private static void Iscsi(Part source)
    {
        source.RequiredText("targetPortal");
        var name = source.Text("iqn");
        if (name.Length == 0)
            source.Required("iqn");
        else if (!name.StartsWith("iqn", StringComparison.Ordinal) && !IsOtherIscsiName(name))
            source.Invalid("iqn", name, "must be valid format starting with iqn, eui, or naa");
        Lun(source);
        if ((source.Flag("chapAuthDiscovery") || source.Flag("chapAuthSession")) && !source.Has("secretRef"))
            source.Required("secretRef");
    }

    private static bool IsOtherIscsiName(string name) =>
        name.StartsWith("eui", StringComparison.Ordinal) || name.StartsWith("naa", StringComparison.Ordinal);

    private static void AzureDisk(Part source)
    {
        source.RequiredText("diskName");
        source.RequiredText("diskURI");
        source.OneOf("cachingMode", "None", "ReadOnly", "ReadWrite");
        source.OneOf("kind", "Dedicated", "Managed", "Shared");
    }

    private static void Quobyte(Part source)
    {
        var registry = source.Text("registry");
        if (registry.Length == 0)
            source.Required("registry", HostPorts);
        else if (source.Text("tenant").Length >= 65)
            source.Required("tenant", "must be a UUID and may not exceed a length of 64 characters");
        else if (registry.Split(',').Any(pair => !pair.Contains(':', StringComparison.Ordinal)))
            source.Invalid("registry", registry, HostPorts);
        source.RequiredText("volume");
    }

    private static void Flocker(Part source)
    {
        var name = source.Text("datasetName");
        var uuid = source.Text("datasetUUID");
        if (name.Length == 0 && uuid.Length == 0)
            source.Required(Part.Self, "one of datasetName and datasetUUID is required");
        if (name.Length > 0 && uuid.Length > 0)
            source.Invalid(Part.Self, "resource", "datasetName and datasetUUID can not be specified simultaneously");
        if (name.Contains('/', StringComparison.Ordinal))
            source.Invalid("datasetName", name, "must not contain '/'");
    }
}
