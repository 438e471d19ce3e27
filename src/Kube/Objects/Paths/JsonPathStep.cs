using System.Collections.Immutable;

namespace Pangea.Kube.Objects;

/// <summary>One step of a <see cref="JsonPath"/>.</summary>
internal abstract record JsonPathStep
{
    /// <summary>Whether the step finds one value at most.</summary>
    public virtual bool IsSingle => true;

    /// <summary>The one value; only asked of single steps.</summary>
    public virtual Value? Single(Value value) => null;

    /// <summary>The values found.</summary>
    public virtual IEnumerable<Value> Select(Value value) => Single(value) is { } found ? [found] : [];

    /// <summary>A field of a map.</summary>
    public sealed record Field(string Name) : JsonPathStep
    {
        /// <inheritdoc/>
        public override Value? Single(Value value) => (value as MapValue)?[Name];
    }

    /// <summary>An item of a list; negative counts from the end.</summary>
    public sealed record Index(int Position) : JsonPathStep
    {
        /// <inheritdoc/>
        public override Value? Single(Value value)
        {
            if (value is not ListValue list)
                return null;
            var i = Position < 0 ? list.Count + Position : Position;
            return i >= 0 && i < list.Count ? list[i] : null;
        }
    }

    /// <summary>Items from a position (inclusive) to another (exclusive), each the width apart.</summary>
    public sealed record Slice(int? From, int? To, int Width) : JsonPathStep
    {
        /// <inheritdoc/>
        public override bool IsSingle => false;

        /// <inheritdoc/>
        public override IEnumerable<Value> Select(Value value)
        {
            if (value is not ListValue list || Width <= 0)
                yield break;
            var to = Math.Min(Place(To ?? list.Count, list.Count), list.Count);
            for (var i = Math.Max(Place(From ?? 0, list.Count), 0); i < to; i += Width)
                yield return list[i];
        }

        private static int Place(int position, int count) => position < 0 ? count + position : position;
    }

    /// <summary>Every item of a list, every value of a map.</summary>
    public sealed record Wildcard : JsonPathStep
    {
        /// <inheritdoc/>
        public override bool IsSingle => false;

        /// <inheritdoc/>
        public override IEnumerable<Value> Select(Value value) =>
            value switch
            {
                ListValue list => list,
                MapValue map => map.Select(e => e.Value),
                _ => [],
            };
    }

    /// <summary>The items of a list for which a comparison holds; without an operator, those that have the left side.</summary>
    public sealed record Filter(ImmutableArray<JsonPathStep> Left, string Operator, JsonPathOperand Right)
        : JsonPathStep
    {
        /// <inheritdoc/>
        public override bool IsSingle => false;

        /// <inheritdoc/>
        public override IEnumerable<Value> Select(Value value) => value is ListValue list ? list.Where(Holds) : [];

        private bool Holds(Value item)
        {
            var left = JsonPath.First(item, Left.AsSpan());
            if (Operator.Length == 0)
                return left is not null;
            var right = Right.Literal ?? JsonPath.First(item, Right.Path.AsSpan());
            if (left is null || right is null)
                return false;
            return Operator switch
            {
                "==" => Compare(left, right) == 0,
                "!=" => Compare(left, right) != 0,
                "<" => Compare(left, right) < 0,
                "<=" => Compare(left, right) <= 0,
                ">" => Compare(left, right) > 0,
                _ => Compare(left, right) >= 0,
            };
        }

        /// <summary>The order of two values of one kind; null when they have none.</summary>
        private static int? Compare(Value left, Value right) =>
            (left, right) switch
            {
                (StringValue a, StringValue b) => string.CompareOrdinal(a.Text, b.Text),
                (NumberValue a, NumberValue b) => a.Double.CompareTo(b.Double),
                (BoolValue a, BoolValue b) => a.Flag.CompareTo(b.Flag),
                _ => null,
            };
    }
}

/// <summary>The right side of a filter: a literal, or a path from the item.</summary>
internal readonly record struct JsonPathOperand(Value? Literal, ImmutableArray<JsonPathStep> Path);
