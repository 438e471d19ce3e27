namespace Pangea.Kube.Schema.Cel;

/// <summary>
/// Finds fields that the schemas of the variables do not have: the mistake that matters most, as it would otherwise show only when an object
/// comes along. Types are not checked any further: what an operator does not take is an error of the evaluation.
/// </summary>
internal static class CelCheck
{
    public static void Check(CelNode root, IReadOnlyDictionary<string, StructuralSchema?> variables) =>
        new Walk().Of(root, variables.ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal));

    private sealed class Walk
    {
        /// <summary>The schema of a node's value, as far as it has one.</summary>
        public StructuralSchema? Of(CelNode node, Dictionary<string, StructuralSchema?> names)
        {
            switch (node)
            {
                case CelName name:
                    return names.GetValueOrDefault(name.Name);
                case CelSelect select:
                    return Select(select, Of(select.Operand, names));
                case CelIndex index:
                    Of(index.Position, names);
                    var container = Of(index.Operand, names);
                    return container?.Items ?? container?.AdditionalProperties;
                case CelAnd and:
                    Of(and.Left, names);
                    Of(and.Right, names);
                    return null;
                case CelChoice choice:
                    Of(choice.Condition, names);
                    var yes = Of(choice.Yes, names);
                    return ReferenceEquals(yes, Of(choice.No, names)) ? yes : null;
                case CelCall call:
                    return Call(call, names);
                case CelList list:
                    foreach (var item in list.Items)
                        Of(item, names);
                    return null;
                case CelMapLiteral map:
                    foreach (var part in map.Parts)
                        Of(part, names);
                    return null;
                case CelLoop loop:
                    return Loop(loop, names);
                case CelBind bind:
                    var bound = Of(bind.Bound, names);
                    var result = Of(bind.Result, new(names, StringComparer.Ordinal) { [bind.Name] = bound });
                    return result;
                default:
                    return null;
            }
        }

        private static StructuralSchema? Select(CelSelect select, StructuralSchema? operand)
        {
            if (operand is null)
                return null;
            if (operand.AdditionalProperties is { } values)
                return select.IsTest ? null : values;
            if (operand.Properties.TryGetValue(select.Field, out var field))
                return select.IsTest ? null : field;
            if (CelNames.TryUnescape(select.Field, out var name) && operand.Properties.TryGetValue(name, out field))
                return select.IsTest ? null : field;
            var isClosed =
                operand is { Type: SchemaType.Object, PreserveUnknownFields: false, EmbeddedResource: false };
            var isScalar =
                operand.Type is SchemaType.Text or SchemaType.Whole or SchemaType.Number or SchemaType.Boolean;
            if (isScalar && !operand.IntOrString)
                throw new CelSyntaxException(select.At, "type does not support field selection");
            return isClosed ? throw new CelSyntaxException(select.At, $"undefined field '{select.Field}'") : null;
        }

        private StructuralSchema? Call(CelCall call, Dictionary<string, StructuralSchema?> names)
        {
            var first = call.Arguments.Length > 0 ? Of(call.Arguments[0], names) : null;
            foreach (var argument in call.Arguments.Skip(1))
                Of(argument, names);
            // Of an optional value everything is seen as of the value.
            return call.Function is "value" or "orValue" or "or" ? first : null;
        }

        private StructuralSchema? Loop(CelLoop loop, Dictionary<string, StructuralSchema?> names)
        {
            var range = Of(loop.Range, names);
            var inner = new Dictionary<string, StructuralSchema?>(names, StringComparer.Ordinal);
            var item = range?.Items ?? (loop.Names.Length > 1 ? range?.AdditionalProperties : null);
            inner[loop.Names[0]] = loop.Names.Length > 1 ? null : item;
            if (loop.Names.Length > 1)
                inner[loop.Names[1]] = item;
            if (loop.Condition is not null)
                Of(loop.Condition, inner);
            Of(loop.Result, inner);
            return loop.Kind is CelLoopKind.Filter or CelLoopKind.SortBy ? range : null;
        }
    }
}
