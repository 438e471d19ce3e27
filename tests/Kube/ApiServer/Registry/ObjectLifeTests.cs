using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using static Pangea.Kube.ApiServer.Tests.Registry.TestServer;

namespace Pangea.Kube.ApiServer.Tests.Registry;

public class ObjectLifeTests
{
    private static readonly NamespacedName A = new("default", "a");

    private readonly TestServer server = new();

    private KubeObject Create(KubeObject obj)
    {
        var made = server.Run(api => api.CreateAsync(ConfigMaps, obj, WriteOptions.None, default).AsTask());
        Assert.True(made.IsSuccess, made.Error?.ToString());
        return made.Value!;
    }

    [Fact]
    public void A_new_object_gets_what_only_the_server_gives()
    {
        var made = Create(ConfigMap("a", ("x", "1")).With("mine", "metadata", "uid"));

        Assert.NotEqual("mine", made.Uid);
        Assert.True(made.Revision > 0, "it has a resourceVersion");
        Assert.NotNull(made.CreationTimestamp);
        Assert.Equal(
            "test",
            made.Root.At("metadata", "managedFields") is ListValue l ? ((MapValue)l[0]).Text("manager") : ""
        );
    }

    [Fact]
    public void What_was_written_is_read_and_listed_at_once()
    {
        var made = Create(ConfigMap("a", ("x", "1")));

        var read = server.Run(api => api.GetAsync(ConfigMaps, A, default).AsTask());
        var list = server.Run(api => api.ListAsync(ConfigMaps, "default", ListOptions.All, default).AsTask());

        Assert.Equal(made.Root, read.Value!.Root);
        Assert.Equal([made.Root], list.Value!.Items.Select(i => i.Root));
        Assert.True(long.Parse(list.Value.ResourceVersion) >= made.Revision, "the list is not older than the write");
    }

    [Fact]
    public void A_name_is_taken_once()
    {
        Create(ConfigMap("a"));

        var again = server.Run(api => api.CreateAsync(ConfigMaps, ConfigMap("a"), WriteOptions.None, default).AsTask());

        Assert.Equal("configmaps \"a\" already exists", again.Error!.Message);
    }

    [Fact]
    public void Who_creates_with_a_version_is_told_so_without_a_reason()
    {
        var obj = ConfigMap("a").With("7", "metadata", "resourceVersion");

        var made = server.Run(api => api.CreateAsync(ConfigMaps, obj, WriteOptions.None, default).AsTask());

        Assert.Equal(new(500, "", "resourceVersion should not be set on objects to be created"), made.Error);
        Assert.Null(made.Error!.ToValue()["reason"]);
    }

    [Fact]
    public void A_generated_name_has_the_prefix_and_five_characters()
    {
        var made = Create(ConfigMap("a").With(null, "metadata", "name").With("pre-", "metadata", "generateName"));

        Assert.Matches("^pre-[bcdfghjklmnpqrstvwxz2456789]{5}$", made.Name);
    }

    [Fact]
    public void A_write_of_an_old_version_is_a_conflict()
    {
        var made = Create(ConfigMap("a", ("x", "1")));
        server.Run(api =>
            api.UpdateAsync(ConfigMaps, made.With("2", "data", "x"), WriteOptions.None, default).AsTask()
        );

        var late = server.Run(api =>
            api.UpdateAsync(ConfigMaps, made.With("3", "data", "x"), WriteOptions.None, default).AsTask()
        );

        Assert.Equal(
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes "
                + "to the latest version and try again",
            late.Error!.Message
        );
    }

    [Fact]
    public void A_write_that_changes_nothing_causes_nothing()
    {
        var made = Create(ConfigMap("a", ("x", "1")));

        var put = server.Run(api => api.UpdateAsync(ConfigMaps, made, WriteOptions.None, default).AsTask());
        var patched = server.Run(api =>
            api.PatchAsync(
                    ConfigMaps,
                    A,
                    new(PatchType.Merge, MapValue.Of(("data", MapValue.Of(("x", "1"))))),
                    WriteOptions.None,
                    default
                )
                .AsTask()
        );

        Assert.Equal(made.ResourceVersion, put.Value!.ResourceVersion);
        Assert.Equal(made.ResourceVersion, patched.Value!.ResourceVersion);
    }

    [Fact]
    public void Many_patches_at_once_all_arrive()
    {
        Create(ConfigMap("a"));

        server.Run(async api =>
        {
            var writes = Enumerable
                .Range(0, 12)
                .Select(i =>
                    api.PatchAsync(
                            ConfigMaps,
                            A,
                            new(PatchType.Merge, MapValue.Of(("data", MapValue.Of(($"k{i}", "v"))))),
                            WriteOptions.None,
                            default
                        )
                        .AsTask()
                )
                .ToList();
            foreach (var write in writes)
                Assert.True((await write).IsSuccess, "a patch without a version is tried again");
        });

        var read = server.Run(api => api.GetAsync(ConfigMaps, A, default).AsTask());
        Assert.Equal(12, read.Value!.Root.Map("data")!.Count);
    }

    [Fact]
    public void A_finalizer_holds_a_deletion_until_it_is_taken_off()
    {
        var made = Create(ConfigMap("a").WithFinalizer("example.com/hold"));

        var deleted = server.Run(api => api.DeleteAsync(ConfigMaps, A, DeleteOptions.Background, default).AsTask());
        Assert.True(deleted.Value!.IsDeleting, "the object is marked");

        var freed = server.Run(api =>
            api.UpdateAsync(ConfigMaps, deleted.Value.WithoutFinalizer("example.com/hold"), WriteOptions.None, default)
                .AsTask()
        );
        Assert.True(freed.IsSuccess, freed.Error?.ToString());
        var read = server.Run(api => api.GetAsync(ConfigMaps, A, default).AsTask());
        Assert.Equal("configmaps \"a\" not found", read.Error!.Message);
        Assert.NotEqual(made.ResourceVersion, freed.Value!.ResourceVersion);
    }

    [Fact]
    public void A_delete_of_another_uid_is_refused()
    {
        Create(ConfigMap("a"));

        var refused = server.Run(api =>
            api.DeleteAsync(ConfigMaps, A, DeleteOptions.Background with { PreconditionUid = "other" }, default)
                .AsTask()
        );

        Assert.Equal(409, refused.Error!.Code);
        Assert.Contains("UID in precondition: other", refused.Error.Message);
    }

    [Fact]
    public void Nothing_is_created_in_a_namespace_that_does_not_exist()
    {
        var lost = server.Run(api =>
            api.CreateAsync(
                    ConfigMaps,
                    ConfigMap("a").With("nowhere", "metadata", "namespace"),
                    WriteOptions.None,
                    default
                )
                .AsTask()
        );

        Assert.Equal("namespaces \"nowhere\" not found", lost.Error!.Message);
    }

    [Fact]
    public void A_dry_run_answers_as_the_write_would_and_stores_nothing()
    {
        var dry = server.Run(api =>
            api.CreateAsync(ConfigMaps, ConfigMap("a"), WriteOptions.None with { DryRun = true }, default).AsTask()
        );

        Assert.True(dry.IsSuccess);
        Assert.NotEmpty(dry.Value!.Uid);
        Assert.True(server.Run(api => api.GetAsync(ConfigMaps, A, default).AsTask()).IsNotFound);
    }

    [Fact]
    public void Applying_twice_changes_nothing_and_leaving_a_field_out_removes_it()
    {
        KubeObject Apply(KubeObject config) =>
            server
                .Run(api =>
                    api.PatchAsync(
                            ConfigMaps,
                            A,
                            new(PatchType.Apply, config.Root),
                            WriteOptions.None with
                            {
                                FieldManager = "me",
                            },
                            default
                        )
                        .AsTask()
                )
                .Value!;

        var first = Apply(ConfigMap("a", ("x", "1"), ("y", "2")));
        var second = Apply(ConfigMap("a", ("x", "1"), ("y", "2")));
        var third = Apply(ConfigMap("a", ("x", "1")));

        Assert.Equal(first.ResourceVersion, second.ResourceVersion);
        Assert.Equal(["x"], third.Root.Map("data")!.Keys);
    }

    [Fact]
    public void The_server_knows_everything_again_after_a_crash()
    {
        var made = Create(ConfigMap("a", ("x", "1")));
        server.Process.Crash();

        var next = new TestServer(2, ((Pangea.Kube.Storage.Memory.MemoryStore)server.Store).Reopen());

        var read = next.Run(api => api.GetAsync(ConfigMaps, A, default).AsTask());
        Assert.Equal(made.Root, read.Value!.Root);
    }

    [Fact]
    public void Scaling_changes_the_replicas_alone()
    {
        var deployment = JsonText.ParseMap(
            """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a","namespace":"default"},"spec":{"replicas":3,
             "selector":{"matchLabels":{"app":"a"}},"template":{"metadata":{"labels":{"app":"a"}},
             "spec":{"containers":[{"name":"c","image":"nginx"}]}}}}
            """u8
        );
        server.Run(api => api.CreateAsync(Deployments, new(deployment), WriteOptions.None, default).AsTask());

        var scaled = server.Run(api =>
            api.PatchAsync(
                    Deployments,
                    A,
                    new(PatchType.Merge, MapValue.Of(("spec", MapValue.Of(("replicas", 10))))),
                    WriteOptions.None with
                    {
                        Subresource = "scale",
                    },
                    default
                )
                .AsTask()
        );

        Assert.True(scaled.IsSuccess, scaled.Error?.ToString());
        Assert.Equal("Scale", scaled.Value!.Kind);
        var read = server.Run(api => api.GetAsync(Deployments, A, default).AsTask()).Value!;
        Assert.Equal(10, read.Spec.Integer("replicas"));
        Assert.Equal(2, read.Generation);
        var owners = ((ListValue)read.Root.At("metadata", "managedFields")!).OfType<MapValue>();
        var scaler = owners.Single(o => o.Text("subresource") == "scale");
        Assert.Equal("""{"f:spec":{"f:replicas":{}}}""", scaler["fieldsV1"]!.ToString());
    }
}
