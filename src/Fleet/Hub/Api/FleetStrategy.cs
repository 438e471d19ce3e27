using Pangea.Fleet.Api;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>Serves a kind of the fleet's by its rules: what the original does in webhooks happens here, in the request itself.</summary>
internal sealed class FleetStrategy(FleetKind kind, KindRules rules, IIdentitySource identities, TimeProvider clock)
    : ResourceStrategy
{
    // The original's aggregated server takes an update without a version, a custom resource does not.
    public override bool AllowsUnconditionalUpdate => kind.IsNative;

    public override bool HasGeneration => true;

    public override string? NameError(string name) => rules.NameError(name);

    public override MapValue Default(MapValue root) => rules.Default(root);

    public override MapValue PrepareForCreate(MapValue root) =>
        rules.Stamp(
            rules.PrepareForCreate(kind.HasStatus ? root.Without("status") : root, identities),
            null,
            clock.GetUtcNow()
        );

    public override MapValue PrepareForUpdate(MapValue root, MapValue old) =>
        rules.Stamp(kind.HasStatus ? root.With("status", old["status"]) : root, old, clock.GetUtcNow());

    public override bool BumpsGeneration(MapValue root, MapValue old)
    {
        MapValue Counted(MapValue map)
        {
            var counted = map.Without("metadata").Without("apiVersion").Without("kind");
            return kind.HasStatus ? counted.Without("status") : counted;
        }
        return !Counted(root).Equals(Counted(old));
    }

    public override void Validate(MapValue root, ICollection<FieldError> errors) =>
        Add(rules.Validate(root, null), errors);

    public override void ValidateUpdate(MapValue root, MapValue old, ICollection<FieldError> errors) =>
        Add(rules.Validate(root, old), errors);

    public override IEnumerable<string> Warnings(MapValue root, MapValue? old) => rules.Warnings(root);

    private static void Add(IReadOnlyList<FieldError> found, ICollection<FieldError> errors)
    {
        foreach (var error in found)
            errors.Add(error);
    }
}
