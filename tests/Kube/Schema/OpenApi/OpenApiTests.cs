using System.IO.Compression;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema.Tests;

public class OpenApiTests
{
    private static readonly OpenApiResource Policy = new()
    {
        Resource = new("policy.karmada.io", "v1alpha1", "propagationpolicies"),
        Kind = "PropagationPolicy",
        ListKind = "PropagationPolicyList",
        Namespaced = true,
        Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
        Subresources =
        [
            new("status", new("policy.karmada.io", "v1alpha1", "PropagationPolicy"), ["get", "patch", "update"]),
        ],
        CustomSchema = () =>
            (MapValue)
                YamlText.Parse(
                    """
                    type: object
                    description: PropagationPolicy is a policy.
                    required: [spec]
                    properties:
                      spec:
                        type: object
                        description: Spec is what is wanted.
                        properties:
                          size: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
                          free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                          note: {type: string, nullable: true}
                    """
                ),
        CustomSchemaVersion = "1",
    };

    private static readonly OpenApiDocuments Documents = new([
        .. BuiltinSchemas.Instance.Resources.Select(OpenApiResource.Of),
        Policy,
    ]);

    private static MapValue Document(string path) => JsonText.ParseMap(Documents.Find(path)!.ToBytes().Span);

    public static TheoryData<string> Paths => [.. Documents.Paths];

    private static IEnumerable<(string Key, Value Value)> Walk(Value value) =>
        value switch
        {
            MapValue map => map.Entries.ToArray().SelectMany(e => Walk(e.Value).Prepend((e.Key, e.Value))),
            ListValue list => list.Items.ToArray().SelectMany(Walk),
            _ => [],
        };

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_reference_of_a_document_is_to_a_schema_in_it(string path)
    {
        var document = Document(path);
        var schemas = document.Map("components")!.Map("schemas")!;
        var references = Walk(document)
            .Where(e => e is { Key: "$ref", Value: StringValue })
            .Select(e => ((StringValue)e.Value).Text)
            .Distinct()
            .ToList();
        Assert.NotEmpty(references);
        Assert.All(references, r => Assert.True(schemas.ContainsKey(r["#/components/schemas/".Length..]), r));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_operation_has_an_id_of_its_own_and_every_patch_says_what_kubectl_looks_for(string path)
    {
        var operations = Document(path)
            .Map("paths")!
            .Entries.ToArray()
            .SelectMany(p => ((MapValue)p.Value).Entries.ToArray())
            .Where(o => o.Value is MapValue)
            .ToList();
        Assert.Distinct(operations.Select(o => ((MapValue)o.Value).Text("operationId")));
        foreach (var (_, value) in operations.Where(o => o.Key == "patch"))
        {
            var patch = (MapValue)value;
            Assert.NotEmpty(patch.Map("x-kubernetes-group-version-kind")!.Text("kind")!);
            if (patch.Text("x-kubernetes-action") == "connect" || patch.Map("requestBody") is null)
                continue;
            Assert.Equal(
                ["dryRun", "fieldManager", "fieldValidation", "force"],
                patch.Maps("parameters").Select(p => p.Text("name"))
            );
            Assert.Contains("application/apply-patch+yaml", patch.Map("requestBody")!.Map("content")!.Keys);
        }
    }

    [Fact]
    public void The_index_leads_to_the_documents()
    {
        var paths = JsonText.ParseMap(Documents.Index.Span).Map("paths")!;
        Assert.Equal(Documents.Paths, paths.Keys);
        Assert.Equal(
            $"/openapi/v3/apis/apps/v1?hash={Documents.Find("apis/apps/v1")!.Hash}",
            paths.Map("apis/apps/v1")!.Text("serverRelativeURL")
        );
        Assert.Null(Documents.Find("apis/apps/v2"));
    }

    [Fact]
    public void Built_in_fields_say_how_they_merge_and_what_they_are()
    {
        var schemas = Document("apis/apps/v1").Map("components")!.Map("schemas")!;
        var containers = schemas.Map("io.k8s.api.core.v1.PodSpec")!.Map("properties")!.Map("containers")!;
        Assert.Equal("merge", containers.Text("x-kubernetes-patch-strategy"));
        Assert.Equal("name", containers.Text("x-kubernetes-patch-merge-key"));
        Assert.Equal("map", containers.Text("x-kubernetes-list-type"));
        Assert.Equal(["name"], containers.Texts("x-kubernetes-list-map-keys"));
        Assert.Equal("#/components/schemas/io.k8s.api.core.v1.Container", containers.Map("items")!.Text("$ref"));
        Assert.StartsWith("List of containers", containers.Text("description"), StringComparison.Ordinal);
        var deployment = schemas.Map("io.k8s.api.apps.v1.Deployment")!;
        Assert.Equal(
            """[{"group":"apps","kind":"Deployment","version":"v1"}]""",
            deployment["x-kubernetes-group-version-kind"]!.ToString()
        );
        Assert.Equal(
            """[{"$ref":"#/components/schemas/io.k8s.api.apps.v1.DeploymentSpec"}]""",
            deployment.Map("properties")!.Map("spec")!["allOf"]!.ToString()
        );
        var port = schemas.Map("io.k8s.api.core.v1.ContainerPort")!;
        Assert.Equal("TCP", port.Map("properties")!.Map("protocol")!.Text("default"));
        Assert.Equal(["SCTP", "TCP", "UDP"], port.Map("properties")!.Map("protocol")!.Texts("enum"));
        Assert.Equal(["containerPort"], port.Texts("required"));
        Assert.Equal(
            """[{"type":"string"},{"type":"number"}]""",
            schemas.Map("io.k8s.apimachinery.pkg.api.resource.Quantity")!["oneOf"]!.ToString()
        );
    }

    [Fact]
    public void A_custom_kind_is_described_by_its_own_schema()
    {
        var document = Document("apis/policy.karmada.io/v1alpha1");
        var schema = document.Map("components")!.Map("schemas")!.Map("io.karmada.policy.v1alpha1.PropagationPolicy")!;
        Assert.Equal("PropagationPolicy is a policy.", schema.Text("description"));
        Assert.Equal("Spec is what is wanted.", schema.Map("properties")!.Map("spec")!.Text("description"));
        Assert.NotNull(schema.Map("properties")!.Map("metadata")!["allOf"]);
        Assert.Equal("PropagationPolicy", schema.Maps("x-kubernetes-group-version-kind").Single().Text("kind"));
        var paths = document.Map("paths")!;
        Assert.Equal(
            [
                "/apis/policy.karmada.io/v1alpha1/",
                "/apis/policy.karmada.io/v1alpha1/namespaces/{namespace}/propagationpolicies",
                "/apis/policy.karmada.io/v1alpha1/namespaces/{namespace}/propagationpolicies/{name}",
                "/apis/policy.karmada.io/v1alpha1/namespaces/{namespace}/propagationpolicies/{name}/status",
                "/apis/policy.karmada.io/v1alpha1/propagationpolicies",
            ],
            paths.Keys
        );
        var item = paths.Map("/apis/policy.karmada.io/v1alpha1/namespaces/{namespace}/propagationpolicies/{name}")!;
        Assert.DoesNotContain(
            "application/strategic-merge-patch+json",
            item.Map("patch")!.Map("requestBody")!.Map("content")!.Keys
        );
    }

    [Fact]
    public void Version_two_is_whole_and_knows_no_words_of_version_three()
    {
        var document = JsonText.ParseMap(Documents.V2.ToBytes().Span);
        var definitions = document.Map("definitions")!;
        Assert.All(
            Walk(document)
                .Where(e => e is { Key: "$ref", Value: StringValue })
                .Select(e => ((StringValue)e.Value).Text)
                .Distinct(),
            r => Assert.True(definitions.ContainsKey(r["#/definitions/".Length..]), r)
        );
        var policy = definitions.Map("io.karmada.policy.v1alpha1.PropagationPolicy")!;
        Assert.DoesNotContain(Walk(policy), e => e.Key is "anyOf" or "allOf" or "nullable");
        Assert.Equal("string", definitions.Map("io.k8s.apimachinery.pkg.util.intstr.IntOrString")!.Text("type"));
        Assert.Contains("/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale", document.Map("paths")!.Keys);
    }

    [Fact]
    public void What_did_not_change_is_not_written_anew()
    {
        var changed = Documents.With([
            .. BuiltinSchemas.Instance.Resources.Select(OpenApiResource.Of),
            Policy with
            {
                CustomSchemaVersion = "2",
            },
        ]);
        Assert.Same(Documents.Find("apis/apps/v1"), changed.Find("apis/apps/v1"));
        Assert.NotEqual(
            Documents.Find("apis/policy.karmada.io/v1alpha1")!.Hash,
            changed.Find("apis/policy.karmada.io/v1alpha1")!.Hash
        );
        Assert.NotEqual(Documents.V2.Hash, changed.V2.Hash);
        Assert.False(changed.Index.Span.SequenceEqual(Documents.Index.Span));
        var back = changed.With([.. BuiltinSchemas.Instance.Resources.Select(OpenApiResource.Of), Policy]);
        Assert.True(back.Index.Span.SequenceEqual(Documents.Index.Span));
    }

    [Fact]
    public void The_compressed_form_is_the_same_document()
    {
        var document = new OpenApiDocuments([Policy]).Find("apis/policy.karmada.io/v1alpha1")!;
        var before = document.ToBytes();
        using var plain = new MemoryStream();
        using (var stream = new GZipStream(new MemoryStream(document.Gzip.ToArray()), CompressionMode.Decompress))
            stream.CopyTo(plain);
        Assert.True(before.Span.SequenceEqual(plain.ToArray()));
        Assert.True(before.Span.SequenceEqual(document.ToBytes().Span));
    }

    [Fact]
    public void Version_two_in_protobuf_says_the_same()
    {
        var json = JsonText.ParseMap(Documents.V2.ToBytes().Span);
        var document = Fields(Documents.V2Protobuf.ToBytes().ToArray());

        Assert.Equal("2.0", Text(document[1][0]));
        var paths = Fields(document[8][0])[2].Select(Fields).ToDictionary(p => Text(p[1][0]), p => p[2][0]);
        Assert.Equal(json.Map("paths")!.Keys.Order(), paths.Keys.Order());
        var patch = Fields(Fields(paths["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"])[8][0]);
        var query = patch[8].Select(p => Fields(Fields(p)[1][0])).Where(p => p.ContainsKey(2));
        Assert.Contains(
            "fieldValidation",
            query.SelectMany(p => Fields(p[2][0])[3]).Select(q => Text(Fields(q)[4][0]))
        );
        Assert.Contains(
            patch[13].Select(Fields),
            x =>
                Text(x[1][0]) == "x-kubernetes-group-version-kind"
                && Text(Fields(x[2][0])[2][0]) == """{"group":"apps","kind":"Deployment","version":"v1"}"""
        );
        var definitions = Fields(document[9][0])[1]
            .Select(Fields)
            .ToDictionary(d => Text(d[1][0]), d => Fields(d[2][0]));
        Assert.Equal(json.Map("definitions")!.Keys.Order(), definitions.Keys.Order());
        var spec = definitions["io.k8s.api.apps.v1.DeploymentSpec"];
        Assert.Equal(["selector", "template"], spec[19].Select(Text).Order());
        Assert.Equal(
            "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector",
            Text(Fields(Fields(spec[25][0])[1].Select(Fields).Single(p => Text(p[1][0]) == "selector")[2][0])[1][0])
        );

        static Dictionary<int, List<byte[]>> Fields(byte[] message)
        {
            var fields = new Dictionary<int, List<byte[]>>();
            var reader = new WireReader(message);
            while (reader.Read())
            {
                if (!fields.TryGetValue(reader.Number, out var values))
                    fields.Add(reader.Number, values = []);
                values.Add(reader.Bytes.ToArray());
            }
            return fields;
        }

        static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);
    }
}
