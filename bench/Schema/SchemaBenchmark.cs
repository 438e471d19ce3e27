using System.Text;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Bench.Schema;

/// <summary>What reading, decoding, validating and writing objects costs, and what the schemas themselves cost at start.</summary>
internal sealed class SchemaBenchmark : IBenchmark
{
    private const int Warmup = 20_000;
    private const int Times = 100_000;

    public string Name => "schema";

    public string Summary => "JSON, YAML, decoding, validation and OpenAPI on a 2 KB Deployment";

    public Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var cold = Measurement.Start();
        var builtin = BuiltinSchemas.Instance;
        Console.WriteLine($"{"built-in schemas, cold", -34} {cold.Per("loads", 1)}");
        var schema = builtin.Get(new("apps", "v1", "Deployment"));
        var tree = ObjectDecoder.Decode((MapValue)YamlText.Parse(Manifest), schema, DecodeOptions.Default).Object!;
        var json = tree.ToJson().ToArray();
        var other = JsonText.ParseMap(json);
        var yaml = Encoding.UTF8.GetBytes(YamlText.Write(tree));
        Console.WriteLine($"{json.Length} bytes");

        const DecodeOptions Full = DecodeOptions.Strict | DecodeOptions.Default;
        Measure("parse JSON", Times, () => JsonText.Parse(json));
        Measure("read metadata only", Times, () => KubeObject.FromJson(json));
        Measure("decode", Times, () => ObjectDecoder.Decode(json, schema, DecodeOptions.None).Object);
        Measure("decode, strict, with defaults", Times, () => ObjectDecoder.Decode(json, schema, Full).Object);
        Measure("decode a tree that is right", Times, () => ObjectDecoder.Decode(tree, schema, Full).Object);
        Measure("write JSON", Times, () => (object)tree.ToJson().Length);
        Measure("compare equal trees", Times, () => (object)tree.Equals(other));
        Measure("parse YAML", Times / 20, () => YamlText.Parse(yaml));
        Measure("write YAML", Times / 20, () => YamlText.Write(tree));

        var custom = CustomSchema.Compile((MapValue)YamlText.Parse(Definition));
        var obj = (MapValue)
            YamlText.Parse(
                "{apiVersion: g/v1, kind: K, metadata: {name: a}, spec: {selectors: [{kind: A, name: b, weight: 3}], mode: On}}"
            );
        var bytes = obj.ToJson().ToArray();
        Measure("custom object: decode", Times, () => ObjectDecoder.Decode(bytes, custom, Full).Object);
        Measure("custom object: validate", Times, () => Validate(obj, custom));

        OpenApiResource[] resources = [.. builtin.Resources.Select(OpenApiResource.Of)];
        Measure("OpenAPI: index", 100, () => new OpenApiDocuments(resources));
        Measure(
            "OpenAPI: apps/v1",
            20,
            () => (object)new OpenApiDocuments(resources).Find("apis/apps/v1")!.ToBytes().Length
        );
        Measure(
            "OpenAPI: apps/v1, compressed",
            20,
            () => (object)new OpenApiDocuments(resources).Find("apis/apps/v1")!.Gzip.Length
        );
        return Task.CompletedTask;
    }

    private static List<FieldError> Validate(MapValue obj, StructuralSchema schema)
    {
        var errors = new List<FieldError>();
        SchemaValidation.Validate(obj, schema, errors);
        return errors;
    }

    private static void Measure(string what, int times, Func<object?> work)
    {
        for (var i = 0; i < Math.Min(Warmup, times); i++)
            work();
        var measurement = Measurement.Start();
        for (var i = 0; i < times; i++)
            work();
        Console.WriteLine($"{what, -34} {measurement.Per("times", times)}");
    }

    private const string Manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: hello
          namespace: default
          uid: a9f336a0-3873-4740-b39d-290890e2ee49
          resourceVersion: "568"
          generation: 2
          creationTimestamp: "2026-11-23T02:52:40Z"
          labels: {app: hello, team: web, propagationpolicy.karmada.io/permanent-id: 3db4a4b6-797d-49ec-82c8-2c1a652e5d02}
          annotations:
            deployment.kubernetes.io/revision: "1"
            propagationpolicy.karmada.io/name: hello-propagation
            propagationpolicy.karmada.io/namespace: default
        spec:
          replicas: 3
          selector: {matchLabels: {app: hello}}
          template:
            metadata: {labels: {app: hello}}
            spec:
              containers:
              - name: hello
                image: nginx:1.27
                ports: [{containerPort: 80}, {containerPort: 443, name: https}]
                env: [{name: A, value: "1"}, {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
                resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: "1", memory: 1Gi}}
                readinessProbe: {httpGet: {path: /healthz, port: 80}}
                volumeMounts: [{name: config, mountPath: /etc/config}]
              volumes: [{name: config, configMap: {name: hello}}]
              tolerations: [{key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 300}]
        status:
          availableReplicas: 3
          observedGeneration: 2
          readyReplicas: 3
          replicas: 3
          updatedReplicas: 3
          conditions:
          - lastTransitionTime: "2026-11-23T02:52:46Z"
            lastUpdateTime: "2026-11-23T02:52:46Z"
            message: Deployment has minimum availability.
            reason: MinimumReplicasAvailable
            status: "True"
            type: Available
        """;

    private const string Definition = """
        type: object
        required: [spec]
        properties:
          spec:
            type: object
            required: [selectors]
            properties:
              mode: {type: string, enum: ["On", "Off"], default: "On"}
              level: {type: integer, default: 0}
              selectors:
                type: array
                minItems: 1
                items:
                  type: object
                  required: [kind]
                  properties:
                    kind: {type: string, pattern: '^[A-Z][A-Za-z]*$'}
                    name: {type: string, maxLength: 253}
                    weight: {type: integer, minimum: 1}
        """;
}
