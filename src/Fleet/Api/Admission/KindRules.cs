using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>
/// What is particular to a kind when it is written: what the original does in its admission webhooks and in its aggregated API
/// server. Pure; trees passed in are pruned and carry the schema's defaults. The base class is right for a kind with nothing
/// particular.
/// </summary>
/// <remarks>Source of texts and rules: Karmada's webhooks, so that users and tools see what they know.</remarks>
public abstract class KindRules
{
    /// <summary>Why a name cannot be used, or null.</summary>
    public virtual string? NameError(string name) => Syntax.DnsSubdomainError(name);

    /// <summary>Defaults that depend on other fields. Idempotent; for create and update.</summary>
    public virtual MapValue Default(MapValue root) => root;

    /// <summary>What only a create sets: permanent ids and finalizers.</summary>
    public virtual MapValue PrepareForCreate(MapValue root, IIdentitySource identities) => root;

    /// <summary>What a write stamps with the time; <paramref name="old"/> is null on create.</summary>
    public virtual MapValue Stamp(MapValue root, MapValue? old, DateTimeOffset now) => root;

    /// <summary>
    /// Checks an object after defaults; <paramref name="old"/> is the object before, null on create. Empty when all is well.
    /// </summary>
    public IReadOnlyList<FieldError> Validate(MapValue root, MapValue? old)
    {
        var errors = new List<FieldError>();
        Check(root, old, errors);
        return errors;
    }

    /// <summary>Warnings for the client.</summary>
    public virtual IEnumerable<string> Warnings(MapValue root) => [];

    /// <summary>Adds what is wrong with an object.</summary>
    protected virtual void Check(MapValue root, MapValue? old, List<FieldError> errors) { }

    /// <summary>The rules of a kind.</summary>
    public static KindRules Of(FleetKind kind, FleetRuleOptions options) =>
        kind.Kind switch
        {
            "PropagationPolicy" or "ClusterPropagationPolicy" => new PropagationPolicyRules(kind.Namespaced),
            "OverridePolicy" or "ClusterOverridePolicy" => new OverridePolicyRules(kind.Namespaced),
            "FederatedResourceQuota" => new FederatedResourceQuotaRules(),
            "ClusterTaintPolicy" => new ClusterTaintPolicyRules(options.AllowNoExecuteTaintPolicy),
            "ResourceBinding" or "ClusterResourceBinding" => new BindingRules(kind.Namespaced),
            "Work" => new WorkRules(),
            "Cluster" => new ClusterRules(),
            "ResourceInterpreterCustomization" => new InterpreterCustomizationRules(),
            "ResourceInterpreterWebhookConfiguration" => new InterpreterWebhookRules(),
            "MultiClusterService" => new MultiClusterServiceRules(),
            "MultiClusterIngress" => new MultiClusterIngressRules(),
            "FederatedHPA" => new FederatedHpaRules(),
            "CronFederatedHPA" => new CronFederatedHpaRules(),
            "ResourceRegistry" => new ResourceRegistryRules(),
            _ => new NoRules(),
        };

    private sealed class NoRules : KindRules;
}

/// <summary>What an operator may choose about the rules.</summary>
public sealed record FleetRuleOptions
{
    /// <summary>Whether a ClusterTaintPolicy may set NoExecute taints (<c>--allow-no-execute-taint-policy</c>).</summary>
    public bool AllowNoExecuteTaintPolicy { get; init; }
}
