using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.Controllers;

/// <summary>
/// Keeps the ConfigMap <c>kube-public/cluster-info</c>: a kubeconfig without a user, with a signature by each bootstrap token that may sign. Who
/// holds a token can tell by it whom to trust.
/// </summary>
internal sealed class ClusterInfoController
{
    private static readonly GroupVersionResource ConfigMaps = new("", "v1", "configmaps");
    private static readonly GroupVersionResource Roles = new("rbac.authorization.k8s.io", "v1", "roles");
    private static readonly GroupVersionResource RoleBindings = new("rbac.authorization.k8s.io", "v1", "rolebindings");
    private static readonly NamespacedName Key = new("kube-public", "cluster-info");

    private readonly IClusterApi api;
    private readonly IClusterApi administrator;
    private readonly ClusterInfo info;
    private readonly TimeProvider clock;
    private readonly IInformer secrets;
    private readonly IInformer configMaps;

    /// <summary>A controller; it does nothing until it runs.</summary>
    /// <param name="api">The API as the signer, whose role lets it update the ConfigMap.</param>
    /// <param name="administrator">The API as who may create it, and the Role by which anybody may read it: kubeadm does that.</param>
    /// <param name="info">What is published.</param>
    /// <param name="executor">Runs it.</param>
    /// <param name="logger">Gets what it logs.</param>
    public ClusterInfoController(
        IClusterApi api,
        IClusterApi administrator,
        ClusterInfo info,
        IExecutor executor,
        ILogger logger
    )
    {
        this.api = api;
        this.administrator = administrator;
        this.info = info;
        clock = executor.Clock;
        secrets = api.Informer(StoredToken.Secrets, new() { Namespace = StoredToken.Namespace });
        configMaps = api.Informer(ConfigMaps, new() { Namespace = Key.Namespace });
        Controller = new("cluster-info", executor, ReconcileAsync, logger, new() { Workers = 1 });
        Controller.Enqueue(Key);
        Controller.Follow(secrets, change => StoredToken.Is(change.Object) ? [Key] : []);
        Controller.Follow(configMaps, change => change.Object.Key == Key ? [Key] : []);
    }

    /// <summary>Looks after the one ConfigMap.</summary>
    public Controller<NamespacedName> Controller { get; }

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var found = configMaps.Get(key);
        if (found is { IsDeleting: true })
            return Reconcile.Done;
        var tokens = secrets.List().Select(s => StoredToken.Signing(s, now)).OfType<BootstrapToken>().ToList();
        var present = (found?.Root.Map("data") ?? MapValue.Empty)
            .Keys.Select(k => (Key: k, Value: found!.Root.Map("data")!.Text(k) ?? ""))
            .ToDictionary(d => d.Key, d => d.Value, StringComparer.Ordinal);
        present[ClusterInfoSignature.KubeconfigKey] = info.ToKubeconfig();
        var data = MapValue.OfTexts(ClusterInfoSignature.Reconcile(present, tokens));
        if (found is null)
        {
            if (await PublishAsync(data, cancellationToken) is { } failed)
                return Reconcile.Retry(failed);
        }
        else if (!data.Equals(found.Root["data"]))
        {
            var written = await api.UpdateAsync(
                ConfigMaps,
                found.With(data, "data"),
                WriteOptions.None,
                cancellationToken
            );
            if (!written.IsSuccess)
                return Reconcile.Retry(written.Error);
        }
        return NextEnd(now) is { } end ? Reconcile.Again(end - now) : Reconcile.Done;
    }

    /// <summary>When the next token that signs ends: its signature goes then, whether or not its Secret is deleted.</summary>
    private DateTimeOffset? NextEnd(DateTimeOffset now) =>
        secrets.List().Where(s => StoredToken.Signing(s, now) is not null).Select(StoredToken.EndOf).Min();

    private async ValueTask<Status?> PublishAsync(MapValue data, CancellationToken cancellationToken)
    {
        var configMap = MapValue.Of(
            ("apiVersion", "v1"),
            ("kind", "ConfigMap"),
            ("metadata", ClusterInfo.Metadata(Key.Name)),
            ("data", data)
        );
        // Who may read it first: the ConfigMap's being there says that all is done.
        return await CreateAsync(Roles, ClusterInfo.Access.Role, cancellationToken)
            ?? await CreateAsync(RoleBindings, ClusterInfo.Access.Binding, cancellationToken)
            ?? await CreateAsync(ConfigMaps, new(configMap), cancellationToken);
    }

    private async ValueTask<Status?> CreateAsync(
        GroupVersionResource resource,
        KubeObject obj,
        CancellationToken cancellationToken
    )
    {
        var made = await administrator.CreateAsync(resource, obj, WriteOptions.None, cancellationToken);
        return made.IsSuccess || made.Is(StatusReason.AlreadyExists) ? null : made.Error;
    }
}
