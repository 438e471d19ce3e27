using System.Net;
using k8s;
using k8s.Autorest;
using k8s.LeaderElection;
using k8s.LeaderElection.ResourceLock;
using k8s.Models;
using Pangea.Kube.Storage.Memory;

namespace Pangea.Conformance.Tests.Clients;

/// <summary>The client library of C# does with a cluster what it does with Kubernetes.</summary>
public sealed class CSharpTests : IAsyncLifetime
{
    private const string Namespace = "default";

    private ServedHome home = null!;
    private Kubernetes client = null!;

    public async ValueTask InitializeAsync()
    {
        home = await ServedHome.StartAsync(Serves.Nodes, new MemoryStore());
        client = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(home.Kubeconfig));
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await home.DisposeAsync();
    }

    private static V1ConfigMap ConfigMap(string name, params (string Key, string Value)[] data) =>
        new()
        {
            ApiVersion = "v1",
            Kind = "ConfigMap",
            Metadata = new() { Name = name },
            Data = data.ToDictionary(d => d.Key, d => d.Value, StringComparer.Ordinal),
        };

    private Task<V1ConfigMap> CreateAsync(string name, params (string Key, string Value)[] data) =>
        client.CoreV1.CreateNamespacedConfigMapAsync(ConfigMap(name, data), Namespace);

    private static async Task RefusedAsync(HttpStatusCode code, string reason, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<HttpOperationException>(call);
        Assert.Equal(code, error.Response.StatusCode);
        Assert.Equal(reason, KubernetesJson.Deserialize<V1Status>(error.Response.Content).Reason);
    }

    [Fact]
    public async Task Objects_are_listed_in_pages_of_one_revision()
    {
        for (var i = 0; i < 5; i++)
            await CreateAsync($"c{i}");
        var names = new List<string>();
        var versions = new HashSet<string>(StringComparer.Ordinal);
        string? next = null;
        do
        {
            var page = await client.CoreV1.ListNamespacedConfigMapAsync(Namespace, limit: 2, continueParameter: next);
            names.AddRange(page.Items.Select(c => c.Metadata.Name));
            versions.Add(page.Metadata.ResourceVersion);
            // What happens meanwhile is not in the pages: they are of one moment.
            if (next is null)
                await client.CoreV1.DeleteNamespacedConfigMapAsync("c4", Namespace);
            next = page.Metadata.ContinueProperty;
        } while (!string.IsNullOrEmpty(next));
        Assert.Equal(["c0", "c1", "c2", "c3", "c4"], names.Where(n => n.StartsWith('c')));
        Assert.Single(versions);
    }

    [Fact]
    public async Task Objects_are_patched_in_every_way()
    {
        await CreateAsync("c", ("a", "1"));
        async Task<string> PatchAsync(object body, V1Patch.PatchType type, string? manager = null, bool? force = null)
        {
            var patched = await client.CoreV1.PatchNamespacedConfigMapAsync(
                new V1Patch(body, type),
                "c",
                Namespace,
                fieldManager: manager,
                force: force
            );
            return string.Join(
                ' ',
                patched.Data.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key}={d.Value}")
            );
        }

        Assert.Equal(
            "a=1 b=1",
            await PatchAsync("""[{"op":"add","path":"/data/b","value":"1"}]""", V1Patch.PatchType.JsonPatch)
        );
        Assert.Equal("b=1 c=1", await PatchAsync("""{"data":{"a":null,"c":"1"}}""", V1Patch.PatchType.MergePatch));
        Assert.Equal(
            "c=1 d=1",
            await PatchAsync("""{"data":{"b":null,"d":"1"}}""", V1Patch.PatchType.StrategicMergePatch)
        );
        Assert.Equal("c=1 d=1 e=1", await PatchAsync(ConfigMap("c", ("e", "1")), V1Patch.PatchType.ApplyPatch, "one"));
        await RefusedAsync(
            HttpStatusCode.Conflict,
            "Conflict",
            () => PatchAsync(ConfigMap("c", ("e", "2")), V1Patch.PatchType.ApplyPatch, "two")
        );
        Assert.Equal(
            "c=1 d=1 e=2",
            await PatchAsync(ConfigMap("c", ("e", "2")), V1Patch.PatchType.ApplyPatch, "two", force: true)
        );
    }

    [Fact]
    public async Task What_is_wrong_is_refused_with_its_reason()
    {
        var stale = await CreateAsync("c");
        await client.CoreV1.ReplaceNamespacedConfigMapAsync(ConfigMap("c", ("a", "b")), "c", Namespace);

        await RefusedAsync(HttpStatusCode.Conflict, "AlreadyExists", () => CreateAsync("c"));
        await RefusedAsync(
            HttpStatusCode.Conflict,
            "Conflict",
            () => client.CoreV1.ReplaceNamespacedConfigMapAsync(stale, "c", Namespace)
        );
        await RefusedAsync(
            HttpStatusCode.NotFound,
            "NotFound",
            () => client.CoreV1.ReadNamespacedConfigMapAsync("none", Namespace)
        );
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, "Invalid", () => CreateAsync("Not_A_Name"));
    }

    [Fact]
    public async Task A_watch_that_ended_goes_on_with_the_next_change()
    {
        var version = (await client.CoreV1.ListNamespacedConfigMapAsync(Namespace)).Metadata.ResourceVersion;
        var seen = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            await CreateAsync($"c{i}");
            await client.CoreV1.DeleteNamespacedConfigMapAsync($"c{i}", Namespace);
            // Each watch sees two changes and is left, as if the connection had broken.
            await foreach (
                var (type, item) in client.CoreV1.WatchListNamespacedConfigMapAsync(
                    Namespace,
                    resourceVersion: version,
                    timeoutSeconds: 30
                )
            )
            {
                seen.Add($"{type} {item.Metadata.Name}");
                version = item.Metadata.ResourceVersion;
                if (seen.Count == 2 * (i + 1))
                    break;
            }
        }
        Assert.Equal(["Added c0", "Deleted c0", "Added c1", "Deleted c1", "Added c2", "Deleted c2"], seen);
    }

    [Fact]
    public async Task A_watch_from_before_all_that_is_remembered_says_that_it_expired()
    {
        var errors = new List<Exception>();
        await foreach (
            var (type, _) in client.CoreV1.WatchListNamespacedConfigMapAsync(
                Namespace,
                resourceVersion: "1",
                timeoutSeconds: 30,
                onError: errors.Add
            )
        )
            Assert.Fail($"{type} from a revision that is gone");

        Assert.Equal("Expired", Assert.IsType<KubernetesException>(Assert.Single(errors)).Status.Reason);
    }

    [Fact]
    public async Task One_of_two_holds_the_Lease_and_the_other_takes_over()
    {
        using var first = Elector("first");
        using var second = Elector("second");
        using var stopFirst = new CancellationTokenSource();
        using var stopSecond = new CancellationTokenSource();
        var firstLeads = new TaskCompletionSource();
        var secondLeads = new TaskCompletionSource();
        first.OnStartedLeading += firstLeads.SetResult;
        second.OnStartedLeading += secondLeads.SetResult;

        var runsFirst = first.RunUntilLeadershipLostAsync(stopFirst.Token);
        await firstLeads.Task;
        var runsSecond = second.RunUntilLeadershipLostAsync(stopSecond.Token);
        var lease = await client.CoordinationV1.ReadNamespacedLeaseAsync("leader", Namespace);
        Assert.Equal("first", lease.Spec.HolderIdentity);
        while (
            (await client.CoordinationV1.ReadNamespacedLeaseAsync("leader", Namespace)).Spec.RenewTime
            == lease.Spec.RenewTime
        ) { }
        Assert.False(secondLeads.Task.IsCompleted);

        await stopFirst.CancelAsync();
        await secondLeads.Task;
        lease = await client.CoordinationV1.ReadNamespacedLeaseAsync("leader", Namespace);
        Assert.Equal(("second", 1), (lease.Spec.HolderIdentity, lease.Spec.LeaseTransitions));

        await stopSecond.CancelAsync();
        foreach (var run in new[] { runsFirst, runsSecond })
        {
            try
            {
                await run;
            }
            catch (OperationCanceledException) { }
        }
    }

    [Fact]
    public async Task A_service_account_s_token_opens_what_its_roles_say()
    {
        await client.CoreV1.CreateNamespacedServiceAccountAsync(new() { Metadata = new() { Name = "bot" } }, Namespace);
        var request = await client.CoreV1.CreateNamespacedServiceAccountTokenAsync(
            new()
            {
                Spec = new() { Audiences = [], ExpirationSeconds = 3600 },
            },
            "bot",
            Namespace
        );
        var settings = KubernetesClientConfiguration.BuildConfigFromConfigFile(home.Kubeconfig);
        settings.ClientCertificateData = settings.ClientCertificateKeyData = null;
        settings.AccessToken = request.Status.Token;
        using var bot = new Kubernetes(settings);

        var who = await bot.AuthenticationV1.CreateSelfSubjectReviewAsync(new());
        Assert.Equal("system:serviceaccount:default:bot", who.Status.UserInfo.Username);
        await RefusedAsync(
            HttpStatusCode.Forbidden,
            "Forbidden",
            () => bot.CoreV1.ListNamespacedConfigMapAsync(Namespace)
        );
    }

    [Fact]
    public async Task A_pod_runs_and_answers_for_its_log()
    {
        var pod = new V1Pod
        {
            Metadata = new() { Name = "p" },
            Spec = new() { Containers = [new() { Name = "c", Image = "nginx" }] },
        };
        await client.CoreV1.CreateNamespacedPodAsync(pod, Namespace);
        await foreach (
            var (_, item) in client.CoreV1.WatchListNamespacedPodAsync(
                Namespace,
                fieldSelector: "metadata.name=p",
                timeoutSeconds: 30
            )
        )
        {
            if (item.Status.Phase == "Running")
                break;
        }
        using var log = new StreamReader(await client.CoreV1.ReadNamespacedPodLogAsync("p", Namespace));
        Assert.Contains("simulated", await log.ReadToEndAsync(), StringComparison.Ordinal);
        var error = await Assert.ThrowsAnyAsync<Exception>(() =>
            client.WebSocketNamespacedPodExecAsync("p", Namespace, "ls", "c")
        );
        Assert.Contains("400", error.Message, StringComparison.Ordinal);
    }

    private LeaderElector Elector(string name) =>
        new(
            new LeaderElectionConfig(new LeaseLock(client, Namespace, "leader", name))
            {
                LeaseDuration = TimeSpan.FromSeconds(2),
                RenewDeadline = TimeSpan.FromSeconds(1.5),
                RetryPeriod = TimeSpan.FromSeconds(0.25),
            }
        );
}
