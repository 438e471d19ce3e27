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
    private readonly PolicyIndex policies;
    private readonly TouchedTemplates touched = new();

    public ResourceDetector(HubParts hub)
    {
        this.hub = hub;
        policies = new(hub.Policies, hub.ClusterPolicies, reader);
        Controller = hub.NewController<TemplateKey>(Component, ReconcileAsync);
        foreach (var definition in hub.TemplateKinds)
            hub.Templates(definition.Resource)!.Subscribe(change => OnTemplate(definition.Resource, change));
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
        if (hub.Kinds.Find(kind) is not { } definition || hub.Templates(definition.Resource) is not { } informer)
            return;
        var space = policyNamespace.Length > 0 ? policyNamespace : selector.Namespace;
        if (selector.Name.Length > 0 && (space.Length > 0 || !definition.Namespaced))
        {
            Controller.Enqueue(new(definition.Resource, new(definition.Namespaced ? space : "", selector.Name)));
            return;
        }
        foreach (var template in informer.List(definition.Namespaced ? space : ""))
        {
            if (TemplateRules.IsTemplate(template) && (selector.Name.Length == 0 || selector.Name == template.Name))
                Controller.Enqueue(new(definition.Resource, template.Key));
        }
    }

    /// <summary>A binding that somebody removed or changed is looked at again through its template.</summary>
    private IEnumerable<TemplateKey> OnBinding(InformerEvent change)
    {
        // Results of the scheduler and status are not the detector's business.
        if (change is { Old: { } before, New: { } after } && !TemplateRules.IsTouched(before, after))
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
        var match = Match(template);
        if (match is null)
            return await ReleaseAsync(key, template, cancellationToken);
        return await ClaimAsync(key, template, match, cancellationToken);
    }

    /// <summary>The policy that has claimed the template, while it still selects it; else the best of all.</summary>
    private PolicyMatch? Match(KubeObject template)
    {
        if (Claim.Read(template) is { } claim && Holder(claim) is { } holder)
        {
            var spec = reader.Read(holder);
            var strength = PolicyMatching.Strength(spec, template);
            if (strength != MatchStrength.None)
                return new(holder, spec, strength);
        }
        return PolicyMatching.Best(policies.Namespaced(template), template, reader)
            ?? PolicyMatching.Best(policies.ClusterWide(template), template, reader);
    }

    private KubeObject? Holder(Claim claim)
    {
        var informer = claim.Policy.IsClusterWide ? hub.ClusterPolicies : hub.Policies;
        var policy = informer.Get(claim.Policy.NamespacedName);
        return policy is not null && !policy.IsDeleting && Claim.Of(policy).PermanentId == claim.PermanentId
            ? policy
            : null;
    }

    private async ValueTask<Reconcile> ClaimAsync(
        TemplateKey key,
        KubeObject template,
        PolicyMatch match,
        CancellationToken cancellationToken
    )
    {
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
            template = claimed.Value;
            touched.AddOwn(template.Uid, template.Revision);
        }
        var demand = await hub.Interpreter.GetReplicasAsync(template, cancellationToken);
        if (!demand.IsSuccess)
        {
            hub.Events.Warning(template, Component, EventReasons.GetReplicasFailed, demand.Error);
            return Reconcile.Retry(demand.Error);
        }
        var name = BindingBuilder.Name(template);
        var bindings = name.Namespace.Length > 0 ? hub.Bindings : hub.ClusterBindings;
        var resource =
            name.Namespace.Length > 0 ? FleetResources.ResourceBindings : FleetResources.ClusterResourceBindings;
        var existing = bindings.Get(name);
        if (existing is not null && Owner(existing) is { } owner && owner != template.Uid)
        {
            // The binding of an object of this name that was deleted: the garbage collector removes it, which brings us here again.
            return existing.IsDeleting
                ? Reconcile.Done
                : Reconcile.Retry($"binding {name} still belongs to an object that is gone");
        }
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
            Announce(template, match, demand.Value);
        return Reconcile.Done;
    }

    private static string? Owner(KubeObject binding) => binding.Spec.Map("resource")?.Text("uid");

    private void Announce(KubeObject template, PolicyMatch match, ReplicaDemand? demand)
    {
        if (demand is not null)
        {
            hub.Events.Normal(
                template,
                Component,
                EventReasons.GetReplicasSucceed,
                "Get replicas of resource template successfully."
            );
        }
        hub.Events.Normal(template, Component, EventReasons.ApplyPolicySucceed, $"{Describe(match)} succeed");
    }

    private Reconcile Failed(KubeObject template, PolicyMatch match, Status error)
    {
        // A conflict is not a failure: somebody wrote first, and the next run sees it.
        if (error.Reason != StatusReason.Conflict)
        {
            hub.Events.Warning(
                template,
                Component,
                EventReasons.ApplyPolicyFailed,
                $"{Describe(match)} failed: {error.Message}"
            );
        }
        return Reconcile.Retry(error);
    }

    private static string Describe(PolicyMatch match) =>
        match.Policy.Namespace.Length == 0
            ? $"Apply cluster policy({match.Policy.Name})"
            : $"Apply policy({match.Policy.Key})";

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
            hub.Events.WarningOnce(template, Component, EventReasons.ApplyPolicyFailed, "No policy match for resource");
        }
        return Reconcile.Done;
    }
}
