using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Decides which webhooks are asked about a request.</summary>
internal sealed class WebhookMatcher(ServerParts parts)
{
    private static readonly GroupResource Namespaces = new("", "namespaces");
    private readonly ConditionalWeakTable<ResourceCatalog, Equivalents> equivalents = [];

    /// <summary>
    /// Whether webhooks are asked at all: they cannot stand in the way of their own configuration, or nobody could take a broken one away.
    /// </summary>
    public static bool IsExempt(AdmissionRequest request) =>
        request.Definition.Resource.Group == "admissionregistration.k8s.io"
        && request.Definition.Resource.Resource
            is "mutatingwebhookconfigurations"
                or "validatingwebhookconfigurations"
                or "validatingadmissionpolicies"
                or "validatingadmissionpolicybindings"
                or "mutatingadmissionpolicies"
                or "mutatingadmissionpolicybindings";

    /// <summary>How a webhook is told of a request; null when it is not asked.</summary>
    public (WebhookSubject? Subject, Status? Error) Match(
        AdmissionWebhook webhook,
        AdmissionRequest request,
        MapValue? root
    )
    {
        if (FindDefinition(webhook, request) is not { } definition)
            return default;
        if (!webhook.Objects.IsEverything && !HasLabels(webhook.Objects, request, root))
            return default;
        if (!webhook.Namespaces.IsEverything)
        {
            var (labels, error) = NamespaceLabels(request, root);
            if (error is not null)
                return (null, error);
            if (labels is not null && !webhook.Namespaces.Matches(labels))
                return default;
        }
        return (new(request, definition), null);
    }

    private ResourceDefinition? FindDefinition(AdmissionWebhook webhook, AdmissionRequest request)
    {
        var own = request.Definition;
        if (Fits(webhook, request, own))
            return own;
        if (!webhook.TakesEquivalents)
            return null;
        var others = equivalents.GetValue(parts.Catalog, static c => new(c)).Of(own.StoredResource);
        foreach (var other in others)
        {
            if (other.Resource != own.Resource && Fits(webhook, request, other))
                return other;
        }
        return null;
    }

    private static bool Fits(AdmissionWebhook webhook, AdmissionRequest request, ResourceDefinition definition)
    {
        foreach (var rule in webhook.Rules)
        {
            if (rule.Matches(request.Operation, definition.Resource, request.Subresource, definition.Namespaced))
                return true;
        }
        return false;
    }

    private static bool HasLabels(LabelSelector selector, AdmissionRequest request, MapValue? root)
    {
        // What a connection asks for has no metadata, so it has no labels that could match.
        if (root?.Map("metadata") is { } metadata && selector.Matches(metadata.Map("labels") ?? MapValue.Empty))
            return true;
        return request.Old is { } old && selector.Matches(old.Labels);
    }

    /// <summary>The labels of the namespace concerned; null when none is, which leaves the request to the webhook.</summary>
    private (MapValue? Labels, Status? Error) NamespaceLabels(AdmissionRequest request, MapValue? root)
    {
        var name = request.Key.Namespace;
        if (request.Definition.StoredResource == Namespaces)
        {
            if (request.Operation is "CREATE" or "UPDATE" && request.Subresource.Length == 0)
                return (root?.At("metadata", "labels") as MapValue ?? MapValue.Empty, null);
            name = request.Key.Name;
        }
        else if (!request.Definition.Namespaced)
            return default;
        return parts.Cache.Resource(Namespaces).Get(new("", name)) is { } found
            ? (found.Labels, null)
            : (null, Status.NotFound(Namespaces, name));
    }

    /// <summary>The definitions of one stored resource, where there is more than one.</summary>
    private sealed class Equivalents(ResourceCatalog catalog)
    {
        private readonly FrozenDictionary<GroupResource, ResourceDefinition[]> byStored = catalog
            .Definitions.GroupBy(d => d.StoredResource)
            .Where(g => g.Skip(1).Any())
            .ToFrozenDictionary(g => g.Key, g => g.ToArray());

        public ResourceDefinition[] Of(GroupResource stored) => byStored.GetValueOrDefault(stored) ?? [];
    }
}
