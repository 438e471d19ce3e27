using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Pangea.Kube.Objects;

/// <summary>Reads the text of a <see cref="JsonPath"/>.</summary>
internal ref struct JsonPathParser(string text)
{
    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">"];

    private readonly string text = text.StartsWith('{') && text.EndsWith('}') ? text[1..^1] : text;
    private int position;

    public bool TryParse(out ImmutableArray<JsonPathStep> steps, out string error)
    {
        if (position < text.Length && text[position] == '$')
            position++;
        return TrySteps(out steps, out error, endsAtOperator: false);
    }

    private bool TrySteps(out ImmutableArray<JsonPathStep> steps, out string error, bool endsAtOperator)
    {
        var list = ImmutableArray.CreateBuilder<JsonPathStep>();
        steps = [];
        error = "";
        while (position < text.Length)
        {
            var c = text[position];
            if (c == '.')
            {
                position++;
                if (position < text.Length && text[position] == '[')
                    continue;
                if (position < text.Length && text[position] == '*')
                {
                    position++;
                    list.Add(new JsonPathStep.Wildcard());
                    continue;
                }
                var name = Name();
                if (name.Length == 0)
                {
                    error = $"unexpected end or character in {text}";
                    return false;
                }
                list.Add(new JsonPathStep.Field(name));
            }
            else if (c == '[')
            {
                position++;
                if (!TryBracket(out var step, out error))
                    return false;
                list.Add(step!);
            }
            else if (endsAtOperator)
                break;
            else
            {
                error = $"unrecognized character in {text}: '{c}'";
                return false;
            }
        }
        steps = list.ToImmutable();
        return true;
    }

    /// <summary>A field's name; a backslash takes the next character as it is.</summary>
    private string Name()
    {
        var name = new StringBuilder();
        for (; position < text.Length; position++)
        {
            var c = text[position];
            if (c == '\\' && position + 1 < text.Length)
                name.Append(text[++position]);
            else if (c is '.' or '[' or ']' or ')' or '=' or '!' or '<' or '>' or ' ')
                break;
            else
                name.Append(c);
        }
        return name.ToString();
    }

    private bool TryBracket(out JsonPathStep? step, out string error)
    {
        step = null;
        error = $"unterminated array in {text}";
        SkipSpace();
        if (position >= text.Length)
            return false;
        switch (text[position])
        {
            case '\'' or '"':
                if (!TryQuoted(out var name))
                    return false;
                step = new JsonPathStep.Field(name);
                break;
            case '*':
                position++;
                step = new JsonPathStep.Wildcard();
                break;
            case '?':
                if (!TryFilter(out step, out error))
                    return false;
                break;
            default:
                if (!TryNumbers(out step, out error))
                    return false;
                break;
        }
        SkipSpace();
        if (position >= text.Length || text[position] != ']')
        {
            error = $"unterminated array in {text}";
            return false;
        }
        position++;
        error = "";
        return true;
    }

    private bool TryNumbers(out JsonPathStep? step, out string error)
    {
        var end = text.IndexOf(']', position);
        var parts = (end < 0 ? "" : text[position..end]).Split(':');
        step = null;
        error = $"invalid array index in {text}";
        if (end < 0 || parts.Length > 3)
            return false;
        var numbers = new int?[3];
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Trim().Length == 0 && parts.Length > 1)
                continue;
            if (!int.TryParse(parts[i], NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
                return false;
            numbers[i] = number;
        }
        position = end;
        step =
            parts.Length == 1
                ? new JsonPathStep.Index(numbers[0]!.Value)
                : new JsonPathStep.Slice(numbers[0], numbers[1], numbers[2] ?? 1);
        return true;
    }

    private bool TryFilter(out JsonPathStep? step, out string error)
    {
        step = null;
        error = $"unterminated filter in {text}";
        if (!text.AsSpan(position).StartsWith("?("))
            return false;
        position += 2;
        SkipSpace();
        if (position >= text.Length || text[position] != '@')
        {
            error = $"a filter compares a path from '@' in {text}";
            return false;
        }
        position++;
        if (!TrySteps(out var left, out error, endsAtOperator: true))
            return false;
        SkipSpace();
        var op = Operator();
        var right = default(JsonPathOperand);
        if (op.Length > 0 && !TryOperand(out right, out error))
            return false;
        SkipSpace();
        if (position >= text.Length || text[position] != ')')
        {
            error = $"unterminated filter in {text}";
            return false;
        }
        position++;
        step = new JsonPathStep.Filter(left, op, right);
        return true;
    }

    private string Operator()
    {
        foreach (var op in Operators)
        {
            if (!text.AsSpan(position).StartsWith(op))
                continue;
            position += op.Length;
            return op;
        }
        return "";
    }

    private bool TryOperand(out JsonPathOperand operand, out string error)
    {
        operand = default;
        error = $"a filter compares with a literal or a path in {text}";
        SkipSpace();
        if (position >= text.Length)
            return false;
        if (text[position] is '\'' or '"')
        {
            if (!TryQuoted(out var quoted))
                return false;
            operand = new(quoted, []);
            return true;
        }
        if (text[position] == '@')
        {
            position++;
            var parsed = TrySteps(out var path, out error, endsAtOperator: true);
            operand = new(null, path);
            return parsed;
        }
        var start = position;
        while (position < text.Length && text[position] is not (')' or ' '))
            position++;
        var word = text[start..position];
        Value? literal = word switch
        {
            "true" => BoolValue.True,
            "false" => BoolValue.False,
            _ when double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && double.IsFinite(number) => NumberValue.Of(number),
            _ => null,
        };
        operand = new(literal, []);
        return literal is not null;
    }

    private bool TryQuoted(out string content)
    {
        var quote = text[position++];
        var result = new StringBuilder();
        content = "";
        for (; position < text.Length; position++)
        {
            if (text[position] == '\\' && position + 1 < text.Length)
                result.Append(text[++position]);
            else if (text[position] == quote)
            {
                position++;
                content = result.ToString();
                return true;
            }
            else
                result.Append(text[position]);
        }
        return false;
    }

    private void SkipSpace()
    {
        while (position < text.Length && text[position] == ' ')
            position++;
    }
}
