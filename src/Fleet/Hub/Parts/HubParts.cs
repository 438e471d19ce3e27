using Pangea.Fleet.Interpreter;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>What the hub's controllers share: the API, views of the main kinds, events, time. Built once by the composition.</summary>
internal sealed class HubParts
{
    private const string ByClaim = "claim";

    private readonly HubContext context;
    private readonly ApiServer server;

    public HubParts(ApiServer server, HubContext context)
    {
        this.server = server;
        Clock = context.Clock;
        Metrics = new(context.Clock);
        Identities = context.Identities;
        this.context = context;
        Interpreter = context.Interpreter;
        ApiAs = agent => server.Client(HubIdentity.ControllerManager, agent);
        Api = ApiAs(HubIdentity.Manager);
        Policies = Api.Informer(FleetResources.PropagationPolicies, InformerOptions.All);
        ClusterPolicies = Api.Informer(FleetResources.ClusterPropagationPolicies, InformerOptions.All);
        Bindings = Api.Informer(FleetResources.ResourceBindings, InformerOptions.All);
        ClusterBindings = Api.Informer(FleetResources.ClusterResourceBindings, InformerOptions.All);
        Bindings.AddIndex(BindingIndexes.Policy, BindingIndexes.PolicyOf);
        ClusterBindings.AddIndex(BindingIndexes.Policy, BindingIndexes.PolicyOf);
        Bindings.AddIndex(BindingIndexes.Placed, BindingIndexes.PlacedOf);
        ClusterBindings.AddIndex(BindingIndexes.Placed, BindingIndexes.PlacedOf);
        Works = Api.Informer(FleetResources.Works, InformerOptions.All);
        Works.AddIndex(BindingIndexes.Binding, BindingIndexes.BindingOf);
        Clusters = Api.Informer(FleetResources.Clusters, InformerOptions.All);
        Broadcaster = new(Api, Clock, context.Logger);
        Events = new(Broadcaster, Api.Informer(FleetResources.Events, InformerOptions.All));
        Templates = new(server, Api, ByClaim);
    }

    /// <summary>The kinds that the hub serves now.</summary>
    public ResourceCatalog Kinds => server.Catalog;

    /// <summary>The kinds whose objects policies may propagate.</summary>
    public TemplateKinds Templates { get; }

    public TimeProvider Clock { get; }

    public IIdentitySource Identities { get; }

    public ResourceInterpreter Interpreter { get; }

    /// <summary>The hub's API under another name for field ownership.</summary>
    public Func<string, IClusterApi> ApiAs { get; }

    /// <summary>The hub's API.</summary>
    public IClusterApi Api { get; }

    public HubEvents Events { get; }

    /// <summary>What the controllers have done.</summary>
    public HubMetrics Metrics { get; }

    /// <summary>Writes the events.</summary>
    public EventBroadcaster Broadcaster { get; }

    public IInformer Policies { get; }

    public IInformer ClusterPolicies { get; }

    public IInformer Bindings { get; }

    public IInformer ClusterBindings { get; }

    public IInformer Works { get; }

    public IInformer Clusters { get; }

    /// <summary>A controller on the hub's executor.</summary>
    public Controller<TKey> NewController<TKey>(
        string name,
        Func<TKey, CancellationToken, ValueTask<Reconcile>> reconcile
    )
        where TKey : notnull
    {
        var controller = new Controller<TKey>(name, context.Executor, reconcile, context.Logger);
        Metrics.Add(name, controller.Metrics);
        return controller;
    }

    /// <summary>Whether a template or a binding is claimed under a permanent id.</summary>
    public bool IsClaimed(string permanentId) =>
        Bindings.ByIndex(BindingIndexes.Policy, permanentId).Count > 0
        || ClusterBindings.ByIndex(BindingIndexes.Policy, permanentId).Count > 0
        || Templates.All.Any(t => t.Informer.ByIndex(ByClaim, permanentId).Count > 0);

    /// <summary>The templates that are claimed under a permanent id.</summary>
    public IEnumerable<TemplateKey> Claimed(string permanentId) =>
        Templates.All.SelectMany(t =>
            t.Informer.ByIndex(ByClaim, permanentId).Select(o => new TemplateKey(t.Definition.Resource, o.Key))
        );

    /// <summary>A template as it is now; null when there is none, or when its kind is not followed in this version any more.</summary>
    public KubeObject? Template(TemplateKey key) =>
        Templates.Find(key.Resource.GroupResource) is { } kind && kind.Definition.Resource == key.Resource
            ? kind.Informer.Get(key.Name)
            : null;

    /// <summary>The template of a binding: the object it was made for, not another of the same name.</summary>
    public KubeObject? TemplateOf(KubeObject binding) =>
        BindingIndexes.TemplateOf(binding, this) is { } key
        && Template(key) is { } template
        && template.Uid == binding.Spec.Map("resource")?.Text("uid")
            ? template
            : null;
}
