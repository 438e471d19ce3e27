using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Nobody gives rights that they do not hold: see <see cref="EscalationCheck"/>.</summary>
internal sealed class RbacEscalation(EscalationCheck check) : IAdmissionPlugin
{
    /// <inheritdoc/>
    public async ValueTask<Status?> ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (
            request.Definition.Resource.Group != RbacAuthorizer.Group
            || request.Object is not { } root
            || request.Operation is not ("CREATE" or "UPDATE")
        )
            return null;
        return request.Definition.Kind switch
        {
            "Role" or "ClusterRole" => await check.CheckRoleAsync(
                request.Scope.User,
                new(root),
                request.Old,
                cancellationToken
            ),
            "RoleBinding" or "ClusterRoleBinding" => await check.CheckBindingAsync(
                request.Scope.User,
                new(root),
                request.Old,
                cancellationToken
            ),
            _ => null,
        };
    }
}
