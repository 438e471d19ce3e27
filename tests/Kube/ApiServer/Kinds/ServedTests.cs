using Pangea.Kube.Client;
using Pangea.Kube.Client.Simulation;
using Pangea.Kube.Objects;
using Pangea.Kube.Storage.Memory;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

/// <summary>Every built-in kind through a server: created, read, listed, written back, and deleted.</summary>
public sealed class ServedTests
{
    private readonly SimulationExecutor simulation = new(new() { Seed = 1 });
    private readonly IClusterApi api;

    public ServedTests()
    {
        ApiServer? server = null;
        var process = simulation.AddProcess(
            "server",
            async (executor, stop) =>
            {
                server = await ApiServer.StartAsync(
                    new()
                    {
                        Store = new MemoryStore(),
                        Catalog = BuiltinDefinitions.Catalog,
                        Random = simulation.NewRandom("server"),
                        Identities = new IdentitySource(simulation.NewRandom("uids")),
                    },
                    executor,
                    stop
                );
            }
        );
        process.Start();
        simulation.RunUntil(() => server is not null, TimeSpan.FromMinutes(1));
        api = server!.Client(UserInfo.Of("admin", "system:masters"), "test/1");
    }

    public static TheoryData<string, string> Resources => Samples.Resources;

    private T Run<T>(Func<ValueTask<ApiResult<T>>> call)
        where T : class
    {
        var result = simulation.Run(() => call().AsTask(), TimeSpan.FromMinutes(1));
        Assert.True(result.IsSuccess, result.Error?.Message);
        return result.Value!;
    }

    private Status Refused(Func<ValueTask<ApiResult<KubeObject>>> call)
    {
        var result = simulation.Run(() => call().AsTask(), TimeSpan.FromMinutes(1));
        Assert.False(result.IsSuccess, "it was accepted");
        return result.Error!;
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public void Every_kind_lives_a_life(string version, string resource)
    {
        var definition = Registry.Of(version, resource).Definition;
        var gvr = definition.Resource;
        var sample = new KubeObject(Samples.Of(definition));
        var made = Run(() => api.CreateAsync(gvr, sample, WriteOptions.None, default));
        Assert.Equal(definition.Strategy.HasGeneration ? 1 : 0, made.Generation);
        // A definition gets its status from the server before anything else.
        if (resource == "customresourcedefinitions")
        {
            simulation.RunFor(TimeSpan.FromSeconds(1));
            made = Run(() => api.GetAsync(gvr, sample.Key, default));
        }
        Assert.Equal(made.Root, Run(() => api.GetAsync(gvr, sample.Key, default)).Root);
        Assert.Contains(
            made.Root,
            Run(() => api.ListAsync(gvr, sample.Namespace, ListOptions.All, default)).Items.Select(i => i.Root)
        );
        Assert.Equal(
            made.ResourceVersion,
            Run(() => api.UpdateAsync(gvr, made, WriteOptions.None, default)).ResourceVersion
        );
        var labelled = Run(() => api.UpdateAsync(gvr, made.WithLabel("tier", "x"), WriteOptions.None, default));
        Assert.Equal("x", labelled.Labels.Text("tier"));
        if (definition.HasStatus)
        {
            Assert.Equal(
                labelled.ResourceVersion,
                Run(() => api.UpdateAsync(gvr, labelled, WriteOptions.Status, default)).ResourceVersion
            );
        }
        Run(() => api.DeleteAsync(gvr, sample.Key, DeleteOptions.Background, default));
    }

    [Fact]
    public void Both_groups_serve_one_event()
    {
        var core = Registry.Of("v1", "events").Definition;
        var newer = Registry.Of("events.k8s.io/v1", "events").Definition;
        var sample = new KubeObject(Samples.Of(core));
        var made = Run(() => api.CreateAsync(core.Resource, sample, WriteOptions.None, default));
        var seen = Run(() => api.GetAsync(newer.Resource, sample.Key, default));
        Assert.Equal("events.k8s.io/v1", seen.ApiVersion);
        Assert.Equal("Started container a", seen.Root.Text("note"));
        Assert.Equal(made.Uid, seen.Uid);
    }

    [Fact]
    public void Both_versions_serve_one_autoscaler()
    {
        var older = Registry.Of("autoscaling/v1", "horizontalpodautoscalers").Definition;
        var newer = Registry.Of("autoscaling/v2", "horizontalpodautoscalers").Definition;
        var sample = new KubeObject(Samples.Of(older));
        Run(() => api.CreateAsync(older.Resource, sample, WriteOptions.None, default));
        var seen = Run(() => api.GetAsync(newer.Resource, sample.Key, default));
        Assert.Equal("Resource", seen.Spec.Maps("metrics").Single().Text("type"));
        Run(() => api.UpdateAsync(newer.Resource, seen.With(7, "spec", "maxReplicas"), WriteOptions.None, default));
        Assert.Equal(7, Run(() => api.GetAsync(older.Resource, sample.Key, default)).Spec.Integer("maxReplicas"));
    }

    [Fact]
    public void A_namespace_waits_to_be_finalized()
    {
        var definition = Registry.Of("v1", "namespaces").Definition;
        var sample = new KubeObject(Samples.Of(definition));
        Run(() => api.CreateAsync(definition.Resource, sample, WriteOptions.None, default));
        Run(() => api.DeleteAsync(definition.Resource, sample.Key, DeleteOptions.Background, default));
        var going = Run(() => api.GetAsync(definition.Resource, sample.Key, default));
        Assert.Equal("Terminating", going.Status.Text("phase"));
        var finalized = going.WithSpec(MapValue.Empty);
        Run(() =>
            api.UpdateAsync(
                definition.Resource,
                finalized,
                WriteOptions.None with
                {
                    Subresource = "finalize",
                },
                default
            )
        );
        Assert.Equal(
            StatusReason.NotFound,
            Refused(() => api.GetAsync(definition.Resource, sample.Key, default)).Reason
        );
    }

    [Fact]
    public void What_is_wrong_is_said_as_the_original_says_it()
    {
        var definition = Registry.Of("apps/v1", "deployments").Definition;
        var sample = new KubeObject(
            Samples.Of(definition).WithAt("b", "spec", "template", "metadata", "labels", "app")
        );
        Assert.Equal(
            "Deployment.apps \"a\" is invalid: spec.template.metadata.labels: Invalid value: {\"app\":\"b\"}: `selector` does not match "
                + "template `labels`",
            Refused(() => api.CreateAsync(definition.Resource, sample, WriteOptions.None, default)).Message
        );
    }
}
