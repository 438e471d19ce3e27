namespace Pangea.Kube.Schema.Cel;

/// <summary>
/// Reads an expression. Names that are neither variables nor types, and functions that do not exist, are errors here already. Source: the
/// grammar in the CEL specification ("Syntax"); the words of cel-go.
/// </summary>
internal sealed class CelParser
{
    private const int MostDepth = 250;

    // Operators in a row make a tree as deep as their number: walking it must not be what ends the process.
    private const int MostOperands = 2000;

    // A name before a dot that is no variable may be the first part of a function's name.
    private static readonly HashSet<string> Spaces = new(StringComparer.Ordinal)
    {
        "base64",
        "cel",
        "format",
        "ip",
        "lists",
        "math",
        "optional",
        "sets",
        "strings",
    };

    private static readonly Dictionary<string, int> Relations = new(StringComparer.Ordinal)
    {
        ["=="] = 0,
        ["!="] = 0,
        ["<"] = 0,
        ["<="] = 0,
        [">"] = 0,
        [">="] = 0,
    };

    private readonly List<CelToken> tokens;
    private readonly List<string> variables;
    private int next;
    private int depth;
    private int operands;

    public CelParser(string text, IEnumerable<string> variables)
    {
        tokens = new CelLexer(text).Read();
        this.variables = [.. variables];
    }

    private CelToken Token => tokens[next];

    /// <summary>The whole expression.</summary>
    public CelNode Parse()
    {
        var node = Expression();
        return Token.Kind == CelTokenKind.End ? node : throw Unexpected();
    }

    private CelSyntaxException Unexpected() =>
        new(
            Token.At,
            Token.Kind == CelTokenKind.End
                ? "Syntax error: mismatched input '<EOF>'"
                : $"Syntax error: extraneous input '{Token.Text}'"
        );

    private bool Is(string sign) => Token.Kind == CelTokenKind.Sign && Token.Text == sign;

    private bool Take(string sign)
    {
        if (!Is(sign))
            return false;
        next++;
        return true;
    }

    private void Expect(string sign)
    {
        if (!Take(sign))
            throw Unexpected();
    }

    private CelNode Expression()
    {
        if (++depth > MostDepth)
            throw new CelSyntaxException(Token.At, $"expression recursion limit exceeded: {MostDepth}");
        var node = Or();
        if (Is("?"))
        {
            var at = Token.At;
            next++;
            var yes = Or();
            Expect(":");
            node = new CelChoice(at, node, yes, Expression());
        }
        depth--;
        return node;
    }

    private CelNode Or()
    {
        var left = And();
        while (Is("||"))
        {
            var at = tokens[next++].At;
            left = new CelAnd(at, left, And(), stopsAt: true);
        }
        return left;
    }

    private CelNode And()
    {
        var left = Relation();
        while (Is("&&"))
        {
            var at = tokens[next++].At;
            left = new CelAnd(at, left, Relation(), stopsAt: false);
        }
        return left;
    }

    private CelNode Relation()
    {
        var left = Sum();
        while (
            (Token.Kind == CelTokenKind.Sign && Relations.ContainsKey(Token.Text))
            || (Token.Kind == CelTokenKind.Name && Token.Text == "in")
        )
        {
            var token = tokens[next++];
            left = Operator(token, left, Sum());
        }
        return left;
    }

    private CelNode Sum()
    {
        var left = Product();
        while (Is("+") || Is("-"))
        {
            var token = tokens[next++];
            left = Operator(token, left, Product());
        }
        return left;
    }

    private CelNode Product()
    {
        var left = Unary();
        while (Is("*") || Is("/") || Is("%"))
        {
            var token = tokens[next++];
            left = Operator(token, left, Unary());
        }
        return left;
    }

    private static CelCall Operator(CelToken token, params CelNode[] arguments) =>
        new(token.At, "_" + token.Text, isMethod: false, arguments);

    private CelNode Unary()
    {
        if (Is("!"))
        {
            var token = tokens[next++];
            return Operator(token, Nested());
        }
        if (!Is("-"))
            return Member();
        var minus = tokens[next++];
        if (Token is { Kind: CelTokenKind.Int, Literal: ulong whole } && whole <= 9223372036854775808)
        {
            tokens[next] = Token with { Literal = unchecked(-(long)whole), Kind = CelTokenKind.Int };
            return Member();
        }
        return Operator(minus, Nested());
    }

    private CelNode Nested()
    {
        if (++depth > MostDepth)
            throw new CelSyntaxException(Token.At, $"expression recursion limit exceeded: {MostDepth}");
        var node = Unary();
        depth--;
        return node;
    }

    private CelNode Member()
    {
        var node = Primary();
        while (true)
        {
            var at = Token.At;
            CountOperand();
            if (Is(".") || Is("?."))
            {
                next++;
                var optional = Take("?");
                node = Field(node, at, optional);
            }
            else if (Is("[") || Is("[?"))
            {
                var optional = tokens[next++].Text == "[?";
                var index = Expression();
                Expect("]");
                node = new CelIndex(at, node, index, optional);
            }
            else
                return node;
        }
    }

    private void CountOperand()
    {
        if (++operands > MostOperands)
            throw new CelSyntaxException(Token.At, "the expression is too long");
    }

    private CelNode Field(CelNode node, int at, bool optional)
    {
        if (Token.Kind != CelTokenKind.Name)
            throw Unexpected();
        var name = tokens[next++];
        if (Is("(") && !optional)
            return Call(node, name);
        return new CelSelect(at, node, name.Text, optional, test: false);
    }

    private CelNode Primary()
    {
        var token = tokens[next];
        switch (token.Kind)
        {
            case CelTokenKind.Int:
                next++;
                return new CelLiteral(
                    token.At,
                    token.Literal switch
                    {
                        long whole => whole,
                        ulong and > long.MaxValue => throw new CelSyntaxException(token.At, "invalid int literal"),
                        ulong whole => (long)whole,
                        _ => token.Literal,
                    }
                );
            case CelTokenKind.Uint or CelTokenKind.Double or CelTokenKind.Text or CelTokenKind.Bytes:
                next++;
                return new CelLiteral(token.At, token.Literal);
            case CelTokenKind.Name:
                return Name();
        }
        if (Take("("))
        {
            var inner = Expression();
            Expect(")");
            return inner;
        }
        if (Is("[") || Is("[?"))
            return ListLiteral();
        if (Is("{"))
            return MapLiteral();
        throw Unexpected();
    }

    private CelNode Name()
    {
        var name = tokens[next++];
        if (name.Text is "true" or "false")
            return new CelLiteral(name.At, name.Text == "true");
        if (name.Text == "null")
            return new CelLiteral(name.At, null);
        if (CelNames.IsReserved(name.Text))
            throw new CelSyntaxException(name.At, $"reserved identifier: {name.Text}");
        if (Is("("))
            return Call(null, name);
        if (variables.Contains(name.Text) || CelType.Named(name.Text) is not null)
            return new CelName(name.At, name.Text);
        if (Is(".") && Spaces.Contains(name.Text) && tokens[next + 1].Kind == CelTokenKind.Name)
        {
            next++;
            var part = tokens[next++];
            if (Is("("))
                return Call(null, part with { Text = $"{name.Text}.{part.Text}", At = name.At });
        }
        throw new CelSyntaxException(name.At, $"undeclared reference to '{name.Text}' (in container '')");
    }

    private CelList ListLiteral()
    {
        var token = tokens[next++];
        var items = new List<(CelNode, bool)>();
        var optional = token.Text == "[?";
        while (optional || !Is("]"))
        {
            optional = optional || Take("?");
            items.Add((Expression(), optional));
            optional = false;
            if (!Take(","))
                break;
        }
        Expect("]");
        return new(token.At, [.. items]);
    }

    private CelMapLiteral MapLiteral()
    {
        var token = tokens[next++];
        var entries = new List<(CelNode, CelNode, bool)>();
        while (!Is("}"))
        {
            var optional = Take("?");
            var key = Expression();
            Expect(":");
            entries.Add((key, Expression(), optional));
            if (!Take(","))
                break;
        }
        Expect("}");
        return new(token.At, [.. entries]);
    }

    private CelNode Call(CelNode? target, CelToken name)
    {
        Expect("(");
        if (CelMacros.Find(name.Text, target is not null) is { } macro)
            return Macro(macro, target, name);
        var arguments = new List<CelNode>();
        if (target is not null)
            arguments.Add(target);
        while (!Is(")"))
        {
            arguments.Add(Expression());
            if (!Take(","))
                break;
        }
        Expect(")");
        if (!CelFunctions.Exists(name.Text, target is not null, arguments.Count))
        {
            throw new CelSyntaxException(
                name.At,
                CelFunctions.IsKnown(name.Text)
                    ? $"found no matching overload for '{name.Text}'"
                    : $"undeclared reference to '{name.Text}' (in container '')"
            );
        }
        if (name.Text is "matches" or "find" or "findAll" && arguments[1] is CelLiteral { Literal: string pattern })
            arguments[1] = Pattern(arguments[1].At, pattern);
        return new CelCall(name.At, name.Text, target is not null, [.. arguments]);
    }

    // A pattern that stands in the expression is compiled with it.
    private static CelLiteral Pattern(int at, string pattern) =>
        GoRegex.TryMake(pattern, out var regex, out var error)
            ? new(at, regex)
            : throw new CelSyntaxException(at, $"invalid matches argument: error parsing regexp: {error}");

    private CelNode Macro(CelMacro macro, CelNode? target, CelToken name)
    {
        if (macro == CelMacro.Has)
        {
            var field = Expression();
            Expect(")");
            return field is CelSelect { IsTest: false } select
                ? new CelSelect(name.At, select.Operand, select.Field, select.IsOptional, test: true)
                : throw new CelSyntaxException(name.At, "invalid argument to has() macro");
        }
        var parameters = new List<string> { Parameter() };
        Expect(",");
        if (macro == CelMacro.Bind)
        {
            var value = Expression();
            Expect(",");
            var result = Within(parameters, Expression);
            Expect(")");
            return new CelBind(name.At, parameters[0], value, result, CelBindKind.Bind);
        }
        if (macro is CelMacro.OptMap or CelMacro.OptFlatMap)
        {
            var result = Within(parameters, Expression);
            Expect(")");
            var kind = macro == CelMacro.OptMap ? CelBindKind.OptMap : CelBindKind.OptFlatMap;
            return new CelBind(name.At, parameters[0], target!, result, kind);
        }
        if (CelMacros.TakesTwo(macro) && HasSecondParameter(CelMacros.NeedsTwo(macro)))
        {
            parameters.Add(Parameter());
            Expect(",");
        }
        var parts = Within(
            parameters,
            () =>
            {
                var list = new List<CelNode> { Expression() };
                if (CelMacros.TakesCondition(macro) && Take(","))
                    list.Add(Expression());
                return list;
            }
        );
        Expect(")");
        return new CelLoop(
            name.At,
            CelMacros.Kind(macro),
            target!,
            [.. parameters],
            parts.Count > 1 ? parts[0] : null,
            parts[^1]
        );
    }

    // "a.all(k, v, p)" against "a.all(x, p)": a plain name with a comma behind it is a variable.
    private bool HasSecondParameter(bool needed) =>
        needed
        || (
            Token.Kind == CelTokenKind.Name
            && tokens[next + 1] is { Kind: CelTokenKind.Sign, Text: "," }
            && !CelNames.IsReserved(Token.Text)
        );

    private string Parameter() =>
        Token.Kind == CelTokenKind.Name && !CelNames.IsReserved(Token.Text)
            ? tokens[next++].Text
            : throw new CelSyntaxException(Token.At, "argument must be a simple name");

    private T Within<T>(List<string> names, Func<T> read)
    {
        variables.AddRange(names);
        var made = read();
        variables.RemoveRange(variables.Count - names.Count, names.Count);
        return made;
    }
}
