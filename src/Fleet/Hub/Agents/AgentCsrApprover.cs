using System.Text;
using Pangea.Fleet.Agent;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Approves certificate requests of agents: the first one from a holder of a bootstrap token, for a name that is new or that member's own; later ones from the
/// agent itself, for itself. What is plainly not allowed is denied with the reason, which registration shows; other requests are left for others to
/// decide. Source: <c>agentcsrapproving</c> of Karmada.
/// </summary>
internal sealed class AgentCsrApprover
{
    private const string Signer = "kubernetes.io/kube-apiserver-client";
    private static readonly string[] Usages = ["client auth", "digital signature", "key encipherment"];

    private readonly HubParts hub;
    private readonly IInformer requests;

    public AgentCsrApprover(HubParts hub)
    {
        this.hub = hub;
        requests = hub.Api.Informer(FleetResources.SigningRequests, InformerOptions.All);
        Controller = hub.NewController<string>("agent-csr-approving", ReconcileAsync);
        // The answer depends on the Clusters as they are now.
        Controller.Follow(hub.Clusters, static _ => []);
        Controller.Follow(requests, c => c is { New: { } now } && IsOpen(now) ? [now.Name] : []);
    }

    /// <summary>The work queue of certificate requests.</summary>
    public Controller<string> Controller { get; }

    private static bool IsOpen(KubeObject request) =>
        !request.IsDeleting
        && request.Spec.Text("signerName") == Signer
        && !request.Status.Maps("conditions").Any(c => c.Text("type") is "Approved" or "Denied" or "Failed");

    private async ValueTask<Reconcile> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (requests.Get(new("", name)) is not { } request || !IsOpen(request))
            return Reconcile.Done;
        if (Decide(request) is not var (approve, message))
            return Reconcile.Done;
        var now = Timestamps.Format(hub.Clock.GetUtcNow());
        var condition = MapValue.Of(
            ("type", approve ? "Approved" : "Denied"),
            ("status", "True"),
            ("reason", approve ? "AutoApproved" : "AgentRequestRefused"),
            ("message", message),
            ("lastUpdateTime", now),
            ("lastTransitionTime", now)
        );
        var conditions = request.Status.List("conditions") ?? ListValue.Empty;
        var written = await hub.Api.UpdateAsync(
            FleetResources.SigningRequests,
            request.WithStatus(request.Status.With("conditions", conditions.Add(condition))),
            new() { Subresource = "approval" },
            cancellationToken
        );
        return written.IsSuccess || written.IsNotFound ? Reconcile.Done : Reconcile.Retry(written.Error);
    }

    private (bool Approve, string Message)? Decide(KubeObject request)
    {
        var user = request.Spec.Text("username") ?? "";
        var groups = request.Spec.Texts("groups").ToList();
        var isAgent = AgentIdentity.TryRead(user, groups, out var requester);
        if (!isAgent && !groups.Contains(AgentIdentity.BootstrapGroup))
            return null;
        if (!SigningRequest.TryParse(Decode(request), out var order, out var error))
            return (false, error);
        if (
            !AgentIdentity.TryRead(order.Subject.CommonName, order.Subject.Organizations, out var wanted)
            || order.Subject != wanted.Subject
        )
            return (false, $"{order.Subject.CommonName} is not the subject of an agent");
        if (!order.Names.IsEmpty || request.Spec.Texts("usages").Any(u => !Usages.Contains(u)))
            return (false, "an agent's certificate is for client authentication and has no further names");
        if (isAgent)
        {
            return requester == wanted
                ? (true, "Auto approving the renewal of an agent's own certificate.")
                : (false, $"the agent of {requester!.Cluster} may renew its own certificate only");
        }
        if (AgentIdentity.NameError(wanted.Cluster) is { } wrong)
            return (false, $"the cluster name {wanted.Cluster} is not valid: {wrong}");
        if (hub.Clusters.Get(new("", wanted.Cluster)) is { } cluster && cluster.Spec.Text("id") != wanted.ClusterId)
            return (false, $"the cluster name {wanted.Cluster} is taken by another member");
        if (hub.Clusters.List().FirstOrDefault(c => c.Spec.Text("id") == wanted.ClusterId) is { } same)
        {
            if (same.Name != wanted.Cluster)
                return (false, $"the member is in the fleet already, as {same.Name}");
        }
        return (true, "Auto approving the certificate of an agent that joins with a bootstrap token.");
    }

    private static string Decode(KubeObject request)
    {
        try
        {
            return Encoding.ASCII.GetString(Convert.FromBase64String(request.Spec.Text("request") ?? ""));
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
