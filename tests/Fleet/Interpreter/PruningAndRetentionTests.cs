using Pangea.Fleet.Api;
using Pangea.Fleet.Fixtures;
using Pangea.Kube.Objects;
using static Pangea.Fleet.Interpreter.Tests.Trees;

namespace Pangea.Fleet.Interpreter.Tests;

public class PruningAndRetentionTests
{
    [Fact]
    public void What_is_the_hubs_own_is_cut_off()
    {
        var pruned = Pruning.Prune(
            Golden.Read("template-deployment").WithFinalizer("x").With(1, "metadata", "deletionGracePeriodSeconds")
        );
        Assert.Equal(["annotations", "labels", "name", "namespace"], pruned.Metadata.Keys);
        Assert.Null(pruned.Root["status"]);
    }

    [Fact]
    public void A_headless_Service_stays_headless_and_others_get_the_members_address()
    {
        var service = Golden.Read("template-service");
        Assert.Null(Pruning.Prune(service).Spec["clusterIP"]);
        Assert.Null(Pruning.Prune(service).Spec["clusterIPs"]);
        var headless = service.With("None", "spec", "clusterIP");
        Assert.Equal("None", Pruning.Prune(headless).Spec.Text("clusterIP"));
    }

    [Fact]
    public void A_Job_generates_its_selector_anew_unless_it_is_the_users()
    {
        const string json = """
            {"spec":{"ttlSecondsAfterFinished":5,
              "selector":{"matchLabels":{"batch.kubernetes.io/controller-uid":"1"}},
              "template":{"metadata":{"labels":{"app":"x","controller-uid":"1","batch.kubernetes.io/controller-uid":"1","job-name":"j","batch.kubernetes.io/job-name":"j"}}}}}
            """;
        var pruned = Pruning.Prune(Object("batch/v1", "Job", json));
        Assert.Equal("""{"selector":{},"template":{"metadata":{"labels":{"app":"x"}}}}""", pruned.Spec.ToString());
        var manual = Pruning.Prune(Object("batch/v1", "Job", json).With(true, "spec", "manualSelector"));
        Assert.NotNull(manual.Spec.At("selector", "matchLabels"));
    }

    [Fact]
    public void Tokens_that_the_hub_made_stay_in_the_hub()
    {
        var account = Object(
            "v1",
            "ServiceAccount",
            """{"metadata":{"name":"a"},"secrets":[{"name":"a-token-x"},{"name":"mine"}]}"""
        );
        Assert.Equal("""[{"name":"mine"}]""", Pruning.Prune(account).Root.List("secrets")!.ToString());
        var token = Object(
            "v1",
            "Secret",
            """{"type":"kubernetes.io/service-account-token","metadata":{"annotations":{"kubernetes.io/service-account.uid":"1","kubernetes.io/service-account.name":"a"}},"data":{"token":"x"}}"""
        );
        var pruned = Pruning.Prune(token);
        Assert.Null(pruned.Root["data"]);
        Assert.Equal(["kubernetes.io/service-account.name"], pruned.Annotations.Keys);
        var plain = Object("v1", "Secret", """{"type":"Opaque","data":{"x":"y"}}""");
        Assert.NotNull(Pruning.Prune(plain).Root["data"]);
    }

    [Fact]
    public void Marks_of_the_hubs_own_controllers_are_cut_off()
    {
        var claim = Object(
            "v1",
            "PersistentVolumeClaim",
            """{"metadata":{"annotations":{"pv.kubernetes.io/bind-completed":"yes","volume.kubernetes.io/selected-node":"n"}}}"""
        );
        Assert.Empty(Pruning.Prune(claim).Annotations);
        var deployment = Golden.Read("template-deployment").WithAnnotation("deployment.kubernetes.io/revision", "3");
        Assert.Null(Pruning.Prune(deployment).Annotations["deployment.kubernetes.io/revision"]);
    }

    [Fact]
    public void Pruning_twice_is_pruning_once()
    {
        foreach (var name in new[] { "template-deployment", "template-service", "member-deployment", "member-service" })
        {
            var once = Pruning.Prune(Golden.Read(name));
            Assert.Equal(once.Root, Pruning.Prune(once).Root);
        }
    }

    [Fact]
    public void An_autoscaled_Deployment_keeps_the_members_replicas()
    {
        var desired = Golden.Read("template-deployment").With(9, "spec", "replicas");
        var observed = Golden.Read("member-deployment");
        Assert.Equal(9, Retention.Retain(desired, observed).Spec.Integer("replicas"));
        var labelled = desired.WithLabel(FleetLabels.RetainReplicas, "true");
        Assert.Equal(1, Retention.Retain(labelled, observed).Spec.Integer("replicas"));
    }

    [Fact]
    public void A_Service_keeps_the_members_address()
    {
        var observed = Golden.Read("member-service");
        var desired = Pruning.Prune(Golden.Read("template-service"));
        Assert.Equal(observed.Spec, Retention.Retain(desired, observed).Spec);
    }

    [Fact]
    public void A_Pod_keeps_what_the_member_added()
    {
        var desired = Object("v1", "Pod", """{"spec":{"containers":[{"name":"a"},{"name":"b"}]}}""");
        var observed = Object(
            "v1",
            "Pod",
            """{"spec":{"nodeName":"n","serviceAccountName":"default","volumes":[{"name":"v"}],"containers":[{"name":"a","volumeMounts":[{"name":"v"}]}]}}"""
        );
        Assert.Equal(
            """{"containers":[{"name":"a","volumeMounts":[{"name":"v"}]},{"name":"b"}],"nodeName":"n","serviceAccountName":"default","volumes":[{"name":"v"}]}""",
            Retention.Retain(desired, observed).Spec.ToString()
        );
    }

    [Fact]
    public void Other_kinds_keep_what_the_member_bound()
    {
        var claim = Retention.Retain(
            Object("v1", "PersistentVolumeClaim", "{}"),
            Object("v1", "PersistentVolumeClaim", """{"spec":{"volumeName":"pv"}}""")
        );
        Assert.Equal("pv", claim.Spec.Text("volumeName"));
        var volume = Retention.Retain(
            Object("v1", "PersistentVolume", "{}"),
            Object("v1", "PersistentVolume", """{"spec":{"claimRef":{"name":"c"}}}""")
        );
        Assert.NotNull(volume.Spec["claimRef"]);
        var account = Retention.Retain(
            Object("v1", "ServiceAccount", """{"secrets":[{"name":"a"}]}"""),
            Object("v1", "ServiceAccount", """{"secrets":[{"name":"a"},{"name":"b"}]}""")
        );
        Assert.Equal("""[{"name":"a"},{"name":"b"}]""", account.Root.List("secrets")!.ToString());
        var job = Retention.Retain(
            Object("batch/v1", "Job", """{"spec":{"template":{"metadata":{}}}}"""),
            Object(
                "batch/v1",
                "Job",
                """{"spec":{"selector":{"matchLabels":{"u":"1"}},"template":{"metadata":{"labels":{"u":"1"}}}}}"""
            )
        );
        Assert.Equal("1", (job.Spec.At("template", "metadata", "labels", "u") as StringValue)!.Text);
        Assert.NotNull(job.Spec["selector"]);
    }
}
