using System.Text;
using CsCheck;
using Pangea.Kube.Cluster.Scheduling;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Tests.Scheduling;

/// <summary>Small clusters and pods in which everything the scheduler looks at collides often.</summary>
internal static class GenCluster
{
    private static readonly string[] Apps = ["a", "b"];

    public static readonly Gen<KubeObject> Node = Gen.Select(
        Gen.Int[0, 5],
        Gen.Int[0, 2],
        Gen.Int[1, 8],
        Gen.Int[1, 6],
        Gen.Frequency((4, Gen.Const("")), (1, Gen.Const("NoSchedule")), (1, Gen.Const("PreferNoSchedule"))),
        Gen.Frequency((5, Gen.Const(false)), (1, Gen.Const(true))),
        (number, zone, cpu, pods, taint, cordoned) =>
            new KubeObject(
                MapValue.Of(
                    ("apiVersion", "v1"),
                    ("kind", "Node"),
                    (
                        "metadata",
                        MapValue.Of(
                            ("name", $"n{number}"),
                            ("resourceVersion", "1"),
                            (
                                "labels",
                                MapValue.Of(
                                    ("kubernetes.io/hostname", $"n{number}"),
                                    ("zone", zone == 0 ? null : (Value)$"z{zone}")
                                )
                            )
                        )
                    ),
                    (
                        "spec",
                        MapValue.Of(
                            ("unschedulable", cordoned),
                            (
                                "taints",
                                taint.Length == 0
                                    ? null
                                    : ListValue.Create([MapValue.Of(("key", "k"), ("value", "v"), ("effect", taint))])
                            )
                        )
                    ),
                    (
                        "status",
                        MapValue.Of(
                            (
                                "allocatable",
                                MapValue.Of(
                                    ("cpu", $"{cpu}"),
                                    ("memory", $"{cpu}Gi"),
                                    ("pods", $"{pods}"),
                                    ("example.com/gpu", zone == 1 ? (Value)"2" : null)
                                )
                            )
                        )
                    )
                )
            )
    );

    private static readonly Gen<string> Labels = Gen.Int[0, 1].Select(i => Apps[i]);

    private static Gen<string> Maybe(int one, int of, Gen<string> part) =>
        Gen.Frequency((of - one, Gen.Const("")), (one, part));

    private static readonly Gen<string> Term = Gen.Select(
        Labels,
        Gen.Bool,
        (app, host) =>
            """{"labelSelector":{"matchLabels":{"app":"APP"}},"topologyKey":"KEY"}"""
                .Replace("APP", app)
                .Replace("KEY", host ? "kubernetes.io/hostname" : "zone")
    );

    private static readonly Gen<string> Affinity = Gen.Select(
        Maybe(
            1,
            3,
            Term.Select(t => ""","podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[""" + t + "]}")
        ),
        Maybe(
            1,
            3,
            Term.Select(t => ""","podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[""" + t + "]}")
        ),
        Maybe(
            1,
            4,
            Gen.Int[1, 2]
                .Select(z =>
                    ""","nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"zone","operator":"In","values":["z"""
                    + z
                    + "\"]}]}]}}"
                )
        ),
        (a, b, c) => (a + b + c) is { Length: > 0 } all ? ",\"affinity\":{" + all[1..] + "}" : ""
    );

    private static readonly Gen<string> Spread = Gen.Select(
        Labels,
        Gen.Bool,
        Gen.Int[1, 2],
        (app, host, skew) =>
            ",\"topologySpreadConstraints\":"
            + """
                [{"maxSkew":SKEW,"topologyKey":"KEY","whenUnsatisfiable":"DoNotSchedule","labelSelector":{"matchLabels":{"app":"APP"}}}]
                """.Replace("APP", app).Replace("KEY", host ? "kubernetes.io/hostname" : "zone").Replace(
                "SKEW",
                $"{skew}"
            )
    );

    private static readonly Gen<string> More = Gen.Select(
        Affinity,
        Maybe(1, 4, Spread),
        Maybe(1, 3, Gen.Const(""","tolerations":[{"key":"k","operator":"Exists"}]""")),
        Maybe(1, 8, Gen.Const(""","tolerations":[{"operator":"Exists"}]""")),
        Maybe(1, 6, Gen.Const(""","nodeSelector":{"zone":"z1"}""")),
        // Of two lists of tolerations the last one counts, as in any JSON text.
        (a, s, t, all, n) => a + s + (all.Length > 0 ? all : t) + n
    );

    private static readonly Gen<string> Container = Gen.Select(
        Gen.Int[0, 6],
        Maybe(1, 4, Gen.Int[1, 2].Select(p => ",\"ports\":[{\"containerPort\":80,\"hostPort\":" + (8000 + p) + "}]")),
        Maybe(1, 6, Gen.Const(",\"example.com/gpu\":\"1\"")),
        (cpu, port, gpu) =>
            """{"name":"c","image":"i","resources":{"requests":{"cpu":"CPUm","memory":"MEMMi"GPU}}PORT}"""
                .Replace("CPU", $"{cpu * 500}")
                .Replace("MEM", $"{cpu * 256}")
                .Replace("GPU", gpu)
                .Replace("PORT", port)
    );

    private static readonly Gen<string> Init = Gen.Select(
        Gen.Int[1, 8],
        Gen.Bool,
        (cpu, sidecar) =>
            ""","initContainers":[{"name":"i","image":"i"POLICY,"resources":{"requests":{"cpu":"CPUm"}}}]"""
                .Replace("CPU", $"{cpu * 500}")
                .Replace("POLICY", sidecar ? ",\"restartPolicy\":\"Always\"" : "")
    );

    public static readonly Gen<(string App, int Priority, string Spec)> Pod = Gen.Select(
        Labels,
        Gen.Int[0, 2],
        Container,
        Maybe(1, 5, Init),
        More,
        (app, priority, container, init, more) =>
            (app, priority, $",\"priority\":{priority},\"containers\":[{container}]{init}{more}")
    );

    public static PodInfo Read(int number, (string App, int Priority, string Spec) pod) =>
        new(
            Object(
                """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"pNUMBER","namespace":"default","uid":"uNUMBER","labels":{"app":"APP"},
                 "ownerReferences":[{"apiVersion":"v1","kind":"X","name":"APP","uid":"APP","controller":true}]},
                 "spec":{"schedulerName":"default-scheduler"SPEC}}
                """.Replace("NUMBER", $"{number}").Replace("APP", pod.App).Replace("SPEC", pod.Spec)
            )
        );

    private static KubeObject Object(string json) => new(JsonText.ParseMap(Encoding.UTF8.GetBytes(json)));
}
