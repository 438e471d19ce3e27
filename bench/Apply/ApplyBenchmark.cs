using System.Text;
using Pangea.Kube.Apply;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Bench.Apply;

/// <summary>What recording ownership, server-side apply and patches cost on a Deployment of 2 KB.</summary>
internal sealed class ApplyBenchmark : IBenchmark
{
    private const int Warmup = 20_000;
    private const int Times = 100_000;

    private static readonly GroupVersionKind Kind = new("apps", "v1", "Deployment");
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public string Name => "apply";

    public string Summary => "field manager, server-side apply and patches on a 2 KB Deployment";

    public Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var schema = BuiltinSchemas.Instance.Get(Kind);
        var main = new FieldManager(Kind, schema) { ResetFields = FieldSet.OfFields("status") };
        var status = new FieldManager(Kind, schema) { Subresource = "status", ResetFields = FieldSet.OfFields("spec") };
        var config = JsonText.ParseMap(Configuration);
        var created = ObjectDecoder
            .Decode(config, schema, DecodeOptions.Default)
            .Object!.WithAt("1", "metadata", "uid");
        var live = main.Update(null, created, "kubectl-client-side-apply", Now);
        live = main.Update(live, live.WithAt("x", "metadata", "labels", "team"), "labeller", Now);
        live = status.Update(live, live.With("status", Status(2)), "kube-controller-manager", Now);
        Console.WriteLine(
            $"{created.ToJson().Length} bytes, {live.ToJson().Length} with the entries of three managers"
        );

        var patched = live.With("status", Status(3));
        var scaled = live.WithAt(5, "spec", "replicas");
        var (putStatus, putScaled, putSame) = (Reparse(patched), Reparse(scaled), Reparse(live));
        Measure("update: nothing, parsed anew", () => main.Update(live, putSame, "kubectl", Now));
        Measure("update: status, by a patch", () => status.Update(live, patched, "kube-controller-manager", Now));
        Measure("update: status, parsed anew", () => status.Update(live, putStatus, "kube-controller-manager", Now));
        Measure("update: replicas, by a patch", () => main.Update(live, scaled, "kubectl", Now));
        Measure("update: replicas, parsed anew", () => main.Update(live, putScaled, "kubectl", Now));
        Measure("create", () => main.Update(null, created, "kubectl", Now));

        var applied = main.Apply(live, config, "agent", Now, force: true).Value!;
        var changed = config.WithAt(7, "spec", "replicas");
        var dropped = config.WithAt(null, "spec", "replicas");
        Measure("apply: the same again", () => main.Apply(applied, config, "agent", Now, force: false).Value);
        Measure("apply: replicas", () => main.Apply(applied, changed, "agent", Now, force: true).Value);
        Measure("apply: a field less", () => main.Apply(applied, dropped, "agent", Now, force: true).Value);
        Measure("apply: create", () => main.Apply(null, config, "agent", Now, force: true).Value);

        var strategic = JsonText.ParseMap(
            """
            {"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"web"},{"name":"proxy"}],
            "containers":[{"name":"web","image":"nginx:1.28"}]}}}}
            """u8
        );
        var merge = JsonText.ParseMap("""{"status":{"readyReplicas":3}}"""u8);
        var json = JsonPatch.Read(JsonText.Parse("""[{"op":"replace","path":"/spec/replicas","value":9}]"""u8)).Value!;
        Measure("strategic merge patch", () => StrategicMergePatch.Apply(live, strategic, schema).Value);
        Measure("merge patch", () => MergePatch.Apply(live, merge).Value);
        Measure("JSON patch", () => json.Apply(live).Value);
        return Task.CompletedTask;
    }

    private static void Measure(string what, Func<object?> work)
    {
        for (var i = 0; i < Warmup; i++)
            work();
        var measurement = Measurement.Start();
        for (var i = 0; i < Times; i++)
            work();
        Console.WriteLine($"  {what, -32}{measurement.Per("", Times)}");
    }

    private static MapValue Reparse(MapValue value) => JsonText.ParseMap(value.ToJson().Span);

    private static MapValue Status(long ready) =>
        MapValue.Of(
            ("observedGeneration", 1),
            ("replicas", 3),
            ("updatedReplicas", 3),
            ("readyReplicas", ready),
            ("availableReplicas", ready),
            (
                "conditions",
                ListValue.Create([
                    MapValue.Of(
                        ("type", "Available"),
                        ("status", "True"),
                        ("reason", "MinimumReplicasAvailable"),
                        ("lastTransitionTime", "2026-11-23T12:00:00Z")
                    ),
                ])
            )
        );

    private static byte[] Configuration =>
        Encoding.UTF8.GetBytes(
            """
            {"apiVersion":"apps/v1","kind":"Deployment",
             "metadata":{"name":"web","namespace":"default","labels":{"app":"web","tier":"front"},
               "annotations":{"example.org/owner":"the team that has been asked to look after it"}},
             "spec":{"replicas":3,"selector":{"matchLabels":{"app":"web"}},
               "template":{"metadata":{"labels":{"app":"web","tier":"front"}},
                 "spec":{"containers":[
                   {"name":"web","image":"nginx:1.27","ports":[{"containerPort":80,"name":"http"},{"containerPort":443,"name":"https"}],
                    "env":[{"name":"MODE","value":"production"},{"name":"REGION","value":"eu"}],
                    "resources":{"requests":{"cpu":"100m","memory":"64Mi"},"limits":{"memory":"128Mi"}},
                    "readinessProbe":{"httpGet":{"path":"/healthz","port":"http"},"periodSeconds":5}},
                   {"name":"proxy","image":"envoy:1.30","args":["--config","/etc/envoy.yaml"],
                    "volumeMounts":[{"name":"config","mountPath":"/etc"}]}],
                  "volumes":[{"name":"config","configMap":{"name":"proxy"}}]}}}}
            """
        );
}
