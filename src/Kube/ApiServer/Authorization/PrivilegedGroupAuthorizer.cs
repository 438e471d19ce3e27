namespace Pangea.Kube.ApiServer;

/// <summary>
/// Allows everything to one group, whatever the rules say: a cluster whose roles are broken or not there yet can still be repaired.
/// </summary>
public sealed class PrivilegedGroupAuthorizer(string group) : IAuthorizer
{
    /// <summary>The group of those who may do everything.</summary>
    public const string SystemMasters = "system:masters";

    /// <summary>For <c>system:masters</c>.</summary>
    public PrivilegedGroupAuthorizer()
        : this(SystemMasters) { }

    /// <inheritdoc/>
    public ValueTask<AuthorizationResult> AuthorizeAsync(
        AuthorizationAttributes attributes,
        CancellationToken cancellationToken
    ) => new(new AuthorizationResult(attributes.User.IsIn(group) ? Decision.Allow : Decision.NoOpinion, Reason: ""));
}
