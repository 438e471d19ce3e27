using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks the sources of a projected volume: each one thing, and no path twice.</summary>
internal static class ProjectedVolumeValidation
{
    private const string Conflict = "conflicting duplicate paths";

    /// <summary>Checks all sources.</summary>
    public static void Sources(Part projected)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var source in projected.Items("sources"))
        {
            var kinds = 0;
            foreach (var (key, value) in source.Map)
            {
                if (value is not MapValue)
                    continue;
                kinds++;
                Projection(projected, source.Child(key), key, paths);
            }
            if (kinds > 1)
                source.Forbidden(Part.Self, "may not specify more than 1 volume type per source");
        }
    }

    private static void Projection(Part projected, Part projection, string key, HashSet<string> paths)
    {
        switch (key)
        {
            case "secret" or "configMap":
                projection.RequiredText("name");
                foreach (var item in projection.Items("items"))
                {
                    VolumeValidation.KeyToPath(item);
                    Once(projected, item.Text("path"), projection.Text("name"), paths);
                }
                break;
            case "downwardAPI":
                foreach (var file in projection.Items("items"))
                {
                    VolumeValidation.DownwardApiFile(projection with { Map = file.Map });
                    Once(projected, file.Text("path"), file.Text("path"), paths);
                }
                break;
            case "serviceAccountToken":
                Token(projected, projection);
                break;
            case "clusterTrustBundle":
                TrustBundle(projected, projection, paths);
                break;
            default:
                break;
        }
    }

    private static void Once(Part projected, string path, string reported, HashSet<string> paths)
    {
        if (path.Length > 0 && !paths.Add(path))
            projected.Invalid(Part.Self, reported, Conflict);
    }

    private static void Token(Part projected, Part token)
    {
        var seconds = token.Whole("expirationSeconds");
        if (seconds < 600)
            token.Invalid("expirationSeconds", seconds, "may not specify a duration less than 10 minutes");
        if (seconds > 1L << 32)
            token.Invalid("expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds");
        var path = token.Text("path");
        if (path.Length == 0)
            projected.Required("path");
        else
            VolumeValidation.LocalPath(projected, "path", path);
    }

    private static void TrustBundle(Part projected, Part bundle, HashSet<string> paths)
    {
        var named = bundle.Has("name");
        var signed = bundle.Has("signerName");
        if (named && signed)
            bundle.Invalid(Part.Self, bundle.Map, "only one of name and signerName may be used");
        else if (named)
        {
            bundle.RequiredText("name", "must be a valid object name");
            if (bundle.Has("labelSelector"))
                bundle.Invalid(
                    "labelSelector",
                    bundle["labelSelector"],
                    "labelSelector must be unset if name is specified"
                );
        }
        else if (signed)
        {
            bundle.RequiredText("signerName", "must be a valid signer name");
            bundle.LabelSelector("labelSelector");
        }
        else
            bundle.Required(Part.Self, "either name or signerName must be specified");
        bundle.RequiredText("path");
        VolumeValidation.LocalPath(bundle, "path", bundle.Text("path"));
        Once(projected, bundle.Text("path"), bundle.Text("path"), paths);
    }
}
