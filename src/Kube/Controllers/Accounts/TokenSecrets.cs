using System.Text;
using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>
/// Fills Secrets of type <c>kubernetes.io/service-account-token</c> with the token of the account they name, and deletes them with it. Source: the
/// section "Manually create a long-lived API token" of the page "Configure Service Accounts for Pods".
/// </summary>
internal sealed class TokenSecrets
{
    private const string Type = "kubernetes.io/service-account-token";
    private const string NameAnnotation = "kubernetes.io/service-account.name";
    private const string UidAnnotation = "kubernetes.io/service-account.uid";
    private const string ByAccount = "account";

    private static readonly GroupVersionResource Secrets = new("", "v1", "secrets");
    private static readonly GroupVersionResource Accounts = new("", "v1", "serviceaccounts");

    private readonly IClusterApi api;
    private readonly Func<KubeObject, string, string> issue;
    private readonly string roots;
    private readonly IInformer secrets;
    private readonly IInformer accounts;

    /// <summary>A controller; it does nothing until it runs.</summary>
    /// <param name="api">The API.</param>
    /// <param name="issue">Makes the token of an account for a Secret of a name.</param>
    /// <param name="roots">The roots (PEM) that a Secret brings along; empty for none.</param>
    /// <param name="executor">Runs it.</param>
    /// <param name="logger">Gets what it logs.</param>
    public TokenSecrets(
        IClusterApi api,
        Func<KubeObject, string, string> issue,
        string roots,
        IExecutor executor,
        ILogger logger
    )
    {
        this.api = api;
        this.issue = issue;
        this.roots = roots;
        secrets = api.Informer(Secrets, InformerOptions.All);
        accounts = api.Informer(Accounts, InformerOptions.All);
        secrets.AddIndex(ByAccount, static secret => AccountOf(secret) is { } account ? [account.ToString()] : []);
        Controller = new("token-secrets", executor, ReconcileAsync, logger, new() { Workers = 2 });
        Controller.Follow(
            secrets,
            change => change.New is { } secret && AccountOf(secret) is not null ? [secret.Key] : []
        );
        Controller.Follow(
            accounts,
            change => secrets.ByIndex(ByAccount, change.Object.Key.ToString()).Select(s => s.Key)
        );
    }

    /// <summary>Looks after one Secret after the other.</summary>
    public Controller<NamespacedName> Controller { get; }

    private static NamespacedName? AccountOf(KubeObject secret) =>
        secret.Root.Text("type") == Type && secret.Annotations.Text(NameAnnotation) is { Length: > 0 } name
            ? new(secret.Namespace, name)
            : null;

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (secrets.Get(key) is not { IsDeleting: false } secret || AccountOf(secret) is not { } name)
            return Reconcile.Done;
        var account = accounts.Get(name);
        if (account is null)
        {
            // The informer may be behind: a Secret is not deleted for an account that was made a moment before it.
            var read = await api.GetAsync(Accounts, name, cancellationToken);
            if (!read.IsSuccess && !read.IsNotFound)
                return Reconcile.Retry(read.Error);
            account = read.Value;
        }
        var uid = secret.Annotations.Text(UidAnnotation) ?? "";
        if (account is null || (uid.Length > 0 && uid != account.Uid))
            return await DeleteAsync(secret, cancellationToken);
        var filled = Filled(secret, account);
        if (filled.Root.Equals(secret.Root))
            return Reconcile.Done;
        var written = await api.UpdateAsync(Secrets, filled, WriteOptions.None, cancellationToken);
        return written.IsSuccess || written.IsNotFound ? Reconcile.Done : Reconcile.Retry(written.Error);
    }

    private async ValueTask<Reconcile> DeleteAsync(KubeObject secret, CancellationToken cancellationToken)
    {
        var deleted = await api.DeleteAsync(
            Secrets,
            secret.Key,
            DeleteOptions.Background with
            {
                PreconditionUid = secret.Uid,
            },
            cancellationToken
        );
        return deleted.IsSuccess || deleted.IsNotFound ? Reconcile.Done : Reconcile.Retry(deleted.Error);
    }

    private KubeObject Filled(KubeObject secret, KubeObject account)
    {
        var data = secret.Root.Map("data") ?? MapValue.Empty;
        if (string.IsNullOrEmpty(data.Text("token")))
            data = data.With("token", Base64(issue(account, secret.Name)));
        if (data.Text("namespace") != Base64(secret.Namespace))
            data = data.With("namespace", Base64(secret.Namespace));
        if (roots.Length > 0 && data.Text("ca.crt") != Base64(roots))
            data = data.With("ca.crt", Base64(roots));
        return secret.With(data, "data").WithAnnotation(UidAnnotation, account.Uid);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
