using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>The rules at one place of a schema, and below it. Places without rules have no node.</summary>
internal sealed class RuleNode
{
    private RuleNode(StructuralSchema schema, ValidationRule[] rules)
    {
        Schema = schema;
        Rules = rules;
    }

    public StructuralSchema Schema { get; }

    public ValidationRule[] Rules { get; }

    public (string Name, RuleNode Node)[] Fields { get; private init; } = [];

    /// <summary>Of the items of a list, or the values of a map.</summary>
    public RuleNode? Items { get; private init; }

    /// <summary>Whether a rule here or below compares with what was before.</summary>
    public bool HasTransition { get; private init; }

    /// <summary>The node of a schema, or null when there are no rules in it.</summary>
    public static RuleNode? Of(MapValue source, StructuralSchema schema)
    {
        var rules = new List<ValidationRule>();
        foreach (var rule in source.Maps("x-kubernetes-validations"))
        {
            // What does not compile was refused when the definition was written.
            if (ValidationRule.TryCompile(rule, schema, out var made, out _, out _))
                rules.Add(made);
        }
        var fields = new List<(string Name, RuleNode Node)>();
        foreach (var (name, value) in source.Map("properties") ?? MapValue.Empty)
        {
            if (
                value is MapValue field
                && schema.Properties.TryGetValue(name, out var inner)
                && Of(field, inner) is { } node
            )
                fields.Add((name, node));
        }
        var items =
            source.Map("items") is { } itemSource && schema.Items is { } itemSchema ? Of(itemSource, itemSchema)
            : source.Map("additionalProperties") is { } valueSource && schema.AdditionalProperties is { } valueSchema
                ? Of(valueSource, valueSchema)
            : null;
        if (rules.Count == 0 && fields.Count == 0 && items is null)
            return null;
        return new(schema, [.. rules])
        {
            Fields = [.. fields],
            Items = items,
            HasTransition =
                rules.Exists(r => r.IsTransition)
                || fields.Exists(f => f.Node.HasTransition)
                || (items?.HasTransition ?? false),
        };
    }
}
