using System.Text;
using CsCheck;
using Pangea.Kube.Testing;

namespace Pangea.Kube.Objects.Tests;

public class KubeObjectTests
{
    private const string Pod = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"n","uid":"u-1","resourceVersion":"42","generation":3,
        "labels":{"app":"x"},"annotations":{"a":"b"},"finalizers":["f"],"creationTimestamp":"2026-11-23T02:52:40Z",
        "managedFields":[{"manager":"m"}],"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"r","uid":"u-0","controller":true}]},
        "spec":{"nodeName":"node"},"status":{"phase":"Running"}}
        """;

    [Fact]
    public void Metadata_is_read_without_parsing_the_rest()
    {
        var pod = KubeObject.FromJson(Encoding.UTF8.GetBytes(Pod));
        Assert.False(pod.HasRoot);
        Assert.Equal(new NamespacedName("n", "p"), pod.Key);
        Assert.Equal(new GroupVersionKind("", "v1", "Pod"), pod.GroupVersionKind);
        Assert.Equal(("u-1", 42, 3), (pod.Uid, pod.Revision, pod.Generation));
        Assert.Equal("x", pod.Labels.Text("app"));
        Assert.Equal(["f"], pod.Finalizers);
        Assert.Equal("r", pod.Controller?.Name);
        Assert.False(pod.Metadata.ContainsKey("managedFields"));
        Assert.False(pod.HasRoot);
        Assert.Equal("Running", pod.Status.Text("phase"));
        Assert.Single(pod.Root.Map("metadata")!.Maps("managedFields"));
    }

    [Fact]
    public void The_bytes_stay_the_bytes()
    {
        var bytes = Encoding.UTF8.GetBytes(Pod);
        Assert.True(KubeObject.FromJson(bytes).Json.Span.SequenceEqual(bytes));
    }

    [Fact]
    public void From_bytes_and_from_a_tree_read_the_same() =>
        Gen.Select(GenValue.Map(2), GenValue.Map(2))
            .Sample(
                (metadata, rest) =>
                {
                    var root = rest.With("metadata", metadata.Without("managedFields"))
                        .With("kind", "K")
                        .Without("apiVersion");
                    var tree = new KubeObject(root);
                    var bytes = KubeObject.FromJson(tree.Json.ToArray());
                    Assert.Equal(tree.Metadata, bytes.Metadata);
                    Assert.Equal(tree.Root, bytes.Root);
                    Assert.Equal((tree.Key, tree.Kind, tree.ApiVersion), (bytes.Key, bytes.Kind, bytes.ApiVersion));
                    Assert.Equal(bytes.Metadata, tree.Compact().Metadata);
                },
                iter: Counts.Of(300)
            );

    [Fact]
    public void A_stored_object_has_the_tree_of_its_text_whatever_of_it_was_read() =>
        Gen.Select(GenValue.Map(2), GenValue.Map(2), GenValue.Map(2))
            .Sample(
                (metadata, fields, rest) =>
                {
                    var root = rest.With(
                        "metadata",
                        metadata.With("uid", "u").With("managedFields", ListValue.Create([fields, rest]))
                    );
                    var stored = new StoredObject(root);
                    var made = stored.Resolve(7);
                    var read = KubeObject.FromStored(stored.Bytes.Span, 7);
                    var plain = JsonText.ParseMap(made.Json.Span);
                    // Unread against unread, unread against read, and what is written of it.
                    Assert.Equal(read.Root, KubeObject.FromStored(stored.Bytes.Span, 7).Root);
                    Assert.True(read.Root.ToJson().Span.SequenceEqual(plain.ToJson().Span));
                    Assert.Equal(plain, read.Root);
                    Assert.Equal(plain.GetHashCode(), read.Root.GetHashCode());
                    Assert.Equal(made.Root, read.Root);
                    made.DropTree();
                    Assert.Equal(plain, made.Root);
                },
                iter: Counts.Of(300)
            );

    [Fact]
    public void Changing_makes_a_new_object_and_leaves_the_old()
    {
        var pod = KubeObject.FromJson(Encoding.UTF8.GetBytes(Pod));
        var labelled = pod.WithLabel("b", "c").WithLabel("app", null).WithAnnotation("x", "y").WithFinalizer("g");
        Assert.Equal("""{"b":"c"}""", labelled.Labels.ToString());
        Assert.Equal("""{"a":"b","x":"y"}""", labelled.Annotations.ToString());
        Assert.Equal(["f", "g"], labelled.Finalizers);
        Assert.Same(labelled, labelled.WithFinalizer("g"));
        Assert.Empty(labelled.WithoutFinalizer("f").WithoutFinalizer("g").Metadata.Texts("finalizers"));
        Assert.Equal("x", pod.Labels.Text("app"));
        Assert.Equal("""{"a":1}""", pod.WithSpec(MapValue.Of(("a", 1))).Spec.ToString());
        Assert.Empty(pod.WithStatus(MapValue.Empty).Status);
    }
}
