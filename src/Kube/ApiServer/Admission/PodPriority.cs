using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Gives pods the number and the preemption policy of their PriorityClass, and keeps it at one default class. Source: the plugin Priority in the
/// Kubernetes page on admission control, and the original's messages.
/// </summary>
internal sealed class PodPriority(IInformer classes) : IAdmissionPlugin
{
    /// <summary>Priority classes.</summary>
    public static readonly GroupVersionResource Classes = new("scheduling.k8s.io", "v1", "priorityclasses");

    private const string Preempts = "PreemptLowerPriority";

    /// <inheritdoc/>
    public ValueTask<ApiResult<MapValue>> MutateAsync(
        AdmissionRequest request,
        MapValue root,
        CancellationToken cancellationToken
    )
    {
        if (!PodAdmission.IsPod(request))
            return new(root);
        if (request.Operation == "CREATE")
            return new(Create(request, root));
        // An update that does not mention the number does not take it away.
        var spec = root.Map("spec") ?? MapValue.Empty;
        return new(
            request is { Operation: "UPDATE", Old: { } old }
            && spec["priority"] is null
            && old.Spec["priority"] is { } given
                ? root.With("spec", spec.With("priority", given))
                : root
        );
    }

    private ApiResult<MapValue> Create(AdmissionRequest request, MapValue root)
    {
        var spec = root.Map("spec") ?? MapValue.Empty;
        var name = spec.Text("priorityClassName") ?? "";
        KubeObject? found;
        if (name.Length == 0)
        {
            found = Default();
            name = found?.Name ?? "";
        }
        else if ((found = classes.Get(new("", name))) is null && SystemClasses.Find(name) is null)
            return PodAdmission.Refusal(request, $"no PriorityClass with name {name} was found");
        var value = found?.Root.Integer("value") ?? SystemClasses.Find(name) ?? 0;
        var policy = found?.Root.Text("preemptionPolicy") ?? Preempts;
        if (spec.Integer("priority") is { } asked && asked != value)
        {
            return PodAdmission.Refusal(
                request,
                $"the integer value of priority ({asked}) must not be provided in pod spec; priority admission controller computed "
                    + $"{value} from the given PriorityClass name"
            );
        }
        if (spec.Text("preemptionPolicy") is { } askedPolicy && askedPolicy != policy)
        {
            return PodAdmission.Refusal(
                request,
                $"the string value of PreemptionPolicy ({askedPolicy}) must not be provided in pod spec; priority admission controller "
                    + $"computed {policy} from the given PriorityClass name"
            );
        }
        return root.With(
            "spec",
            spec.With("priorityClassName", name.Length == 0 ? null : (Value)name)
                .With("priority", value)
                .With("preemptionPolicy", policy)
        );
    }

    /// <inheritdoc/>
    public ValueTask<Status?> ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (
            request.Definition.Resource.GroupResource != Classes.GroupResource
            || request.Operation is not ("CREATE" or "UPDATE")
            || request.Object?.Flag("globalDefault") != true
            || classes.List().FirstOrDefault(c => c.Root.Flag("globalDefault") == true) is not { } other
            || other.Name == request.Key.Name
        )
            return new((Status?)null);
        return new(
            Status.Forbidden(
                Classes.GroupResource,
                request.Key.Name,
                $"PriorityClass {other.Name} is already marked as default. Only one default can exist"
            )
        );
    }

    /// <summary>The default class; of several, which can only come of a race, the lowest.</summary>
    private KubeObject? Default() =>
        classes.List().Where(c => c.Root.Flag("globalDefault") == true).MinBy(c => c.Root.Integer("value") ?? 0);
}
