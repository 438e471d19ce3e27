using System.Collections.Immutable;

namespace Pangea.Kube.Objects;

/// <summary>Reads the query form of a label selector; messages follow apimachinery's labels package.</summary>
internal ref struct LabelSelectorParser(string text)
{
    private readonly string text = text;
    private int position;

    public bool TryParse(out ImmutableArray<Requirement> requirements, out string error)
    {
        var list = ImmutableArray.CreateBuilder<Requirement>();
        requirements = [];
        error = "";
        SkipSpace();
        if (position == text.Length)
            return true;
        while (true)
        {
            if (!TryRequirement(out var requirement, out error))
                return false;
            list.Add(requirement!);
            SkipSpace();
            if (position == text.Length)
                break;
            if (text[position] != ',')
            {
                error = $"found '{NextWord()}', expected: ',' or 'end of string'";
                return false;
            }
            position++;
            SkipSpace();
            if (position == text.Length)
            {
                error = "found '', expected: identifier after ','";
                return false;
            }
        }
        requirements = list.ToImmutable();
        return true;
    }

    private bool TryRequirement(out Requirement? requirement, out string error)
    {
        requirement = null;
        error = "";
        SkipSpace();
        var absent = Take('!');
        SkipSpace();
        var key = Word();
        if (key.Length == 0)
        {
            error = $"found '{NextWord()}', expected: identifier";
            return false;
        }
        if (Syntax.QualifiedNameError(key) is { } invalid)
        {
            error = $"<nil>: Invalid value: \"{key}\": {invalid}";
            return false;
        }
        SkipSpace();
        if (absent)
        {
            requirement = new(key, LabelOperator.DoesNotExist, []);
            return true;
        }
        if (position == text.Length || text[position] == ',')
        {
            requirement = new(key, LabelOperator.Exists, []);
            return true;
        }
        return TryOperator(key, out requirement, out error);
    }

    private bool TryOperator(string key, out Requirement? requirement, out string error)
    {
        requirement = null;
        LabelOperator op;
        if (Take('='))
        {
            Take('=');
            op = LabelOperator.In;
        }
        else if (text.AsSpan(position).StartsWith("!="))
        {
            position += 2;
            op = LabelOperator.NotIn;
        }
        else if (Take('>'))
            op = LabelOperator.Gt;
        else if (Take('<'))
            op = LabelOperator.Lt;
        else
            return TrySet(key, out requirement, out error);
        SkipSpace();
        return TryMake(key, op, [Word()], out requirement, out error);
    }

    private bool TrySet(string key, out Requirement? requirement, out string error)
    {
        requirement = null;
        var word = Word();
        if (word is not ("in" or "notin"))
        {
            error = $"found '{(word.Length > 0 ? word : NextWord())}', expected: in, notin, =, ==, !=, gt, lt";
            return false;
        }
        SkipSpace();
        if (!Take('('))
        {
            error = $"found '{NextWord()}' expected: '('";
            return false;
        }
        var values = new SortedSet<string>(StringComparer.Ordinal);
        while (true)
        {
            SkipSpace();
            values.Add(Word());
            SkipSpace();
            if (Take(','))
                continue;
            if (Take(')'))
                break;
            error = $"found '{NextWord()}', expected: ',' or ')'";
            return false;
        }
        var op = word == "in" ? LabelOperator.In : LabelOperator.NotIn;
        return TryMake(key, op, [.. values], out requirement, out error);
    }

    private static bool TryMake(
        string key,
        LabelOperator op,
        ImmutableArray<string> values,
        out Requirement? requirement,
        out string error
    )
    {
        requirement = null;
        error = "";
        foreach (var value in values)
        {
            if (op is LabelOperator.Gt or LabelOperator.Lt)
            {
                if (!long.TryParse(value, out _))
                {
                    error = "for 'Gt', 'Lt' operators, the value must be an integer";
                    return false;
                }
            }
            else if (Syntax.LabelValueError(value) is { } invalid)
            {
                error = $"values[0][{key}]: Invalid value: \"{value}\": {invalid}";
                return false;
            }
        }
        requirement = new(key, op, values);
        return true;
    }

    private bool Take(char c)
    {
        if (position >= text.Length || text[position] != c)
            return false;
        position++;
        return true;
    }

    private void SkipSpace()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
            position++;
    }

    private string Word()
    {
        var start = position;
        while (position < text.Length && !char.IsWhiteSpace(text[position]) && !IsSpecial(text[position]))
            position++;
        return text[start..position];
    }

    private readonly string NextWord() => position < text.Length ? text[position..(position + 1)] : "";

    private static bool IsSpecial(char c) => c is '=' or '!' or '(' or ')' or ',' or '>' or '<';
}
