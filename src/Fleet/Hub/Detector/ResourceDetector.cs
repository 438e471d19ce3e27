using Pangea.Fleet.Api;
using Pangea.Fleet.Interpreter;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Finds the policy of each template, claims the template for it, and writes its binding. Without a policy it says so once, on the
/// template. Source: <c>resource-detector</c> of Karmada.
/// </summary>
internal sealed class ResourceDetector
{
    private const string Component = "resource-detector";

    private readonly HubParts hub;
    private readonly PolicyReader reader = new();
    private readonly PolicyChoice choice;
    private readonly TouchedTemplates touched = new();

    public ResourceDetector(HubParts hub)
    {
        this.hub = hub;
        choice = new(hub, reader);
        Controller = hub.NewController<TemplateKey>(Component, ReconcileAsync);
        hub.Templates.Subscribe(OnTemplate);
        hub.Policies.Subscribe(OnPolicy);
        hub.ClusterPolicies.Subscribe(OnPolicy);
        Controller.Follow(hub.Bindings, OnBinding);
        Controller.Follow(hub.ClusterBindings, OnBinding);
    }

    /// <summary>The work queue of templates.</summary>
    public Controller<TemplateKey> Controller { get; }

    private void OnTemplate(GroupVersionResource resource, InformerEvent change)
    {
        if (!TemplateRules.IsTemplate(change.Object))
            return;
        if (change is { Old: { } before, New: { } after })
        {
            if (!TemplateRules.IsTouched(before, after))
                return;
            if (TemplateRules.IsTouchedByUser(before, after))
                touched.Add(after.Uid, after.Revision);
        }
        else if (change.New is null)
            touched.Remove(change.Object.Uid, long.MaxValue);
        Controller.Enqueue(new(resource, change.Object.Key));
    }

    /// <summary>A policy's change concerns what it selects now, what it selected before, and what it has claimed.</summary>
    private void OnPolicy(InformerEvent change)
    {
        foreach (var policy in new[] { change.Old, change.New }.OfType<KubeObject>())
        {
            foreach (var selector in reader.Read(policy).ResourceSelectors)
                EnqueueSelected(selector, policy.Namespace);
        }
        foreach (var key in hub.Claimed(Claim.Of(change.Object).PermanentId))
            Controller.Enqueue(key);
    }

    private void EnqueueSelected(ResourceSelector selector, string policyNamespace)
    {
        var kind = GroupVersion.Parse(selector.ApiVersion).Kind(selector.Kind);
        // A kind that is not served yet: its objects come here by themselves when it is.
        if (
            hub.Kinds.Find(kind) is not { } definition
            || hub.Templates.Find(definition.Resource.GroupResource) is not { } followed
            || followed.Definition.Resource != definition.Resource
        )
            return;
        var space = policyNamespace.Length > 0 ? policyNamespace : selector.Namespace;
        if (selector.Name.Length > 0 && (space.Length > 0 || !definition.Namespaced))
        {
            Controller.Enqueue(new(definition.Resource, new(definition.Namespaced ? space : "", selector.Name)));
            return;
        }
        foreach (var template in followed.Informer.List(definition.Namespaced ? space : ""))
        {
            if (TemplateRules.IsTemplate(template) && (selector.Name.Length == 0 || selector.Name == template.Name))
                Controller.Enqueue(new(definition.Resource, template.Key));
        }
    }

    /// <summary>
    /// A binding that somebody removed or changed is looked at again through its template. The results of the scheduler, status, and a binding that is
    /// new are not the detector's business.
    /// </summary>
    private IEnumerable<TemplateKey> OnBinding(InformerEvent change)
    {
        if (change.Old is null || (change.New is { } now && !BindingBuilder.IsTouched(change.Old, now)))
            return [];
        return BindingIndexes.TemplateOf(change.Object, hub) is { } key ? [key] : [];
    }

    private async ValueTask<Reconcile> ReconcileAsync(TemplateKey key, CancellationToken cancellationToken)
    {
        var template = hub.Template(key);
        if (
            template is null
            || template.IsDeleting
            || !TemplateRules.IsTemplate(template)
            || template.Labels.Text(FleetLabels.ResourceTemplateClaimedBy) is not null
        )
            return Reconcile.Done;
        var match = choice.Of(template);
        if (match is null)
            return await ReleaseAsync(key, template, cancellationToken);
        return await ClaimAsync(key, template, match, cancellationToken);
    }

    private async ValueTask<Reconcile> ClaimAsync(
        TemplateKey key,
        KubeObject template,
        PolicyMatch match,
        CancellationToken cancellationToken
    )
    {
        var begun = hub.Metrics.Begin();
        var marked = Claim.Of(match.Policy).Mark(template.Root.Map("metadata")!);
        var isNew = false;
        if (!marked.Equals(template.Root.Map("metadata")))
        {
            isNew = true;
            var claimed = await hub.Api.UpdateAsync(
                key.Resource,
                new(template.Root.With("metadata", marked)),
                WriteOptions.None,
                cancellationToken
            );
            if (!claimed.IsSuccess)
                return Failed(template, match, claimed.Error);
            AnnouncePreemption(template, match);
            template = claimed.Value;
        }
        var name = BindingBuilder.Name(template);
        var bindings = name.Namespace.Length > 0 ? hub.Bindings : hub.ClusterBindings;
        var resource =
            name.Namespace.Length > 0 ? FleetResources.ResourceBindings : FleetResources.ClusterResourceBindings;
        var existing = bindings.Get(name);
        if (match.Spec.ActivationPreference == ActivationPreferences.Lazy && !IsActive(template, match, existing))
            return Reconcile.Done;
        var demand = await hub.Interpreter.GetReplicasAsync(template, cancellationToken);
        if (!demand.IsSuccess)
        {
            hub.Events.Warning(template, Component, EventReasons.GetReplicasFailed, demand.Error);
            return Reconcile.Retry(demand.Error);
        }
        if (existing is not null && Owner(existing) is { } owner && owner != template.Uid)
            return await ReplaceAsync(resource, existing, template, match, cancellationToken);
        if (existing is { IsDeleting: true })
            return Reconcile.Done;
        var wanted = BindingBuilder.Build(template, match, demand.Value, existing, touched.Contains(template.Uid));
        if (existing is null || !wanted.Equals(existing.Root))
        {
            var written = existing is null
                ? await hub.Api.CreateAsync(resource, new(wanted), WriteOptions.None, cancellationToken)
                : await hub.Api.UpdateAsync(resource, new(wanted), WriteOptions.None, cancellationToken);
            if (!written.IsSuccess)
                return Failed(template, match, written.Error);
            isNew |= existing is null;
        }
        touched.Remove(template.Uid, template.Revision);
        if (isNew)
        {
            hub.Metrics.PolicyApplied(begun, success: true);
            Announce(template, match, demand.Value);
        }
        return Reconcile.Done;
    }

    /// <summary>
    /// Whether a lazy policy takes effect: on a template that came after it, and whenever the template itself changes. For others its own changes, and its
    /// coming, wait.
    /// </summary>
    private bool IsActive(KubeObject template, PolicyMatch match, KubeObject? binding) =>
        touched.Contains(template.Uid)
        || (binding is null && template.CreationTimestamp >= match.Policy.CreationTimestamp);

    /// <summary>
    /// The binding belongs to another object: to one of this name that was deleted, which is certain because its name is taken anew, so its binding is
    /// deleted at once; or, since a binding's name does not tell groups apart, to another kind's object.
    /// </summary>
    private async ValueTask<Reconcile> ReplaceAsync(
        GroupVersionResource resource,
        KubeObject binding,
        KubeObject template,
        PolicyMatch match,
        CancellationToken cancellationToken
    )
    {
        var reference = binding.Spec.Map("resource")!;
        if (GroupVersion.Parse(reference.Text("apiVersion") ?? "").Group != template.GroupVersionKind.Group)
        {
            hub.Events.WarningOnce(
                template,
                Component,
                EventReasons.ApplyPolicyFailed,
                EventMessages.ApplyPolicyFailed(
                    match.Policy.Key,
                    $"{binding.Kind} {binding.Key} belongs to {reference.Text("kind")} of {reference.Text("apiVersion")}"
                )
            );
            return Reconcile.Done;
        }
        // Its end brings us here again.
        if (binding.IsDeleting)
            return Reconcile.Done;
        var deleted = await hub.Api.DeleteAsync(
            resource,
            binding.Key,
            DeleteOptions.Background with
            {
                PreconditionUid = binding.Uid,
            },
            cancellationToken
        );
        return deleted.IsSuccess || deleted.IsNotFound ? Reconcile.Done : Reconcile.Retry(deleted.Error);
    }

    private static string? Owner(KubeObject binding) => binding.Spec.Map("resource")?.Text("uid");

    private void Announce(KubeObject template, PolicyMatch match, ReplicaDemand? demand)
    {
        if (demand is not null)
        {
            hub.Events.Normal(template, Component, EventReasons.GetReplicasSucceed, EventMessages.GetReplicasSucceed);
        }
        hub.Events.Normal(
            template,
            Component,
            EventReasons.ApplyPolicySucceed,
            EventMessages.ApplyPolicySucceed(match.Policy.Key)
        );
    }

    private void AnnouncePreemption(KubeObject template, PolicyMatch match)
    {
        if (Claim.Read(template) is not { } before || choice.Holder(before) is not { } holder)
            return;
        // The holder may have lost the template by itself.
        if (PolicyMatching.Strength(reader.Read(holder), template) == MatchStrength.None)
            return;
        hub.Metrics.PolicyPreempted();
        var by = PolicyName(match.Policy);
        hub.Events.Normal(
            template,
            Component,
            EventReasons.PreemptPolicySucceed,
            $"{char.ToUpperInvariant(by[0])}{by[1..]} preempted {PolicyName(holder)} successfully"
        );
    }

    private static string PolicyName(KubeObject policy) =>
        policy.Namespace.Length == 0
            ? $"cluster propagation policy({policy.Name})"
            : $"propagation policy({policy.Key})";

    private Reconcile Failed(KubeObject template, PolicyMatch match, Status error)
    {
        // Somebody wrote first, and the next run sees it: often this detector itself, whose claim of the template brought it here again.
        if (error.Reason is not (StatusReason.Conflict or StatusReason.AlreadyExists))
        {
            hub.Metrics.PolicyApplied(hub.Metrics.Begin(), success: false);
            hub.Events.Warning(
                template,
                Component,
                EventReasons.ApplyPolicyFailed,
                EventMessages.ApplyPolicyFailed(match.Policy.Key, error.Message)
            );
        }
        return Reconcile.Retry(error);
    }

    /// <summary>
    /// No policy has the template: claims of one that is gone are taken off, from the binding first so that a crash between leaves the template
    /// to be looked at again. The binding and what runs in the members stay.
    /// </summary>
    private async ValueTask<Reconcile> ReleaseAsync(
        TemplateKey key,
        KubeObject template,
        CancellationToken cancellationToken
    )
    {
        touched.Remove(template.Uid, template.Revision);
        var name = BindingBuilder.Name(template);
        var namespaced = name.Namespace.Length > 0;
        var binding = (namespaced ? hub.Bindings : hub.ClusterBindings).Get(name);
        if (binding is { IsDeleting: false } && Owner(binding) == template.Uid && Claim.Read(binding) is not null)
        {
            var released = await hub.Api.UpdateAsync(
                namespaced ? FleetResources.ResourceBindings : FleetResources.ClusterResourceBindings,
                new(binding.Root.With("metadata", Claim.Release(binding.Root.Map("metadata")!))),
                WriteOptions.None,
                cancellationToken
            );
            if (!released.IsSuccess && !released.IsNotFound)
                return Reconcile.Retry(released.Error);
        }
        if (Claim.Read(template) is not null)
        {
            var released = await hub.Api.UpdateAsync(
                key.Resource,
                new(template.Root.With("metadata", Claim.Release(template.Root.Map("metadata")!))),
                WriteOptions.None,
                cancellationToken
            );
            return released.IsSuccess || released.IsNotFound ? Reconcile.Done : Reconcile.Retry(released.Error);
        }
        if (binding is null)
        {
            hub.Events.WarningOnce(template, Component, EventReasons.ApplyPolicyFailed, EventMessages.NoPolicyMatch);
        }
        return Reconcile.Done;
    }
}
