using Pangea.Fleet.Api;
using Pangea.Fleet.Fixtures;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter.Tests;

public class WorkTests
{
    private static readonly IIdentitySource Ids = new IdentitySource(new Random(1));

    /// <summary>A new object of the recorded one's permanent id: what has neither times nor versions.</summary>
    private static KubeObject Start(KubeObject recorded) =>
        new(
            MapValue.Of(
                ("apiVersion", recorded.ApiVersion),
                ("kind", recorded.Kind),
                (
                    "metadata",
                    MapValue.Of(
                        ("name", recorded.Name),
                        ("namespace", recorded.Namespace),
                        (
                            "labels",
                            MapValue.Of((FleetLabels.WorkPermanentId, recorded.Labels[FleetLabels.WorkPermanentId]))
                        )
                    )
                )
            )
        );

    private static KubeObject Bare(KubeObject work) =>
        work.With(null, "metadata", "creationTimestamp")
            .With(null, "metadata", "generation")
            .With(null, "metadata", "resourceVersion")
            .With(null, "metadata", "uid")
            .With(null, "status");

    [Theory]
    [InlineData("deployment", 1)]
    [InlineData("service", 0)]
    public void A_recorded_template_makes_the_recorded_Work(string kind, int replicas)
    {
        var template = Golden.Read($"template-{kind}");
        if (ReplicaRevision.Handles(template.GroupVersionKind))
            template = ReplicaRevision.Revise(template, replicas);
        var recorded = Golden.Read($"work-{kind}");
        var source = new WorkSource
        {
            Template = template,
            Cluster = "eu",
            Binding = Golden.Read($"binding-{kind}"),
        };
        Assert.Equal(Bare(recorded).Root, WorkBuilder.Build(source, Start(recorded), Ids).Root);
        Assert.Equal(recorded.Key, WorkBuilder.KeyOf(template, "eu"));
    }

    [Theory]
    [InlineData("clusterrole")]
    [InlineData("clusterrolebinding")]
    public void What_the_system_itself_sends_makes_the_recorded_Work(string kind)
    {
        var recorded = Golden.Read($"work-{kind}");
        var manifest = recorded.As<Work>().Spec.Workload.Manifests[0];
        var template = new KubeObject(manifest)
            .With(null, "metadata", "annotations")
            .With(MapValue.Of((FleetLabels.System, FleetLabels.True)), "metadata", "labels");
        var source = new WorkSource
        {
            Template = template,
            Cluster = "eu",
            Owner = recorded.Controller,
        };
        Assert.Equal(Bare(recorded).Root, WorkBuilder.Build(source, Start(recorded), Ids).Root);
    }

    [Fact]
    public void Building_over_the_Work_that_is_there_changes_nothing()
    {
        var recorded = Golden.Read("work-deployment");
        var source = new WorkSource
        {
            Template = ReplicaRevision.Revise(Golden.Read("template-deployment"), 1),
            Cluster = "eu",
            Binding = Golden.Read("binding-deployment"),
        };
        Assert.Same(recorded, WorkBuilder.Build(source, recorded, Ids));
        var scaled = WorkBuilder.Build(
            source with
            {
                Template = ReplicaRevision.Revise(source.Template, 2),
            },
            recorded,
            Ids
        );
        Assert.NotSame(recorded, scaled);
        Assert.Equal(recorded.Status, scaled.Status);
    }

    [Fact]
    public void An_override_that_applies_no_longer_is_told_no_longer()
    {
        var source = new WorkSource
        {
            Template = Golden.Read("template-service"),
            Cluster = "eu",
            Binding = Golden.Read("binding-service"),
            Annotations = MapValue.Of((FleetAnnotations.AppliedOverrides, "[]")),
        };
        var work = WorkBuilder.Build(source, null, Ids);
        Assert.NotNull(work.Annotations[FleetAnnotations.AppliedOverrides]);
        var after = WorkBuilder.Build(source with { Annotations = MapValue.Empty }, work, Ids);
        Assert.Null(after.Annotations[FleetAnnotations.AppliedOverrides]);
    }

    [Fact]
    public void A_policy_that_holds_back_a_cluster_holds_back_its_Work()
    {
        var binding = Golden
            .Read("binding-service")
            .With(ListValue.OfTexts(["eu"]), "spec", "suspension", "dispatchingOnClusters", "clusterNames");
        Assert.True(WorkBuilder.IsSuspended(binding, "eu"));
        Assert.False(WorkBuilder.IsSuspended(binding, "us"));
        Assert.True(WorkBuilder.IsSuspended(binding.With(true, "spec", "suspension", "dispatching"), "us"));
        var source = new WorkSource
        {
            Template = Golden.Read("template-service"),
            Cluster = "eu",
            Binding = binding,
        };
        Assert.True(WorkBuilder.Build(source, null, Ids).As<Work>().Spec.SuspendDispatching);
    }

    [Fact]
    public void The_template_may_say_how_conflicts_are_resolved()
    {
        var source = new WorkSource
        {
            Template = Golden.Read("template-service").WithAnnotation(FleetAnnotations.ConflictResolution, "overwrite"),
            Cluster = "eu",
            Binding = Golden.Read("binding-service"),
        };
        var work = WorkBuilder.Build(source, null, Ids);
        Assert.Equal("overwrite", work.Annotations.Text(FleetAnnotations.ConflictResolution));
        var policy = source with
        {
            Template = Golden.Read("template-service"),
            Binding = source.Binding!.With("Overwrite", "spec", "conflictResolution"),
        };
        Assert.Equal(
            "overwrite",
            WorkBuilder.Build(policy, null, Ids).Annotations.Text(FleetAnnotations.ConflictResolution)
        );
    }

    [Fact]
    public void A_member_object_of_somebody_else_is_left_alone()
    {
        var manifest = new KubeObject(Golden.Read("work-service").As<Work>().Spec.Workload.Manifests[0]);
        var managed = Golden.Read("member-service");
        var foreign = managed.WithLabel(FleetLabels.Managed, null);
        Assert.Null(MemberOwnership.Refusal(manifest, managed, "eu"));
        Assert.Contains(
            "resource(kind=Service, default/hello) already exists in the cluster eu",
            MemberOwnership.Refusal(manifest, foreign, "eu"),
            StringComparison.Ordinal
        );
        Assert.Null(
            MemberOwnership.Refusal(
                manifest.WithAnnotation(FleetAnnotations.ConflictResolution, "overwrite"),
                foreign,
                "eu"
            )
        );
    }

    [Theory]
    [InlineData("deployment")]
    [InlineData("service")]
    public void A_member_object_gives_the_recorded_status_of_its_Work(string kind)
    {
        var recorded = Golden.Read($"work-{kind}");
        var member = Golden.Read($"member-{kind}");
        var dispatched = Timestamps
            .TryParse(recorded.Status.Maps("conditions").First().Text("lastTransitionTime"))!
            .Value;
        var applied = Timestamps.TryParse(recorded.Status.Maps("conditions").Last().Text("lastTransitionTime"))!.Value;
        var work = WorkStatusUpdate.WithDispatching(Bare(recorded), suspended: false, dispatched);
        work = WorkStatusUpdate.WithApplied(work, error: null, applied);
        work = WorkStatusUpdate.WithManifestStatus(
            work,
            0,
            StatusReflection.Reflect(member),
            Health.IsHealthy(member) ? ResourceHealths.Healthy : ResourceHealths.Unhealthy
        );
        Assert.Equal(recorded.Status, work.Status);
        // Said again, nothing changes.
        Assert.Same(work, WorkStatusUpdate.WithApplied(work, null, applied.AddHours(1)));
        Assert.Same(work, WorkStatusUpdate.WithDispatching(work, suspended: false, applied.AddHours(1)));
        Assert.Same(
            work,
            WorkStatusUpdate.WithManifestStatus(work, 0, StatusReflection.Reflect(member), ResourceHealths.Healthy)
        );
        Assert.Same(work, WorkStatusUpdate.WithManifestStatus(work, 1, null, ResourceHealths.Healthy));
    }

    [Theory]
    [InlineData("deployment")]
    [InlineData("service")]
    public void The_Works_of_all_clusters_give_the_recorded_binding_and_template(string kind)
    {
        var recorded = Golden.Read($"binding-{kind}");
        var eu = Golden.Read($"work-{kind}");
        var works = new[] { "us", "eu", "ap" }
            .Select(c => eu.With($"karmada-es-{c}", "metadata", "namespace"))
            .ToList();
        var items = BindingStatusUpdate.ItemsOf(recorded, works);
        Assert.Equal(recorded.Status["aggregatedStatus"], items.ToValue());

        var before = recorded.With(null, "status", "aggregatedStatus");
        var fullyApplied = Conditions.Find(recorded.Status, ConditionTypes.FullyApplied)!;
        var time = Timestamps.TryParse(fullyApplied.Text("lastTransitionTime"))!.Value;
        before = before.With(
            ListValue.Create([Conditions.Find(recorded.Status, "Scheduled")!]),
            "status",
            "conditions"
        );
        var after = BindingStatusUpdate.Apply(before, items, time);
        Assert.Equal(recorded.Status, after.Status);
        Assert.Same(after, BindingStatusUpdate.Apply(after, items, time.AddHours(1)));

        var template = Golden.Read($"template-{kind}");
        var aggregated = StatusAggregation.Aggregate(template, items);
        // The original has no conditions on a template (docs/decisions/0203).
        Assert.Equal(template.Status, aggregated.Status.Without("conditions"));
        Assert.Same(aggregated, StatusAggregation.Aggregate(aggregated, items));
        var unaware = template.WithStatus(kind == "service" ? template.Status : MapValue.Empty);
        Assert.Equal(aggregated.Root, StatusAggregation.Aggregate(unaware, items).Root);
    }

    [Fact]
    public void A_binding_is_fully_applied_only_when_every_cluster_has_it()
    {
        var binding = Golden.Read("binding-service");
        var eu = Golden.Read("work-service");
        var failed = WorkStatusUpdate.WithApplied(
            eu.With("karmada-es-ap", "metadata", "namespace"),
            "no such namespace",
            DateTimeOffset.UnixEpoch
        );
        var items = BindingStatusUpdate.ItemsOf(binding, [eu, failed]);
        Assert.Equal("no such namespace", items[0].AppliedMessage);
        Assert.Equal("", items[1].AppliedMessage);
        var updated = BindingStatusUpdate.Apply(binding, items, DateTimeOffset.UnixEpoch);
        Assert.Equal(
            ConditionReasons.FullyAppliedFailed,
            Conditions.Find(updated.Status, ConditionTypes.FullyApplied)!.Text("reason")
        );
    }

    [Fact]
    public void A_cluster_that_is_left_slowly_is_still_expected_to_have_it()
    {
        var spec = new ResourceBindingSpec
        {
            Clusters = [new() { Name = "b" }],
            RequiredBy = [new() { Clusters = [new() { Name = "c" }] }],
            GracefulEvictionTasks =
            [
                new() { FromCluster = "a", PurgeMode = PurgeModes.Gracefully },
                new() { FromCluster = "d", PurgeMode = PurgeModes.Directly },
            ],
        };
        Assert.Equal(["a", "b", "c"], BindingStatusUpdate.ExpectedClusters(spec));
    }
}
