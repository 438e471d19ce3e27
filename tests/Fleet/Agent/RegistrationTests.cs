using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Fleet.Api;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Fleet.Agent.Tests;

/// <summary>Members that join over TLS, and those that must not.</summary>
public sealed class RegistrationTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_member_registers_and_its_agent_works_with_its_own_rights()
    {
        await using var fleet = await HttpsFleet.StartAsync();
        var token = await fleet.NewTokenAsync();
        await fleet.PublishedAsync(token);
        var result = await fleet.Registration.RegisterAsync(fleet.Request(token), fleet.MemberApi, None);
        Assert.Equal("", result.Error);

        var cluster = (await fleet.ClusterAsync("eu"))!;
        var kubeSystem = await fleet.MemberApi.GetAsync(AgentResources.Namespaces, new("", "kube-system"), None);
        Assert.Equal(kubeSystem.Value!.Uid, cluster.Spec.Text("id"));
        Assert.Equal("Pull", cluster.Spec.Text("syncMode"));
        Assert.Equal("europe", cluster.Spec.Text("region"));
        Assert.Equal(["a", "b"], cluster.Spec.Texts("zones"));

        var kept = AgentCredentials.From(Reread(result.Credentials!.ToKubeconfig()))!;
        var hub = fleet.Connect(kept.ToConnection());
        MemberAgent.Start(
            new()
            {
                ClusterName = "eu",
                Hub = hub,
                Member = fleet.MemberApi,
                Random = new Random(7),
            },
            fleet.Executor,
            fleet.Stopping
        );
        await HttpsFleet.UntilAsync(() => fleet.IsReadyAsync("eu"));

        var work = TestMember.Parse(
            """
            {"apiVersion":"work.karmada.io/v1alpha1","kind":"Work",
             "metadata":{"name":"settings-1","namespace":"karmada-es-eu","finalizers":["karmada.io/execution-controller"]},
             "spec":{"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"default",
             "labels":{"karmada.io/managed":"true"},"annotations":{"work.karmada.io/namespace":"karmada-es-eu",
             "work.karmada.io/name":"settings-1","resourcetemplate.karmada.io/uid":"t"}},"data":{"a":"1"}}]}}}
            """
        );
        Assert.True((await fleet.Admin.CreateAsync(AgentResources.Works, work, WriteOptions.None, None)).IsSuccess);
        await HttpsFleet.UntilAsync(async () =>
        {
            var now = await fleet.Admin.GetAsync(AgentResources.Works, work.Key, None);
            return Conditions.IsTrue(now.Value!.Status, ConditionTypes.Applied);
        });
        await HttpsFleet.UntilAsync(async () =>
        {
            var events = await fleet.Admin.ListAsync(TestMember.Events, "default", ListOptions.All, None);
            return events.Value!.Items.Any(e => e.Root.Text("reason") == "SyncSucceed");
        });
        await HttpsFleet.UntilAsync(async () =>
            (await fleet.Admin.GetAsync(AgentResources.Leases, new("karmada-cluster", "eu"), None)).IsSuccess
        );
        await fleet.Admin.DeleteAsync(AgentResources.Works, work.Key, DeleteOptions.Background, None);
        await HttpsFleet.UntilAsync(async () =>
            (await fleet.Admin.GetAsync(AgentResources.Works, work.Key, None)).IsNotFound
        );
        var gone = await fleet.MemberApi.GetAsync(TestMember.ConfigMaps, new("default", "settings"), None);
        Assert.True(gone.IsNotFound);
    }

    [Fact]
    public async Task In_the_hub_s_process_a_certificate_of_another_authority_is_refused()
    {
        await using var fleet = await HttpsFleet.StartAsync();
        var other = CertificateAuthority.CreateRoot("other", TimeSpan.FromDays(1), fleet.Environment);
        var forged = other.IssueClient("system:karmada:agent:eu", TimeSpan.FromDays(1), "system:masters");

        var client = await fleet.Hub.ClientAsync(forged.Certificate, "test/1", None);

        Assert.Equal(401, client.Error?.Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_agent_that_reaches_for_what_is_not_its_own_gets_403(bool inTheHubsProcess)
    {
        await using var fleet = await HttpsFleet.StartAsync();
        var token = await fleet.NewTokenAsync();
        await fleet.PublishedAsync(token);
        var result = await fleet.Registration.RegisterAsync(fleet.Request(token), fleet.MemberApi, None);
        var connection = result.Credentials!.ToConnection();
        IClusterApi hub = inTheHubsProcess
            ? (await fleet.Hub.ClientAsync(connection.ClientCertificate!, "pangea/test (agent)", None)).Value!
            : fleet.Connect(connection);
        var other = TestMember.Parse(
            """
            {"apiVersion":"cluster.karmada.io/v1alpha1","kind":"Cluster","metadata":{"name":"ap"},
             "spec":{"syncMode":"Pull","id":"id-ap"}}
            """
        );
        var ap = (await fleet.Admin.CreateAsync(AgentResources.Clusters, other, WriteOptions.None, None)).Value!;

        Forbidden((await hub.ListAsync(AgentResources.Works, "karmada-es-ap", ListOptions.All, None)).Error);
        Forbidden((await hub.ListAsync(AgentResources.Works, "", ListOptions.All, None)).Error);
        Forbidden((await hub.ListAsync(new("", "v1", "secrets"), "", ListOptions.All, None)).Error);
        Forbidden((await hub.GetAsync(new("", "v1", "secrets"), new("karmada-cluster", "eu"), None)).Error);
        Forbidden((await hub.GetAsync(AgentResources.Clusters, new("", "ap"), None)).Error);
        Forbidden((await hub.UpdateAsync(AgentResources.Clusters, ap, WriteOptions.Status, None)).Error);
        Forbidden((await hub.DeleteAsync(AgentResources.Clusters, ap.Key, DeleteOptions.Background, None)).Error);
        var foreign = other.With("us", "metadata", "name");
        Forbidden((await hub.CreateAsync(AgentResources.Clusters, foreign, WriteOptions.None, None)).Error);
        // Of its own Cluster it may not change what others decide.
        var own = (await fleet.ClusterAsync("eu"))!;
        Forbidden(
            (
                await hub.UpdateAsync(AgentResources.Clusters, own.WithLabel("tier", "gold"), WriteOptions.None, None)
            ).Error
        );
        var untainted = own.With(ListValue.Empty, "spec", "taints").With("other", "spec", "id");
        Forbidden((await hub.UpdateAsync(AgentResources.Clusters, untainted, WriteOptions.None, None)).Error);

        static void Forbidden(Status? error) => Assert.Equal(403, error?.Code);
    }

    [Fact]
    public async Task What_is_wrong_is_said_in_a_line_and_leaves_nothing()
    {
        await using var fleet = await HttpsFleet.StartAsync();
        var token = await fleet.NewTokenAsync();
        await fleet.PublishedAsync(token);
        var good = fleet.Request(token);
        var stranger = CertificateAuthority.CreateRoot("other", TimeSpan.FromDays(1), fleet.Environment);
        var nowhere = await NowhereAsync(fleet);

        await FailsAsync(good with { ClusterName = "No_Name" }, "the cluster name \"No_Name\" is not valid");
        await FailsAsync(good with { Token = "abc" }, "the token is not of the form abcdef.0123456789abcdef");
        await FailsAsync(good with { AuthorityPins = ["sha256:12"] }, "the CA hash sha256:12 is not of the form");
        await FailsAsync(good with { AuthorityPins = [] }, "a CA hash is needed");
        await FailsAsync(
            good with
            {
                AuthorityPins = [stranger.RootPin],
            },
            $"the CA hash does not match: the authority at {fleet.HubAddress} has {fleet.HubAuthority.RootPin}"
        );
        await FailsAsync(good with { Token = "zzzzzz.0123456789abcdef" }, "the hub does not know the token zzzzzz");
        await FailsAsync(
            good with
            {
                Token = token[..7] + "0123456789abcdef",
            },
            $"the token {token[..6]} has another secret on the hub"
        );
        await FailsAsync(good with { Region = "not a label" }, "the region \"not a label\" is not valid");
        await FailsAsync(good with { Hub = nowhere }, "the hub cannot be reached");
        Assert.Equal(0, await fleet.ClustersAsync());

        // What has expired is signed with no more.
        BootstrapToken.TryCreate("older1", "0123456789abcdef", out var expired);
        var past = new BootstrapTokenSecret(expired!)
        {
            AllowsSigning = true,
            AllowsAuthentication = true,
            ExtraGroups = [AgentIdentity.BootstrapGroup],
            Expiration = DateTimeOffset.UnixEpoch,
        };
        await fleet.Admin.CreateAsync(new("", "v1", "secrets"), past.ToSecret(), WriteOptions.None, None);
        await FailsAsync(
            good with
            {
                Token = expired!.Text,
            },
            "the hub does not know the token older1: it is wrong, has expired, or may not sign"
        );
        // One that is signed with may still be refused for requests.
        var signing = await SigningOnlyAsync(fleet);
        await FailsAsync(
            good with
            {
                Token = signing,
            },
            "the hub does not accept the token: it has expired or was deleted"
        );
        var groupless = await fleet.Tokens.CreateAsync(
            TimeSpan.FromMinutes(5),
            "",
            None,
            groups: ["system:bootstrappers:others"]
        );
        await fleet.PublishedAsync(groupless.Value!.Text);
        await FailsAsync(good with { Token = groupless.Value.Text }, "the token may not register clusters");
        Assert.Equal(0, await fleet.ClustersAsync());

        using var away = fleet.Connect(new() { Server = nowhere });
        var unreachable = await fleet.Registration.RegisterAsync(good, away, None);
        Assert.StartsWith("the member cluster cannot be reached", unreachable.Error);

        async Task FailsAsync(RegistrationRequest request, string why)
        {
            var result = await fleet.Registration.RegisterAsync(request, fleet.MemberApi, None);
            Assert.Null(result.Credentials);
            Assert.StartsWith(why, result.Error);
            Assert.DoesNotContain('\n', result.Error);
        }
    }

    [Fact]
    public async Task A_name_is_one_members_and_a_member_has_one_name()
    {
        await using var fleet = await HttpsFleet.StartAsync();
        var token = await fleet.NewTokenAsync();
        await fleet.PublishedAsync(token);
        Assert.Equal("", (await fleet.Registration.RegisterAsync(fleet.Request(token), fleet.MemberApi, None)).Error);
        // The same again, with something else to say.
        var again = fleet.Request(token) with
        {
            Region = "elsewhere",
        };
        Assert.Equal("", (await fleet.Registration.RegisterAsync(again, fleet.MemberApi, None)).Error);
        Assert.Equal("elsewhere", (await fleet.ClusterAsync("eu"))!.Spec.Text("region"));

        var renamed = await fleet.Registration.RegisterAsync(fleet.Request(token, "ap"), fleet.MemberApi, None);
        Assert.Equal("the hub refuses: the member is in the fleet already, as eu", renamed.Error);
        var (_, second) = await fleet.StartMemberAsync(12);
        var taken = await fleet.Registration.RegisterAsync(fleet.Request(token), second, None);
        Assert.Equal("the hub refuses: the cluster name eu is taken by another member", taken.Error);
        Assert.Equal(1, await fleet.ClustersAsync());
    }

    [Fact]
    public async Task A_certificate_renews_itself_and_nobody_elses()
    {
        await using var fleet = await HttpsFleet.StartAsync();
        var token = await fleet.NewTokenAsync();
        await fleet.PublishedAsync(token);
        var first = (await fleet.Registration.RegisterAsync(fleet.Request(token), fleet.MemberApi, None)).Credentials!;
        var hub = fleet.Connect(first.ToConnection());
        AgentCredentials? stored = null;
        var renewal = new CredentialRenewal(
            first,
            hub,
            (next, _) =>
            {
                stored = next;
                hub.Reconnect(next.ToConnection());
                return default;
            },
            RenewalPolicy.Default,
            TimeProvider.System,
            new Random(1),
            NullLogger.Instance
        );
        Assert.Null(await renewal.RenewAsync(None));
        Assert.NotEqual(first.PrivateKeyPem, stored!.PrivateKeyPem);
        Assert.Equal(first.Identity, stored.Identity);
        Assert.True((await hub.GetAsync(AgentResources.Clusters, new("", "eu"), None)).IsSuccess);

        var (_, _, refused) = await CertificateOrder.PlaceAsync(
            hub,
            first.Identity with
            {
                Cluster = "ap",
            },
            TimeSpan.FromSeconds(10),
            TimeProvider.System,
            None
        );
        Assert.Contains("an agent creates what belongs to its own cluster eu", refused);
    }

    [Fact]
    public async Task Tokens_are_listed_and_deleted()
    {
        await using var fleet = await HttpsFleet.StartAsync();
        var made = await fleet.Tokens.CreateAsync(TimeSpan.FromHours(1), "for eu", None);
        var listed = Assert.Single((await fleet.Tokens.ListAsync(None)).Value!);
        Assert.Equal(made.Value!.Text, listed.Token.Text);
        Assert.Equal("for eu", listed.Description);
        Assert.Equal([AgentIdentity.BootstrapGroup], listed.ExtraGroups);
        Assert.Null(await fleet.Tokens.DeleteAsync(made.Value.Id, None));
        Assert.Empty((await fleet.Tokens.ListAsync(None)).Value!);
        Assert.Equal(404, (await fleet.Tokens.DeleteAsync(made.Value.Id, None))?.Code);
        Assert.Equal(400, (await fleet.Tokens.DeleteAsync("nonsense", None))?.Code);
    }

    [Fact]
    public async Task The_manifest_can_be_applied_and_the_credentials_come_back_from_it()
    {
        await using var fleet = await HttpsFleet.StartAsync();
        var token = await fleet.NewTokenAsync();
        await fleet.PublishedAsync(token);
        var given = (await fleet.Registration.RegisterAsync(fleet.Request(token), fleet.MemberApi, None)).Credentials!;
        var manifest = new AgentManifest
        {
            ClusterName = "eu",
            Credentials = given,
            Image = "example.com/pangea:1",
        };
        var documents = YamlText.ParseAll(manifest.ToYaml()).OfType<MapValue>().Select(m => new KubeObject(m)).ToList();
        Assert.Equal(
            ["Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Secret", "Deployment"],
            documents.Select(d => d.Kind)
        );
        foreach (var document in documents)
        {
            var definition = fleet.Member.Catalog.Find(document.GroupVersionKind)!;
            var made = await fleet.MemberApi.CreateAsync(
                definition.Resource,
                document,
                new() { FieldValidation = "Strict" },
                None
            );
            Assert.True(made.IsSuccess, made.Error?.ToString());
        }
        var (read, _) = await CredentialSecret.LoadAsync(fleet.MemberApi, None);
        Assert.Equal(given, read);
        var changed = given with { Hub = new("https://hub.example:1234") };
        Assert.Null(await CredentialSecret.StoreAsync(fleet.MemberApi, changed, None));
        Assert.Equal(changed, (await CredentialSecret.LoadAsync(fleet.MemberApi, None)).Credentials);
    }

    private static Kubeconfig Reread(Kubeconfig kubeconfig)
    {
        Assert.True(Kubeconfig.TryParse(kubeconfig.ToYaml(), "", out var read, out var error), error);
        return read;
    }

    /// <summary>A token that the hub has signed with and that may not be used for requests.</summary>
    private static async Task<string> SigningOnlyAsync(HttpsFleet fleet)
    {
        BootstrapToken.TryCreate("short1", "0123456789abcdef", out var token);
        var secret = new BootstrapTokenSecret(token!)
        {
            AllowsSigning = true,
            AllowsAuthentication = false,
            ExtraGroups = [AgentIdentity.BootstrapGroup],
        };
        await fleet.Admin.CreateAsync(new("", "v1", "secrets"), secret.ToSecret(), WriteOptions.None, None);
        await fleet.PublishedAsync(token!.Text);
        return token.Text;
    }

    /// <summary>An address that nobody listens on.</summary>
    private static Task<Uri> NowhereAsync(HttpsFleet fleet)
    {
        using var socket = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.InterNetwork,
            System.Net.Sockets.SocketType.Stream,
            System.Net.Sockets.ProtocolType.Tcp
        );
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var port = ((System.Net.IPEndPoint)socket.LocalEndPoint!).Port;
        Assert.NotEqual(fleet.HubAddress.Port, port);
        return Task.FromResult(new Uri($"https://127.0.0.1:{port}"));
    }
}
