using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

/// <summary>Small kinds that belong to the cluster.</summary>
public sealed class ClusterKindTests
{
    private static Registry Of(string version, string resource) => Registry.Of(version, resource);

    private static List<string> Change(Registry registry, Value? value, params ReadOnlySpan<string> path) =>
        registry.ChangeErrors(Samples.Of(registry.Definition), value, path);

    private static List<string> Create(Registry registry, Value? value, params ReadOnlySpan<string> path) =>
        registry.CreateErrors(Samples.Of(registry.Definition).WithAt(value, path));

    [Fact]
    public void A_storage_class_gets_its_defaults_and_keeps_its_provisioner()
    {
        var classes = Of("storage.k8s.io/v1", "storageclasses");
        var root = classes.Create(Samples.Of(classes.Definition));
        Assert.Equal(("Delete", "Immediate"), (root.Text("reclaimPolicy"), root.Text("volumeBindingMode")));
        Assert.Equal(
            ["provisioner: Forbidden: updates to provisioner are forbidden."],
            Change(classes, "example.com/b", "provisioner")
        );
    }

    [Fact]
    public void A_priority_is_within_bounds_and_stays()
    {
        var classes = Of("scheduling.k8s.io/v1", "priorityclasses");
        Assert.Equal(
            ["value: Forbidden: maximum allowed value of a user defined priority is 1000000000"],
            Create(classes, 1_000_000_001, "value")
        );
        Assert.Equal(["value: Forbidden: may not be changed in an update."], Change(classes, 5, "value"));
        Assert.Equal(
            [
                "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: "
                    + "system-a is not a known system priority class",
            ],
            Create(classes, "system-a", "metadata", "name")
        );
    }

    [Fact]
    public void A_lease_lasts() =>
        Assert.Equal(
            ["spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0"],
            Create(Of("coordination.k8s.io/v1", "leases"), 0, "spec", "leaseDurationSeconds")
        );

    [Fact]
    public void A_budget_has_one_bound() =>
        Assert.Equal(
            [
                "spec: Invalid value: {\"maxUnavailable\":1,\"minAvailable\":\"50%\",\"selector\":{\"matchLabels\":{\"app\":\"a\"}}}: "
                    + "minAvailable and maxUnavailable cannot be both set",
            ],
            Create(Of("policy/v1", "poddisruptionbudgets"), 1, "spec", "maxUnavailable")
        );

    [Fact]
    public void A_handler_stays() =>
        Assert.Equal(
            ["handler: Invalid value: \"kata\": field is immutable"],
            Change(Of("node.k8s.io/v1", "runtimeclasses"), "kata", "handler")
        );

    [Fact]
    public void An_attachment_stays()
    {
        var attachments = Of("storage.k8s.io/v1", "volumeattachments");
        Assert.EndsWith(
            ": field is immutable",
            Assert.Single(Change(attachments, "n2", "spec", "nodeName")),
            StringComparison.Ordinal
        );
        Assert.Equal(
            """{"attached":false}""",
            attachments.Create(Samples.Of(attachments.Definition))["status"]!.ToString()
        );
    }

    [Fact]
    public void Hooks_are_complete()
    {
        var hooks = Of("admissionregistration.k8s.io/v1", "validatingwebhookconfigurations");
        var root = hooks.Create(Samples.Of(hooks.Definition));
        Assert.Equal(
            """
            {"admissionReviewVersions":["v1"],"clientConfig":{"service":{"name":"a","namespace":"default","path":"/hook","port":443}},"failurePolicy":"Fail","matchPolicy":"Equivalent","name":"a.b.example.com","namespaceSelector":{},"objectSelector":{},"rules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["pods","pods/status"],"scope":"*"}],"sideEffects":"None","timeoutSeconds":10}
            """,
            root.List("webhooks")![0].ToString()
        );
        Assert.Equal(
            [
                "webhooks[0].name: Invalid value: \"a.b\": should be a domain with at least three segments separated by dots",
                "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun",
                "webhooks[0].clientConfig: Required value: exactly one of url or service is required",
                "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1",
            ],
            Create(hooks, ListValue.Create([MapValue.Of(("name", "a.b"))]), "webhooks")
        );
    }

    [Fact]
    public void An_api_is_called_what_it_serves() =>
        Assert.Equal(
            [
                "metadata.name: Invalid value: \"v1.example.com\": must be `spec.version+\".\"+spec.group`: \"v2.example.com\"",
            ],
            Create(Of("apiregistration.k8s.io/v1", "apiservices"), "v2", "spec", "version")
        );

    [Fact]
    public void Claims_of_devices_ask_for_one_and_stay()
    {
        var claims = Of("resource.k8s.io/v1", "resourceclaims");
        Assert.Equal(
            """
            [{"exactly":{"allocationMode":"ExactCount","count":1,"deviceClassName":"a.example.com"},"name":"gpu"}]
            """,
            claims.Create(Samples.Of(claims.Definition)).At("spec", "devices", "requests")!.ToString()
        );
        Assert.EndsWith(
            ": field is immutable",
            Assert.Single(Change(claims, MapValue.Empty, "spec")),
            StringComparison.Ordinal
        );
    }
}
