namespace Pangea.Kube.ApiServer;

/// <summary>Who asks, and how, for the length of one request; warnings for the client gather here.</summary>
public sealed class RequestScope(UserInfo user, string userAgent)
{
    /// <summary>Who asks.</summary>
    public UserInfo User { get; } = user;

    /// <summary>The User-Agent; its part before the slash names the field manager of writes that name none.</summary>
    public string UserAgent { get; } = userAgent;

    /// <summary>Identifies the request in logs and the audit trail.</summary>
    public string AuditId { get; init; } = "";

    /// <summary>Texts for <c>Warning</c> headers.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Whether the request made the object it wrote.</summary>
    public bool Created { get; set; }

    /// <summary>The field manager when the request names none: the User-Agent up to the first slash, as kube-apiserver does.</summary>
    public string DefaultFieldManager
    {
        get
        {
            var slash = UserAgent.IndexOf('/', StringComparison.Ordinal);
            var name = slash < 0 ? UserAgent : UserAgent[..slash];
            return name.Length == 0 ? "unknown"
                : name.Length > 128 ? name[..128]
                : name;
        }
    }
}
