using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// What is to be done, in the terms of authorization. Resource requests carry group, resource and so on; all others the path.
/// </summary>
/// <param name="User">Who.</param>
/// <param name="Verb">get, list, watch, create, update, patch, delete, deletecollection, or the HTTP method in lower case.</param>
public readonly record struct AuthorizationAttributes(UserInfo User, string Verb)
{
    /// <summary>Whether it is about a resource.</summary>
    public bool IsResource { get; init; }

    /// <summary>API group.</summary>
    public string Group { get; init; } = "";

    /// <summary>API version.</summary>
    public string Version { get; init; } = "";

    /// <summary>Resource, plural.</summary>
    public string Resource { get; init; } = "";

    /// <summary>Subresource, or empty.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Namespace, or empty.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Object name, or empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>Path of a request that is not about a resource.</summary>
    public string Path { get; init; } = "";

    /// <summary>The field selector of a list, watch or deletecollection; an authorizer may rely on it being enforced.</summary>
    public FieldSelector? Fields { get; init; }
}

/// <summary>An authorizer's answer.</summary>
public enum Decision
{
    /// <summary>Says nothing: the next authorizer is asked, and at the end it is denied.</summary>
    NoOpinion,

    /// <summary>Allowed.</summary>
    Allow,

    /// <summary>Denied, whoever else would allow it.</summary>
    Deny,
}

/// <summary>An answer with its reason (may be empty).</summary>
public readonly record struct AuthorizationResult(Decision Decision, string Reason);

/// <summary>Decides whether a request may happen.</summary>
public interface IAuthorizer
{
    /// <summary>Decides. Completes synchronously unless the authorizer asks somebody else.</summary>
    ValueTask<AuthorizationResult> AuthorizeAsync(
        AuthorizationAttributes attributes,
        CancellationToken cancellationToken
    );
}
