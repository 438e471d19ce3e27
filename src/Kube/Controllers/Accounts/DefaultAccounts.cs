using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>Keeps the ServiceAccount <c>default</c> in every namespace that is not going away.</summary>
internal sealed class DefaultAccounts
{
    private const string Account = "default";
    private static readonly GroupVersionResource Namespaces = new("", "v1", "namespaces");
    private static readonly GroupVersionResource ServiceAccounts = new("", "v1", "serviceaccounts");

    private readonly IClusterApi api;
    private readonly IInformer namespaces;
    private readonly IInformer accounts;

    /// <summary>A controller; it does nothing until it runs.</summary>
    public DefaultAccounts(IClusterApi api, IExecutor executor, ILogger logger)
    {
        this.api = api;
        namespaces = api.Informer(Namespaces, InformerOptions.All);
        accounts = api.Informer(ServiceAccounts, InformerOptions.All);
        Controller = new("default-accounts", executor, ReconcileAsync, logger, new() { Workers = 2 });
        Controller.Follow(namespaces, change => change is { Old: null, New: { } made } ? [made.Name] : []);
        Controller.Follow(
            accounts,
            change => change is { New: null, Old: { Name: Account } gone } ? [gone.Namespace] : []
        );
    }

    /// <summary>Looks after one namespace after the other.</summary>
    public Controller<string> Controller { get; }

    private async ValueTask<Reconcile> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (namespaces.Get(new("", name)) is not { IsDeleting: false } || accounts.Get(new(name, Account)) is not null)
            return Reconcile.Done;
        var account = MapValue.Of(
            ("apiVersion", "v1"),
            ("kind", "ServiceAccount"),
            ("metadata", MapValue.Of(("name", Account), ("namespace", name)))
        );
        var made = await api.CreateAsync(ServiceAccounts, new(account), WriteOptions.None, cancellationToken);
        return made.IsSuccess || made.Is(StatusReason.AlreadyExists) || NamespaceEnd.Explains(made.Error)
            ? Reconcile.Done
            : Reconcile.Retry(made.Error);
    }
}
