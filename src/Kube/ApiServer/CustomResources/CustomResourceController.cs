using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.CustomResources;

/// <summary>
/// Serves what CustomResourceDefinitions define: gives them names, puts them into the catalog, says so in their conditions, and takes them
/// out again. A definition is served before its condition <c>Established</c> says so, and all that were established are served from a
/// server's first request on.
/// </summary>
internal sealed class CustomResourceController
{
    /// <summary>The definitions.</summary>
    public static readonly GroupVersionResource Definitions = new(
        "apiextensions.k8s.io",
        "v1",
        "customresourcedefinitions"
    );

    private readonly ServerParts parts;
    private readonly IClusterApi api;
    private readonly ResourceCatalog builtin;
    private readonly IInformer definitions;
    private readonly InstanceRemoval removal;
    private readonly SortedDictionary<string, ServedCustomResource> served = new(StringComparer.Ordinal);

    /// <summary>A controller over a server's own cache.</summary>
    /// <param name="server">The server.</param>
    /// <param name="api">The API with the server's own identity.</param>
    /// <param name="executor">Runs the loop.</param>
    public CustomResourceController(ApiServer server, IClusterApi api, IExecutor executor)
    {
        this.api = api;
        parts = server.Api.Parts;
        builtin = parts.Catalog;
        definitions = server.View(Definitions);
        Controller = new(
            "custom-resources",
            executor,
            ReconcileAsync,
            server.Logging.CreateLogger<CustomResourceController>(),
            new() { Workers = 1 }
        );
        removal = new(server.Api, api, Controller.Enqueue);
        Controller.Follow(definitions, Concerned);
    }

    /// <summary>The loop.</summary>
    public Controller<string> Controller { get; }

    /// <summary>Serves what was established before; to be called before the first request.</summary>
    public void Load()
    {
        foreach (var crd in definitions.List())
        {
            if (DefinitionConditions.IsTrue(crd.Status, DefinitionConditions.Established))
                Serve(crd, CustomResourceNames.Of(crd.Status.Map("acceptedNames")), publish: false);
        }
        if (served.Count > 0)
            Publish();
    }

    /// <summary>A definition concerns itself; one whose names are free again concerns those who wait for them.</summary>
    private IEnumerable<string> Concerned(InformerEvent change)
    {
        yield return change.Object.Name;
        if (change.New is not null && Value.Equal(Accepted(change.Old), Accepted(change.New)))
            yield break;
        foreach (var other in InGroup(change.Object))
        {
            if (!DefinitionConditions.IsTrue(other.Status, DefinitionConditions.NamesAccepted))
                yield return other.Name;
        }
    }

    private static MapValue? Accepted(KubeObject? crd) => crd?.Status.Map("acceptedNames");

    private IEnumerable<KubeObject> InGroup(KubeObject crd) =>
        definitions.List().Where(d => d.Name != crd.Name && d.Spec.Text("group") == crd.Spec.Text("group"));

    private async ValueTask<Reconcile> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (definitions.Get(new("", name)) is not { } crd)
        {
            Withdraw(name);
            return Reconcile.Done;
        }
        var decision = Decide(crd);
        if (decision.IsAccepted || DefinitionConditions.IsTrue(crd.Status, DefinitionConditions.Established))
            Serve(crd, decision.Accepted, publish: true);
        var status = NextStatus(crd, decision);
        if (!status.Equals(crd.Status))
        {
            var written = await api.UpdateAsync(
                Definitions,
                crd.WithStatus(status),
                WriteOptions.Status,
                cancellationToken
            );
            if (!written.IsSuccess)
            {
                // Who won the race is seen next.
                return written.IsNotFound || written.Is(StatusReason.Conflict)
                    ? Reconcile.Done
                    : Reconcile.Retry(written.Error);
            }
            // The next decision is founded on this one.
            await parts.Cache.WaitAsync(written.Value.Revision, cancellationToken);
            crd = written.Value;
        }
        return crd.IsDeleting
            ? await removal.RunAsync(crd, served.GetValueOrDefault(name)?.Storage, cancellationToken)
            : Reconcile.Done;
    }

    private NameDecision Decide(KubeObject crd)
    {
        var group = crd.Spec.Text("group");
        var others = InGroup(crd)
            .Select(d => CustomResourceNames.Of(Accepted(d)))
            .Concat(
                builtin
                    .Definitions.Where(d => d.Resource.Group == group)
                    .Select(d => new CustomResourceNames(d.Resource.Resource, d.Singular, d.Kind, d.ListKind)
                    {
                        ShortNames = d.ShortNames,
                    })
            );
        return NameDecision.Of(
            CustomResourceNames.Of(crd.Spec.Map("names")),
            CustomResourceNames.Of(Accepted(crd)),
            others
        );
    }

    private MapValue NextStatus(KubeObject crd, NameDecision decision)
    {
        var now = Timestamps.Format(parts.Clock.GetUtcNow());
        var status = crd.Status.With("acceptedNames", decision.Accepted.ToValue());
        status = DefinitionConditions.Set(
            status,
            DefinitionConditions.NamesAccepted,
            decision.IsAccepted,
            decision.Reason,
            decision.Message,
            now
        );
        if (!DefinitionConditions.IsTrue(status, DefinitionConditions.Established))
        {
            status = decision.IsAccepted
                ? DefinitionConditions.Set(
                    status,
                    DefinitionConditions.Established,
                    true,
                    "InitialNamesAccepted",
                    "the initial names have been accepted",
                    now
                )
                : DefinitionConditions.Set(
                    status,
                    DefinitionConditions.Established,
                    false,
                    "NotAccepted",
                    "not all names are accepted",
                    now
                );
        }
        var violations = served.GetValueOrDefault(crd.Name)?.Violations ?? "";
        status =
            violations.Length == 0
                ? DefinitionConditions.Remove(status, DefinitionConditions.NonStructuralSchema)
                : DefinitionConditions.Set(
                    status,
                    DefinitionConditions.NonStructuralSchema,
                    true,
                    "Violations",
                    violations,
                    now
                );
        if (!ApprovalPolicy.IsProtected(crd.Spec.Text("group") ?? ""))
            return DefinitionConditions.Remove(status, DefinitionConditions.ApprovalPolicyConformant);
        var (conforms, reason, message) = ApprovalPolicy.Condition(
            crd.Annotations.Text(ApprovalPolicy.Annotation) ?? ""
        );
        return DefinitionConditions.Set(
            status,
            DefinitionConditions.ApprovalPolicyConformant,
            conforms,
            reason,
            message,
            now
        );
    }

    private void Serve(KubeObject crd, CustomResourceNames names, bool publish)
    {
        var old = served.GetValueOrDefault(crd.Name);
        var same = old?.IsOf(crd, names) ?? false;
        if (same && old!.IsTerminating == crd.IsDeleting)
            return;
        var now = same
            ? old!
            : new ServedCustomResource(
                crd,
                names,
                version => SchemaOf(crd.Name, version),
                ConversionWebhook.Of(crd, parts)
            );
        if (crd.IsDeleting)
            now.Terminate(crd.Generation);
        served[crd.Name] = now;
        if (publish)
            Publish();
        if (!same)
            old?.End(parts);
    }

    private void Withdraw(string name)
    {
        removal.Forget(name);
        if (!served.Remove(name, out var old))
            return;
        Publish();
        old.End(parts);
    }

    /// <summary>
    /// Puts the served versions into the catalog. What is built in stands before them; none of its names is ever given away, but a store may
    /// come from a server with fewer kinds.
    /// </summary>
    private void Publish()
    {
        var resources = builtin.Definitions.Select(d => d.Resource).ToHashSet();
        var kinds = builtin.Definitions.Select(d => d.GroupVersionKind).ToHashSet();
        var custom = served
            .Values.SelectMany(s => s.Definitions)
            .Where(d => resources.Add(d.Resource) && kinds.Add(d.GroupVersionKind));
        parts.Catalog = parts.Catalog.Replace([.. builtin.Definitions, .. custom]);
    }

    private MapValue SchemaOf(string name, string version) =>
        definitions
            .Get(new("", name))
            ?.Spec.Maps("versions")
            .FirstOrDefault(v => v.Text("name") == version)
            ?.At("schema", "openAPIV3Schema") as MapValue
        ?? MapValue.Empty;
}
