using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Limit ranges: of a container's bounds those that are not given follow from the others.</summary>
internal sealed class LimitRangeStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    public override bool AllowsCreateOnUpdate => true;

    /// <inheritdoc/>
    public override MapValue Default(MapValue root) => root.Edit("spec", static spec => spec.EditEach("limits", Limit));

    private static MapValue Limit(MapValue limit)
    {
        if (limit.Text("type") != "Container")
            return limit;
        limit = Filled(limit, "default", "max");
        limit = Filled(limit, "defaultRequest", "default");
        return Filled(limit, "defaultRequest", "min");
    }

    private static MapValue Filled(MapValue limit, string key, string source) =>
        limit.Map(source) is { Count: > 0 } from
            ? limit.With(key, (limit.Map(key) ?? MapValue.Empty).WithDefaults(from))
            : limit;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        var limits = spec.Items("limits").GetEnumerator();
        while (limits.MoveNext())
        {
            var limit = limits.Current;
            var type = limit.Text("type");
            Type(limit, type);
            if (spec.Map.List("limits")!.Maps.Take(limits.Index).Any(l => (l.Text("type") ?? "") == type))
                limit.Duplicate("type", type);
            LimitRangeItemValidation.Validate(limit, type);
        }
    }

    private static void Type(Part limit, string type)
    {
        if (Syntax.QualifiedNameError(type) is { } error)
            limit.Invalid("type", type, error);
        else if (!type.Contains('/', StringComparison.Ordinal) && !LimitRangeItemValidation.IsStandard(type))
            limit.Invalid("type", type, "must be a standard limit type or fully qualified");
    }
}
