using Pangea.Kube.Objects;

namespace Pangea.Kube.Apply.Tests;

/// <summary>
/// A Deployment as a recorded control plane had it after client-side apply by kubectl, a label and annotations by a controller, and a
/// status: the same writes must record the same ownership.
/// </summary>
public class GoldenManagedFieldsTests
{
    private static readonly GroupVersionKind Kind = new("apps", "v1", "Deployment");
    private static readonly MapValue Recorded = Samples.Fixture("deployment-hello.json");

    private static FieldManager Main =>
        new(Kind, Samples.Builtin("apps/v1", "Deployment")) { ResetFields = FieldSet.OfFields("status") };

    private static FieldManager Status =>
        new(Kind, Samples.Builtin("apps/v1", "Deployment"))
        {
            Subresource = "status",
            ResetFields = FieldSet.OfFields("spec"),
        };

    private static DateTimeOffset At(int second) => new(2026, 11, 23, 2, 52, second, TimeSpan.Zero);

    private static MapValue Created()
    {
        var metadata = Recorded.Map("metadata")!.Without("managedFields").With("generation", 1);
        metadata = metadata
            .With(
                "annotations",
                metadata
                    .Map("annotations")!
                    .Without("propagationpolicy.karmada.io/name")
                    .Without("propagationpolicy.karmada.io/namespace")
            )
            .With("labels", metadata.Map("labels")!.Without("propagationpolicy.karmada.io/permanent-id"));
        return Recorded.With("metadata", metadata).With("status", MapValue.Empty);
    }

    private static MapValue Labelled(MapValue live)
    {
        var recorded = Recorded.Map("metadata")!;
        return live.WithAt(recorded["annotations"], "metadata", "annotations")
            .WithAt(recorded["labels"], "metadata", "labels");
    }

    [Fact]
    public void The_recorded_writes_lead_to_the_recorded_ownership()
    {
        var live = Main.Update(null, Created(), "kubectl-client-side-apply", At(40));
        live = Main.Update(live, Labelled(live), "karmada-controller-manager", At(45));
        live = live.WithAt(2, "metadata", "generation");
        live = Status.Update(live, live.With("status", Recorded["status"]), "karmada-controller-manager", At(48));

        Assert.Equal(Recorded.ToString(), live.ToString());
    }

    [Fact]
    public void Documents_that_were_parsed_anew_lead_to_the_same_ownership()
    {
        var live = Reparse(Main.Update(null, Created(), "kubectl-client-side-apply", At(40)));
        live = Reparse(Main.Update(live, Reparse(Labelled(live)), "karmada-controller-manager", At(45)));
        live = live.WithAt(2, "metadata", "generation");
        live = Status.Update(
            live,
            Reparse(live.With("status", Recorded["status"])),
            "karmada-controller-manager",
            At(48)
        );

        Assert.Equal(Recorded.ToString(), live.ToString());
    }

    [Fact]
    public void A_write_that_changes_nothing_gives_the_object_back_as_it_was()
    {
        Assert.Equal(Recorded, Main.Update(Recorded, Recorded, "kubectl-edit", At(59)));
        Assert.Equal(Recorded, Main.Update(Recorded, Reparse(Recorded), "kubectl-edit", At(59)));
        Assert.Equal(Recorded, Status.Update(Recorded, Reparse(Recorded), "kubectl-edit", At(59)));
        var withoutOwners = Recorded.WithAt(null, "metadata", "managedFields");
        Assert.Equal(Recorded, Main.Update(Recorded, withoutOwners, "kubectl-edit", At(59)));
    }

    [Fact]
    public void The_recorded_sets_survive_reading_and_writing()
    {
        foreach (var entry in Recorded.Map("metadata")!.Maps("managedFields"))
        {
            Assert.True(FieldSet.TryRead(entry["fieldsV1"], out var set, out _));
            Assert.Equal(entry["fieldsV1"], set.ToFieldsV1());
        }
    }

    private static MapValue Reparse(MapValue value) => JsonText.ParseMap(value.ToJson().Span);
}
