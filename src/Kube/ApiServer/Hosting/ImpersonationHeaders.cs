using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;

namespace Pangea.Kube.ApiServer;

/// <summary>Reads whom a request asks to act as from its headers.</summary>
internal static class ImpersonationHeaders
{
    private const string ExtraPrefix = "Impersonate-Extra-";

    /// <summary>What is asked, or null when no such header stands in the request.</summary>
    public static ImpersonationRequest? Read(IHeaderDictionary headers)
    {
        var user = headers["Impersonate-User"].ToString();
        var uid = headers["Impersonate-Uid"].ToString();
        ImmutableArray<string> groups = [.. headers["Impersonate-Group"].OfType<string>()];
        var extra = ImmutableArray.CreateBuilder<KeyValuePair<string, ImmutableArray<string>>>();
        foreach (var (name, values) in headers)
        {
            if (!name.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase))
                continue;
            // Keys are escaped because headers may not hold all characters, and lower-cased because headers have no case.
            var key = Uri.UnescapeDataString(name[ExtraPrefix.Length..]).ToLowerInvariant();
            extra.Add(new(key, [.. values.OfType<string>()]));
        }
        return user.Length == 0 && uid.Length == 0 && groups.IsEmpty && extra.Count == 0
            ? null
            : new(user, groups, uid, extra.ToImmutable());
    }
}
