namespace Pangea.Walkthrough.Tests;

/// <summary>Manifests that are wrong are answered as by the API of Kubernetes, and change nothing.</summary>
[Collection(SharedFleet.Name)]
public class BadManifestTests(SharedFleet shared)
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: bad
          labels: {app: bad}
        spec:
          replicas: 1
          selector: {matchLabels: {app: bad}}
          template:
            metadata: {labels: {app: bad}}
            spec: {containers: [{name: bad, image: nginx}]}
        """;

    private const string Policy = """
        apiVersion: policy.karmada.io/v1alpha1
        kind: PropagationPolicy
        metadata:
          name: bad
        spec:
          resourceSelectors: [{apiVersion: apps/v1, kind: Deployment, name: bad}]
          conflictResolution: Abort
          placement:
            clusterAffinity: {clusterNames: [eu]}
            replicaScheduling:
              replicaSchedulingType: Divided
              replicaDivisionPreference: Weighted
              weightPreference: {staticWeightList: [{targetCluster: {clusterNames: [eu]}, weight: 1}]}
        """;

    private readonly LocalFleet fleet = shared.Fleet;

    [Theory]
    [InlineData("replicas: 1", "replicos: 1", "strict decoding error: unknown field \"spec.replicos\"")]
    [InlineData(
        "replicas: 1",
        "replicas: one",
        "cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32"
    )]
    [InlineData("replicas: 1", "replicas: -1", "spec.replicas: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData(
        "labels: {app: bad}\nspec",
        "labels: {app: LONG}\nspec",
        "metadata.labels: Invalid value: \"LONG\": must be no more than 63 "
    )]
    [InlineData(
        "matchLabels: {app: bad}",
        "matchLabels: {app: good}",
        "spec.template.metadata.labels: Invalid value: {\"app\":\"bad\"}: `selector` does not match template `labels`"
    )]
    [InlineData(
        "image: nginx",
        "image: nginx, imagePullPolicy: Often",
        "spec.template.spec.containers[0].imagePullPolicy: Unsupported value: \"Often\": supported values: \"Always\", \"IfNotPresent\", \"Never\""
    )]
    [InlineData(
        "name: bad\n",
        "name: Bad\n",
        "metadata.name: Invalid value: \"Bad\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters"
    )]
    [InlineData(
        "containers: [{name: bad, image: nginx}]",
        "containers: []",
        "spec.template.spec.containers: Required value"
    )]
    public async Task A_Deployment(string right, string wrong, string answer) =>
        await RefusedAsync(Deployment, right, wrong, answer);

    [Theory]
    [InlineData(
        "conflictResolution: Abort",
        "conflictResolved: Abort",
        "strict decoding error: unknown field \"spec.conflictResolved\""
    )]
    [InlineData(
        "weight: 1",
        "weight: 0",
        "spec.placement.replicaScheduling.weightPreference.staticWeightList[0].weight: Invalid value: 0: spec.placement.replicaScheduling.weightPreference.staticWeightList[0].weight in body should be greater than or equal to 1"
    )]
    [InlineData(
        "[{apiVersion: apps/v1, kind: Deployment, name: bad}]",
        "[]",
        "spec.resourceSelectors: Invalid value: 0: spec.resourceSelectors in body should have at least 1 items"
    )]
    [InlineData(
        "Divided",
        "Shared",
        "spec.placement.replicaScheduling.replicaSchedulingType: Unsupported value: \"Shared\": supported values: \"Duplicated\", \"Divided\""
    )]
    [InlineData(
        "conflictResolution: Abort",
        "conflictResolution: Fight",
        "spec.conflictResolution: Unsupported value: \"Fight\": supported values: \"Abort\", \"Overwrite\""
    )]
    [InlineData("kind: Deployment, name", "name", "spec.resourceSelectors[0].kind: Required value")]
    [InlineData(
        "name: bad\nspec",
        "name: bad\n  labels: {app: LONG}\nspec",
        "metadata.labels: Invalid value: \"LONG\": must be no more than 63 "
    )]
    public async Task A_policy(string right, string wrong, string answer) =>
        await RefusedAsync(Policy, right, wrong, answer);

    [Fact]
    public async Task A_selector_does_not_change()
    {
        var file = await WriteAsync(Deployment);
        await fleet.RunAsync($"kubectl create -f {file}");
        await WriteAsync(Deployment.Replace("app: bad}}", "app: good}}"), file);

        var (code, output) = await fleet.TryAsync($"kubectl apply -f {file}");

        Assert.Equal(1, code);
        Assert.Contains("The Deployment \"bad\" is invalid: ", output);
        Assert.Contains(
            "spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"good\"}}: field is immutable",
            output
        );
        await fleet.RunAsync("kubectl delete deployment bad");
    }

    [Fact]
    public async Task Unknown_fields_are_told_or_dropped_when_asked_for()
    {
        var file = await WriteAsync(Policy.Replace("conflictResolution: Abort", "conflictResolved: Abort"));

        Assert.Contains(
            "Warning: unknown field \"spec.conflictResolved\"",
            await fleet.RunAsync($"kubectl create --validate=warn -f {file}")
        );
        Assert.DoesNotContain("conflictResolved\":", await fleet.RunAsync("kubectl get pp bad -o jsonpath='{.spec}'"));
        await fleet.RunAsync("kubectl delete pp bad");
    }

    private async Task RefusedAsync(string manifest, string right, string wrong, string answer)
    {
        var @long = new string('x', 64);
        var changed = manifest.Replace(right, wrong.Replace("LONG", @long));
        Assert.NotEqual(manifest, changed);
        var file = await WriteAsync(changed);

        var (code, output) = await fleet.TryAsync($"kubectl create -f {file}");

        Assert.Equal(1, code);
        Assert.Contains(answer.Replace("LONG", @long), output);
        Assert.Equal("", await fleet.RunAsync("kubectl get deployment,pp bad --ignore-not-found -o name"));
    }

    private async Task<string> WriteAsync(string manifest, string? file = null)
    {
        file ??= Path.Combine(fleet.Folder, "bad.yaml");
        await File.WriteAllTextAsync(file, manifest);
        return file;
    }
}
