using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Reads <c>metav1.DeleteOptions</c> from a body.</summary>
internal static class DeleteOptionsBody
{
    public static ApiResult<DeleteOptions> Read(MapValue body)
    {
        var policy = body.Text("propagationPolicy") ?? "";
        var orphan = body.Flag("orphanDependents");
        var errors = new List<FieldError>();
        if (policy.Length > 0 && orphan is not null)
        {
            errors.Add(
                FieldError.Invalid(
                    "propagationPolicy",
                    policy,
                    "orphanDependents and deletionPropagation cannot be both set"
                )
            );
        }
        if (policy is not ("" or "Foreground" or "Background" or "Orphan"))
        {
            errors.Add(
                FieldError.NotSupported("propagationPolicy", policy, ["Foreground", "Background", "Orphan", "nil"])
            );
        }
        if (body.Texts("dryRun").Any(d => d != "All"))
            errors.Add(FieldError.NotSupported("dryRun", body["dryRun"], ["All"]));
        if (errors.Count > 0)
            return Status.Invalid(new("meta.k8s.io", "DeleteOptions"), "", errors);
        var grace = body.Integer("gracePeriodSeconds");
        return new DeleteOptions
        {
            PropagationPolicy =
                policy.Length > 0 ? policy
                : orphan == true ? "Orphan"
                : orphan == false ? "Background"
                : "",
            // Negative means "as short as may be", which the API makes one second.
            GracePeriodSeconds = grace < 0 ? 1 : grace,
            PreconditionUid = body.Map("preconditions")?.Text("uid") ?? "",
            PreconditionResourceVersion = body.Map("preconditions")?.Text("resourceVersion") ?? "",
            DryRun = body.Texts("dryRun").Any(),
        };
    }
}
