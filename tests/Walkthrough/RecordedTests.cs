using System.Text.Json.Nodes;

namespace Pangea.Walkthrough.Tests;

/// <summary>The recorded walkthrough on a running fleet: the objects that kubectl shows are those that it showed of the original.</summary>
[Collection(SharedFleet.Name)]
public class RecordedTests(SharedFleet shared)
{
    private static readonly (string Recorded, string Get)[] Objects =
    [
        ("binding-deployment", "rb hello-deployment"),
        ("binding-service", "rb hello-service"),
        ("work-deployment", "work -n karmada-es-eu hello-6b454f6657"),
        ("work-service", "work -n karmada-es-eu hello-7dd5cc479c"),
        ("work-clusterrolebinding", "work -n karmada-es-eu karmada-impersonator-84f8c8f8c6"),
        ("policy-hello", "pp hello-propagation"),
        ("template-deployment", "deployment hello"),
        ("template-service", "service hello"),
        ("member-deployment", "deployment hello --kubeconfig $C-eu"),
        ("member-service", "service hello --kubeconfig $C-eu"),
    ];

    private readonly LocalFleet fleet = shared.Fleet;

    [Fact]
    public async Task Every_object_equals_the_recorded_one_but_for_ids_times_versions_and_addresses()
    {
        await fleet.RunAsync("kubectl apply -f $MANIFESTS/recorded-hello.yaml");
        await fleet.RunAsync("kubectl apply -f $MANIFESTS/recorded-policy.yaml");
        await fleet.HoldsAsync(ap: 1, eu: 1, us: 1);

        foreach (var (recorded, get) in Objects)
        {
            await fleet.UntilAsync(
                $"kubectl get {get} -o json",
                o => Recording.Difference(recorded, JsonNode.Parse(o)!).Length == 0,
                o => Recording.Difference(recorded, JsonNode.Parse(o)!)
            );
        }

        await fleet.RunAsync("for name in policy hello; do kubectl delete -f $MANIFESTS/recorded-$name.yaml; done");
    }
}
