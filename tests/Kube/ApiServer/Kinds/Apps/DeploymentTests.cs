using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class DeploymentTests
{
    private static readonly Registry Deployments = Registry.Of("apps/v1", "deployments");

    private static MapValue Applied => Registry.Fixture("deployment.applied");

    private static List<string> Errors(Value? value, params ReadOnlySpan<string> path) =>
        Deployments.CreateErrors(Applied.WithAt(value, path));

    [Fact]
    public void What_is_applied_is_stored_as_the_original_stores_it() =>
        Assert.Equal(Registry.Fixture("deployment.stored"), Deployments.Default(Applied));

    [Fact]
    public void A_stored_object_is_returned_as_it_is()
    {
        var stored = Deployments.Default(Applied);
        Assert.Same(stored, Deployments.Strategy.Default(stored));
    }

    [Fact]
    public void A_template_of_other_labels_is_refused() =>
        Assert.Equal(
            [
                "spec.template.metadata.labels: Invalid value: {\"app\":\"x\"}: `selector` does not match template `labels`",
            ],
            Errors("x", "spec", "template", "metadata", "labels", "app")
        );

    [Fact]
    public void A_selector_is_required_and_matches_nothing_when_absent() =>
        Assert.Equal(
            [
                "spec.selector: Required value",
                "spec.template.metadata.labels: Invalid value: {\"app\":\"hello\"}: `selector` does not match template `labels`",
            ],
            Errors(null, "spec", "selector")
        );

    [Fact]
    public void Negative_replicas_are_refused() =>
        Assert.Equal(
            ["spec.replicas: Invalid value: -1: must be greater than or equal to 0"],
            Errors(-1, "spec", "replicas")
        );

    [Fact]
    public void Pods_of_a_deployment_always_restart() =>
        Assert.Equal(
            ["spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \"Always\""],
            Errors("Never", "spec", "template", "spec", "restartPolicy")
        );

    [Fact]
    public void A_label_that_is_too_long_is_refused()
    {
        var name = new string('a', 64);
        Assert.Equal(
            [$"metadata.labels: Invalid value: \"{name}\": must be no more than 63 bytes"],
            Errors(name, "metadata", "labels", "app")
        );
    }

    [Fact]
    public void The_selector_does_not_change()
    {
        var old = Deployments.Create(Applied);
        var labels = MapValue.Of(("app", "x"));
        var changed = old.WithAt(labels, "spec", "selector", "matchLabels")
            .WithAt(labels, "spec", "template", "metadata", "labels");
        Assert.Equal(
            ["spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"x\"}}: field is immutable"],
            Deployments.UpdateErrors(changed, old)
        );
    }

    [Theory]
    [InlineData(
        "0",
        "0",
        "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0"
    )]
    [InlineData(
        "\"1\"",
        "1",
        "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"1\": a valid percent string must be a numeric string "
            + "followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"
    )]
    [InlineData(
        "1",
        "\"200%\"",
        "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"200%\": must not be greater than 100%"
    )]
    public void Bad_rollouts_are_refused(string surge, string unavailable, string error) =>
        Assert.Equal(
            [error],
            Errors(
                Registry.Parse($$"""{"maxSurge":{{surge}},"maxUnavailable":{{unavailable}}}"""),
                "spec",
                "strategy",
                "rollingUpdate"
            )
        );

    [Fact]
    public void The_deadline_is_after_readiness() =>
        Assert.Equal(
            ["spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds"],
            Errors(600, "spec", "minReadySeconds")
        );

    [Fact]
    public void A_generation_is_a_change_of_spec_or_annotations()
    {
        var old = Deployments.Create(Applied);
        Assert.False(Deployments.Strategy.BumpsGeneration(old, old));
        Assert.False(Deployments.Strategy.BumpsGeneration(old.WithAt("x", "metadata", "labels", "a"), old));
        Assert.False(Deployments.Strategy.BumpsGeneration(old.WithAt(3, "status", "replicas"), old));
        Assert.True(Deployments.Strategy.BumpsGeneration(old.WithAt("x", "metadata", "annotations", "a"), old));
        Assert.True(Deployments.Strategy.BumpsGeneration(old.WithAt(5, "spec", "replicas"), old));
    }

    [Fact]
    public void Status_goes_its_own_way()
    {
        var old = Deployments.Create(Applied);
        var ready = old.WithAt(1, "status", "replicas")
            .WithAt(9, "spec", "replicas")
            .WithAt("x", "metadata", "labels", "new");
        var viaMain = Deployments.Strategy.PrepareForUpdate(ready, old);
        Assert.Equal("{}", viaMain["status"]!.ToString());
        var viaStatus = Deployments.Strategy.PrepareForStatusUpdate(
            ready.WithAt("y", "metadata", "annotations", "a"),
            old
        );
        Assert.Equal(old["spec"], viaStatus["spec"]);
        Assert.Equal("""{"replicas":1}""", viaStatus["status"]!.ToString());
        Assert.Equal(old.At("metadata", "labels"), viaStatus.At("metadata", "labels"));
        Assert.Equal("y", viaStatus.Map("metadata")!.Map("annotations")!.Text("a"));
    }

    [Fact]
    public void A_status_adds_up()
    {
        var errors = new List<FieldError>();
        var root = Deployments.Create(Applied).With("status", Registry.Parse("""{"replicas":1,"readyReplicas":2}"""));
        Deployments.Strategy.ValidateStatusUpdate(root, root, errors);
        Assert.Equal(
            ["status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas"],
            errors.Select(e => e.Message)
        );
    }
}
