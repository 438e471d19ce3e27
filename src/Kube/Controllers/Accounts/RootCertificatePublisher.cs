using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>
/// Keeps the ConfigMap <c>kube-root-ca.crt</c> in every namespace that is not going away: the roots by which pods verify the API server.
/// </summary>
internal sealed class RootCertificatePublisher
{
    private const string ConfigMap = "kube-root-ca.crt";
    private const string Key = "ca.crt";

    private const string Description =
        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal "
        + "service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

    private static readonly GroupVersionResource Namespaces = new("", "v1", "namespaces");
    private static readonly GroupVersionResource ConfigMaps = new("", "v1", "configmaps");

    private readonly IClusterApi api;
    private readonly string certificates;
    private readonly IInformer namespaces;
    private readonly IInformer configMaps;

    /// <summary>A controller; it does nothing until it runs.</summary>
    /// <param name="api">The API.</param>
    /// <param name="certificates">The roots as PEM.</param>
    /// <param name="executor">Runs it.</param>
    /// <param name="logger">Gets what it logs.</param>
    public RootCertificatePublisher(IClusterApi api, string certificates, IExecutor executor, ILogger logger)
    {
        this.api = api;
        this.certificates = certificates;
        namespaces = api.Informer(Namespaces, InformerOptions.All);
        configMaps = api.Informer(ConfigMaps, InformerOptions.All);
        Controller = new("root-certificates", executor, ReconcileAsync, logger, new() { Workers = 2 });
        Controller.Follow(namespaces, change => change is { Old: null, New: { } made } ? [made.Name] : []);
        Controller.Follow(configMaps, change => change is { Old: { Name: ConfigMap } was } ? [was.Namespace] : []);
    }

    /// <summary>Looks after one namespace after the other.</summary>
    public Controller<string> Controller { get; }

    private async ValueTask<Reconcile> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (namespaces.Get(new("", name)) is not { IsDeleting: false })
            return Reconcile.Done;
        var found = configMaps.Get(new(name, ConfigMap));
        var data = MapValue.Of((Key, certificates));
        if (found is { IsDeleting: true } || (found is not null && data.Equals(found.Root["data"])))
            return Reconcile.Done;
        var written = found is null
            ? await api.CreateAsync(ConfigMaps, Made(name, data), WriteOptions.None, cancellationToken)
            : await api.UpdateAsync(ConfigMaps, found.With(data, "data"), WriteOptions.None, cancellationToken);
        return written.IsSuccess || written.Is(StatusReason.AlreadyExists) || NamespaceEnd.Explains(written.Error)
            ? Reconcile.Done
            : Reconcile.Retry(written.Error);
    }

    private static KubeObject Made(string name, MapValue data) =>
        new(
            MapValue.Of(
                ("apiVersion", "v1"),
                ("kind", "ConfigMap"),
                (
                    "metadata",
                    MapValue.Of(
                        ("name", ConfigMap),
                        ("namespace", name),
                        ("annotations", MapValue.Of(("kubernetes.io/description", Description)))
                    )
                ),
                ("data", data)
            )
        );
}
