namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>What an image's name says about pulling it.</summary>
internal static class ImageReference
{
    /// <summary>
    /// <c>Always</c> for the tag <c>latest</c>, also when it is implied; <c>IfNotPresent</c> for another tag, a digest, and what is
    /// no image name.
    /// </summary>
    public static string DefaultPullPolicy(string image) => IsLatest(image) ? "Always" : "IfNotPresent";

    private static bool IsLatest(string image)
    {
        if (image.Length == 0 || image.Contains('@', StringComparison.Ordinal))
            return image.EndsWith(":latest", StringComparison.Ordinal);
        var slash = image.LastIndexOf('/');
        var colon = image.IndexOf(':', slash + 1);
        var repository = colon < 0 ? image : image[..colon];
        var tagged = colon >= 0;
        return (!tagged || image.AsSpan(colon + 1) is "latest") && IsRepository(repository);
    }

    /// <summary>Whether a repository could be one: past the registry's host, no capitals or blanks.</summary>
    private static bool IsRepository(string repository)
    {
        var slash = repository.IndexOf('/', StringComparison.Ordinal);
        var host = slash > 0 && repository.AsSpan(0, slash).ContainsAny('.', ':');
        foreach (var c in repository.AsSpan(host ? slash + 1 : 0))
        {
            if (!(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-' or '/'))
                return false;
        }
        return true;
    }
}
