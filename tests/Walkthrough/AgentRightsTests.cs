namespace Pangea.Walkthrough.Tests;

/// <summary>What an agent's certificate opens in the hub: the things of its own cluster.</summary>
[Collection(SharedFleet.Name)]
public class AgentRightsTests(SharedFleet shared)
{
    private const string Ready = "-p '{\"status\":{\"kubernetesVersion\":\"v0.0.0\"}}'";

    private readonly LocalFleet fleet = shared.Fleet;

    [Theory]
    [InlineData("get works -n karmada-es-us")]
    [InlineData("get works -A")]
    [InlineData("delete works --all -n karmada-es-us")]
    [InlineData("get secrets -n karmada-es-eu")]
    [InlineData("get secrets -A")]
    [InlineData("get secrets -n kube-system")]
    [InlineData("get cluster us")]
    [InlineData("get clusters")]
    [InlineData("patch cluster us --type=merge -p '{\"spec\":{\"region\":\"mars\"}}'")]
    [InlineData("patch cluster us --subresource=status --type=merge " + Ready)]
    [InlineData("delete cluster us")]
    [InlineData("get lease us -n karmada-cluster")]
    [InlineData("patch lease us -n karmada-cluster --type=merge -p '{\"spec\":{\"holderIdentity\":\"eu\"}}'")]
    [InlineData("create -f $MANIFESTS/recorded-hello.yaml")]
    [InlineData("get deployments")]
    [InlineData("get configmaps -A")]
    [InlineData("get csr")]
    [InlineData("certificate approve nothing")]
    [InlineData("get clusterroles")]
    [InlineData("create clusterrolebinding mine --clusterrole=cluster-admin --group=system:karmada:agents")]
    [InlineData("get clusters --as=system:admin --as-group=system:masters")]
    public async Task What_is_not_its_own_cluster_s_is_forbidden(string command)
    {
        var (code, output) = await fleet.TryAsync($"kubectl --kubeconfig $DIR/agents/eu.hub {command}");

        Assert.Equal(1, code);
        Assert.Contains(" is forbidden: User \"system:karmada:agent:eu\" ", output);
    }

    [Theory]
    [InlineData("get works -n karmada-es-eu")]
    [InlineData("get cluster eu")]
    [InlineData("get lease eu -n karmada-cluster")]
    [InlineData("get resourceinterpretercustomizations")]
    public async Task What_is_its_own_cluster_s_is_open(string command) =>
        await fleet.RunAsync($"kubectl --kubeconfig $DIR/agents/eu.hub {command}");
}
