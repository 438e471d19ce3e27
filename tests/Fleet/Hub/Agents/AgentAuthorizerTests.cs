using Pangea.Fleet.Agent;
using Pangea.Kube.ApiServer;

namespace Pangea.Fleet.Hub.Tests.Agents;

/// <summary>What an agent may do, line by line.</summary>
public sealed class AgentAuthorizerTests
{
    private static readonly UserInfo Agent = UserInfo.Of(
        "system:karmada:agent:eu",
        AgentIdentity.Group,
        AgentIdentity.IdGroupPrefix + "id-eu"
    );

    private static readonly UserInfo Joining = UserInfo.Of(
        "system:bootstrap:abcdef",
        "system:bootstrappers",
        AgentIdentity.BootstrapGroup
    );

    private static Decision Decide(UserInfo user, string request, string? idOfEu = "id-eu")
    {
        var authorizer = new AgentAuthorizer();
        authorizer.Use(name => name == "eu" ? idOfEu : null);
        // verb group/resource[/subresource] [namespace/]name, with - for nothing.
        var words = request.Split(' ');
        var resource = words[1].Split('/');
        var name = words[2].Split('/');
        var attributes = new AuthorizationAttributes(user, words[0])
        {
            IsResource = true,
            Group = resource[0] == "core" ? "" : resource[0],
            Version = "v1",
            Resource = resource[1],
            Subresource = resource.Length > 2 ? resource[2] : "",
            Namespace = name.Length > 1 ? name[0] : "",
            Name = name[^1] == "-" ? "" : name[^1],
        };
        var answer = authorizer.AuthorizeAsync(attributes, CancellationToken.None).AsTask();
        Assert.True(answer.IsCompletedSuccessfully);
        return answer.Result.Decision;
    }

    [Theory]
    // Its own Cluster.
    [InlineData("get cluster.karmada.io/clusters eu", true)]
    [InlineData("watch cluster.karmada.io/clusters eu", true)]
    [InlineData("create cluster.karmada.io/clusters -", true)]
    [InlineData("update cluster.karmada.io/clusters eu", true)]
    [InlineData("delete cluster.karmada.io/clusters eu", true)]
    [InlineData("update cluster.karmada.io/clusters/status eu", true)]
    [InlineData("patch cluster.karmada.io/clusters/status eu", true)]
    [InlineData("list cluster.karmada.io/clusters -", false)]
    [InlineData("get cluster.karmada.io/clusters ap", false)]
    [InlineData("update cluster.karmada.io/clusters ap", false)]
    [InlineData("delete cluster.karmada.io/clusters ap", false)]
    [InlineData("update cluster.karmada.io/clusters/status ap", false)]
    [InlineData("get cluster.karmada.io/clusters/proxy eu", false)]
    [InlineData("deletecollection cluster.karmada.io/clusters -", false)]
    // Its own Works.
    [InlineData("list work.karmada.io/works karmada-es-eu/-", true)]
    [InlineData("watch work.karmada.io/works karmada-es-eu/-", true)]
    [InlineData("update work.karmada.io/works karmada-es-eu/w", true)]
    [InlineData("update work.karmada.io/works/status karmada-es-eu/w", true)]
    [InlineData("create work.karmada.io/works karmada-es-eu/-", false)]
    [InlineData("delete work.karmada.io/works karmada-es-eu/w", false)]
    [InlineData("list work.karmada.io/works -", false)]
    [InlineData("get work.karmada.io/works karmada-es-ap/w", false)]
    [InlineData("update work.karmada.io/works/status karmada-es-ap/w", false)]
    [InlineData("list work.karmada.io/works karmada-es-eu2/-", false)]
    [InlineData("list work.karmada.io/resourcebindings default/-", false)]
    // Its own Lease.
    [InlineData("get coordination.k8s.io/leases karmada-cluster/eu", true)]
    [InlineData("create coordination.k8s.io/leases karmada-cluster/-", true)]
    [InlineData("update coordination.k8s.io/leases karmada-cluster/eu", true)]
    [InlineData("update coordination.k8s.io/leases karmada-cluster/ap", false)]
    [InlineData("update coordination.k8s.io/leases kube-system/eu", false)]
    [InlineData("delete coordination.k8s.io/leases karmada-cluster/eu", false)]
    // Its own certificate requests.
    [InlineData("create certificates.k8s.io/certificatesigningrequests -", true)]
    [InlineData("get certificates.k8s.io/certificatesigningrequests agent.eu.0123", true)]
    [InlineData("get certificates.k8s.io/certificatesigningrequests agent.eu2.0123", false)]
    [InlineData("get certificates.k8s.io/certificatesigningrequests agent.ap.0123", false)]
    [InlineData("update certificates.k8s.io/certificatesigningrequests/approval agent.eu.0123", false)]
    [InlineData("update certificates.k8s.io/certificatesigningrequests/status agent.eu.0123", false)]
    // Interpreters, to read.
    [InlineData("list config.karmada.io/resourceinterpretercustomizations -", true)]
    [InlineData("watch config.karmada.io/resourceinterpreterwebhookconfigurations -", true)]
    [InlineData("update config.karmada.io/resourceinterpretercustomizations x", false)]
    // Events.
    [InlineData("create core/events default/-", true)]
    [InlineData("patch core/events team/e", true)]
    [InlineData("create core/events karmada-es-eu/-", true)]
    [InlineData("create core/events karmada-es-ap/-", false)]
    [InlineData("create core/events karmada-cluster/-", false)]
    [InlineData("create core/events kube-system/-", false)]
    [InlineData("list core/events default/-", false)]
    [InlineData("delete core/events default/e", false)]
    // Nothing else.
    [InlineData("get core/secrets karmada-cluster/eu", false)]
    [InlineData("list core/secrets -", false)]
    [InlineData("get core/configmaps default/x", false)]
    [InlineData("get core/namespaces default", false)]
    [InlineData("list apps/deployments default/-", false)]
    [InlineData("update apps/deployments/status default/hello", false)]
    [InlineData("create rbac.authorization.k8s.io/clusterrolebindings -", false)]
    [InlineData("impersonate core/users admin", false)]
    public void An_agent_has_what_is_its_own(string request, bool allowed) =>
        Assert.Equal(allowed ? Decision.Allow : Decision.NoOpinion, Decide(Agent, request));

    [Fact]
    public void A_certificate_counts_for_nothing_when_the_name_is_another_members()
    {
        Assert.Equal(Decision.Deny, Decide(Agent, "get cluster.karmada.io/clusters eu", "id-other"));
        Assert.Equal(Decision.Deny, Decide(Agent, "list work.karmada.io/works karmada-es-eu/-", "id-other"));
        // A member whose Cluster is not made yet makes it.
        Assert.Equal(Decision.Allow, Decide(Agent, "create cluster.karmada.io/clusters -", null));
    }

    [Fact]
    public void Groups_and_names_alone_make_no_agent()
    {
        var requests = new[] { "get cluster.karmada.io/clusters eu", "list work.karmada.io/works karmada-es-eu/-" };
        foreach (var request in requests)
        {
            Assert.Equal(Decision.NoOpinion, Decide(UserInfo.Of("system:karmada:agent:eu"), request));
            Assert.Equal(
                Decision.NoOpinion,
                Decide(UserInfo.Of("system:karmada:agent:eu", AgentIdentity.Group), request)
            );
            Assert.Equal(
                Decision.NoOpinion,
                Decide(UserInfo.Of("eu", AgentIdentity.Group, AgentIdentity.IdGroupPrefix + "id-eu"), request)
            );
            Assert.Equal(Decision.NoOpinion, Decide(Joining, request));
        }
    }

    [Theory]
    [InlineData("create certificates.k8s.io/certificatesigningrequests -", true)]
    [InlineData("get certificates.k8s.io/certificatesigningrequests agent.eu.0123", true)]
    [InlineData("get certificates.k8s.io/certificatesigningrequests other", false)]
    [InlineData("list certificates.k8s.io/certificatesigningrequests -", false)]
    [InlineData("update certificates.k8s.io/certificatesigningrequests/approval agent.eu.0123", false)]
    [InlineData("create cluster.karmada.io/clusters -", false)]
    [InlineData("get core/secrets kube-system/bootstrap-token-abcdef", false)]
    public void Who_joins_may_ask_for_a_certificate(string request, bool allowed) =>
        Assert.Equal(allowed ? Decision.Allow : Decision.NoOpinion, Decide(Joining, request));
}
