using CsCheck;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema.Cel.Tests;

/// <summary>What expressions give. Cases are our own, after the CEL specification and the Kubernetes documentation of its libraries.</summary>
public sealed class CelTests
{
    private static readonly StructuralSchema Schema = CustomSchema.Compile(
        (MapValue)
            YamlText.Parse(
                """
                type: object
                properties:
                  spec:
                    type: object
                    properties:
                      num: {type: integer}
                      x: {type: number}
                      s: {type: string}
                      when: {type: string, format: date-time}
                      every: {type: string, format: duration}
                      data: {type: string, format: byte}
                      port: {x-kubernetes-int-or-string: true}
                      odd-name: {type: string}
                      namespace: {type: string}
                      list: {type: array, items: {type: integer}}
                      set: {type: array, x-kubernetes-list-type: set, items: {type: string}}
                      byName:
                        type: array
                        x-kubernetes-list-type: map
                        x-kubernetes-list-map-keys: [name]
                        items: {type: object, properties: {name: {type: string}, v: {type: integer}}}
                      map: {type: object, additionalProperties: {type: integer}}
                """
            )
    );

    private static readonly Value Self = YamlText.Parse(
        """
        spec:
          num: 3
          x: 2
          s: hello
          when: "2026-01-02T03:04:05Z"
          every: 1h30m
          data: aGk=
          port: 80
          odd-name: odd
          namespace: ns
          list: [1, 2, 3]
          set: [a, b]
          byName: [{name: a, v: 1}, {name: b, v: 2}]
          map: {k: 1, l: 2}
        """
    );

    private static readonly Dictionary<string, StructuralSchema?> Variables = new()
    {
        ["self"] = Schema,
        ["free"] = null,
    };

    private static object? Eval(string text, long budget = 100_000)
    {
        Assert.True(CelProgram.TryCompile(text, Variables, out var program, out var error), error);
        return program.Evaluate(
            [new("self", CelProgram.ToCel(Self, Schema)), new("free", CelProgram.ToCel(Self, null))],
            new CelBudget(budget)
        );
    }

    [Theory]
    [InlineData("1 + 2 * 3 == 7")]
    [InlineData("(1 + 2) * 3 == 9")]
    [InlineData("-7 / 2 == -3 && -7 % 2 == -1")]
    [InlineData("1 == 1.0 && 1 == 1u && 1u < 2.5")]
    [InlineData("!(1 < 1) && 2 >= 2 && 'a' < 'b'")]
    [InlineData("true || 1/0 == 0")]
    [InlineData("1/0 == 0 || true")]
    [InlineData("!(1/0 == 0 && false)")]
    [InlineData("true ? true : 1/0 == 0")]
    [InlineData("0x10 == 16 && 1e3 == 1000.0 && .5 == 0.5")]
    [InlineData("-9223372036854775808 < 0")]
    [InlineData("'a\\n\\u00e9' == \"a\\n\u00e9\" && r'\\d' == '\\\\d'")]
    [InlineData("'''a'b''' == \"a'b\"")]
    [InlineData("b'hi' == bytes('hi') && size(b'\\xff') == 1")]
    [InlineData("[1, 2] + [3] == [1, 2, 3] && 2 in [1, 2] && !(4 in [1, 2])")]
    [InlineData("{'a': 1}['a'] == 1 && 'a' in {'a': 1} && {1: 2}[1u] == 2")]
    [InlineData("[1, [2]] == [1.0, [2u]] && {'a': 1} == {'a': 1.0}")]
    [InlineData("size('h\u00e9llo') == 5 && 'abc'.size() == 3")]
    [InlineData("type(1) == int && type('') == string && type([]) == list && type(null) == null_type")]
    [InlineData("int('12') == 12 && double('1.5') == 1.5 && string(12) == '12' && uint(3) == 3u && bool('true')")]
    [InlineData("null == null && free.missing == null || true")]
    [InlineData("[1, 2, 3].all(x, x > 0) && [1, 2].exists(x, x == 2) && [1, 2, 2].exists_one(x, x == 1)")]
    [InlineData("[1, 2, 3].filter(x, x > 1) == [2, 3] && [1, 2].map(x, x * 2) == [2, 4]")]
    [InlineData("[1, 2, 3].map(x, x > 1, x * 10) == [20, 30]")]
    [InlineData("{'a': 1, 'b': 2}.all(k, k in ['a', 'b'])")]
    [InlineData("{'a': 1}.exists(k, v, k == 'a' && v == 1) && [5, 6].all(i, v, v == i + 5)")]
    [InlineData("[1, 2].transformList(i, v, i + v) == [1, 3]")]
    [InlineData("{'a': 1}.transformMap(k, v, v + 1) == {'a': 2}")]
    [InlineData("[0, 1].exists(x, 1/x == 1)")]
    [InlineData("cel.bind(x, 1 + 1, x * x) == 4")]
    [InlineData("has(self.spec.num) && has(self.spec)")]
    [InlineData("self.spec.num == 3 && self.spec.x == 2.0 && type(self.spec.x) == double")]
    [InlineData("self.spec.odd__dash__name == 'odd' && self.spec.__namespace__ == 'ns'")]
    [InlineData("self.spec.when > timestamp('2026-01-01T00:00:00Z') && self.spec.when.getFullYear() == 2026")]
    [InlineData("self.spec.every == duration('90m') && self.spec.every.getMinutes() == 90")]
    [InlineData("self.spec.when + duration('1h') == timestamp('2026-01-02T04:04:05Z')")]
    [InlineData("self.spec.data == b'hi'")]
    [InlineData("type(self.spec.port) == int ? self.spec.port < 100 : self.spec.port == 'x'")]
    [InlineData("self.spec.set == ['b', 'a'] && self.spec.set + ['a', 'c'] == ['a', 'b', 'c']")]
    [InlineData("(self.spec.byName + [{'name': 'a', 'v': 9}])[0].v == 9")]
    [InlineData("self.spec.map.k == 1 && self.spec.map.all(k, self.spec.map[k] > 0) && size(self.spec.map) == 2")]
    [InlineData("self.?spec.?num.orValue(0) == 3 && free.?nothing.?more.orValue(5) == 5")]
    [InlineData("free[?'nothing'].hasValue() == false && optional.of(1).optMap(x, x + 1).value() == 2")]
    [InlineData("[1, ?optional.none()] == [1] && {?'a': optional.none()} == {}")]
    [InlineData("'abc'.contains('b') && 'abc'.startsWith('a') && 'abc'.endsWith('c') && 'abc'.matches('^a.c$')")]
    [InlineData(
        "'a,b'.split(',') == ['a', 'b'] && ['a', 'b'].join('-') == 'a-b' && 'a,b,c'.split(',', 2) == ['a', 'b,c']"
    )]
    [InlineData("'hello'.substring(1, 3) == 'el' && 'hello'.indexOf('l') == 2 && 'hello'.lastIndexOf('l') == 3")]
    [InlineData(
        "'aaa'.replace('a', 'b', 2) == 'bba' && ' x '.trim() == 'x' && 'aB'.upperAscii() == 'AB' && 'ab'.charAt(1) == 'b'"
    )]
    [InlineData(
        "'a1b22'.find('[0-9]+') == '1' && 'a1b22'.findAll('[0-9]+') == ['1', '22'] && 'abc'.findAll('x') == []"
    )]
    [InlineData("'%s is %d, %.2f'.format(['a', 1, 1.0]) == 'a is 1, 1.00' && '%s'.format([[1, 'x']]) == '[1, \"x\"]'")]
    [InlineData(
        "[1, 2, 3].isSorted() && [1, 2].sum() == 3 && [3, 1].min() == 1 && [3, 1].max() == 3 && [1, 2, 1].lastIndexOf(1) == 2"
    )]
    [InlineData(
        "[3, 1, 2].sort() == [1, 2, 3] && [1, 1].distinct() == [1] && ['bb', 'a'].sortBy(x, size(x)) == ['a', 'bb']"
    )]
    [InlineData("sets.contains([1, 2], [2]) && sets.intersects([1], [1, 2]) && sets.equivalent([1, 1], [1])")]
    [InlineData("math.greatest(1, 2.5, 2) == 2.5 && math.least([3, 1]) == 1 && math.abs(-2) == 2")]
    [InlineData(
        "quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('500m').add(quantity('0.5')).compareTo(quantity('1')) == 0"
    )]
    [InlineData(
        "isQuantity('1Mi') && !isQuantity('x') && quantity('2k').asInteger() == 2000 && !quantity('1m').isInteger()"
    )]
    [InlineData("quantity('50M') == quantity('50000k') && quantity('-1').sign() == -1")]
    [InlineData("isIP('1.2.3.4') && !isIP('01.2.3.4') && ip('::1').isLoopback() && ip('1.2.3.4').family() == 4")]
    [InlineData(
        "ip('127.0.0.1') == ip('127.0.0.1') && !ip.isCanonical('2001:DB8::1') && string(ip('1.1.1.1')) == '1.1.1.1'"
    )]
    [InlineData(
        "cidr('10.0.0.0/8').containsIP('10.1.2.3') && cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && isCIDR('::/0')"
    )]
    [InlineData("cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8') && cidr('10.0.0.0/8').prefixLength() == 8")]
    [InlineData(
        "url('https://u@example.com:8080/a?x=1&x=2').getHostname() == 'example.com' && isURL('/a') && !isURL('a b')"
    )]
    [InlineData(
        "url('https://e.com:80/a/b?x=1&x=2').getQuery() == {'x': ['1', '2']} && url('https://e.com:80/').getPort() == '80'"
    )]
    [InlineData("!format.dns1123Label().validate('ok').hasValue() && format.dns1123Label().validate('No').hasValue()")]
    [InlineData("['^a', '^b'].exists(p, 'bc'.matches(p)) && 'bc'.find('b|' + 'c') == 'b'")]
    [InlineData("format.named('uuid').hasValue() && !format.named('nope').hasValue()")]
    [InlineData("base64.encode(b'hi') == 'aGk=' && base64.decode('aGk') == b'hi'")]
    [InlineData(
        "semver('1.2.3').isLessThan(semver('1.10.0')) && semver('1.0.0-rc.1').isLessThan(semver('1.0.0')) && isSemver('v1', true)"
    )]
    [InlineData("// a comment\n true // more")]
    public void An_expression_is_true(string text) => Assert.Equal(true, Eval(text));

    [Theory]
    [InlineData("1/0", "division by zero")]
    [InlineData("9223372036854775807 + 1", "integer overflow")]
    [InlineData("[1][1]", "index out of bounds: 1")]
    [InlineData("{'a': 1}['b']", "no such key: b")]
    [InlineData("free.nope", "no such key: nope")]
    [InlineData("free.spec.s + 1", "no such overload")]
    [InlineData("1 && true", "no such overload")]
    [InlineData("false || 1/0 == 1", "division by zero")]
    [InlineData("[1, 0].all(x, 1/x == 1)", "division by zero")]
    [InlineData("optional.none().value()", "optional.none() dereference")]
    public void An_expression_has_no_value(string text, string error) => Assert.Equal(new CelError(error), Eval(text));

    [Theory]
    [InlineData(
        "self.spec.nope > 1",
        "ERROR: <input>:1:10: undefined field 'nope'\n | self.spec.nope > 1\n | .........^"
    )]
    [InlineData("sel.spec", "ERROR: <input>:1:1: undeclared reference to 'sel' (in container '')\n | sel.spec\n | ^")]
    [InlineData("self.spec.byName.all(x, x.nam == '')", "undefined field 'nam'")]
    [InlineData("self.spec.s.nope()", "undeclared reference to 'nope'")]
    [InlineData("size(1, 2)", "found no matching overload for 'size'")]
    [InlineData("1 +", "Syntax error: mismatched input '<EOF>'")]
    [InlineData("1 2", "Syntax error")]
    [InlineData("'abc", "Syntax error")]
    [InlineData("has(self)", "invalid argument to has() macro")]
    [InlineData("[1].all(1, true)", "argument must be a simple name")]
    [InlineData("x.in", "undeclared reference")]
    [InlineData("'a'.matches('[')", "invalid matches argument: error parsing regexp: ")]
    public void An_expression_is_refused(string text, string error)
    {
        Assert.False(CelProgram.TryCompile(text, Variables, out _, out var found));
        Assert.Contains(error, found, StringComparison.Ordinal);
    }

    [Fact]
    public void Costs_are_limited()
    {
        const string text = "lists.range(1000).all(x, lists.range(1000).all(y, x * y >= 0))";
        Assert.Equal(CelError.TooExpensive, Eval(text));
        Assert.Equal(true, Eval(text, 100_000_000));
        // An error that comes of it is never the side that does not matter.
        Assert.Equal(CelError.TooExpensive, Eval($"{text} || true"));
        Assert.Equal(CelError.TooExpensive, Eval("lists.range(1000000).size() > 0"));
    }

    [Fact]
    public void Depth_is_limited()
    {
        var deep = new string('(', 5000) + "1" + new string(')', 5000);
        Assert.False(CelProgram.TryCompile(deep, Variables, out _, out var error));
        Assert.Contains("recursion limit", error, StringComparison.Ordinal);
        Assert.False(CelProgram.TryCompile(new string('!', 5000) + "true", Variables, out _, out _));
        var chain = string.Join(" || ", Enumerable.Repeat("false", 50_000));
        Assert.False(CelProgram.TryCompile(chain, Variables, out _, out error));
        Assert.Contains("too long", error, StringComparison.Ordinal);
        Assert.Equal(false, Eval(string.Join(" || ", Enumerable.Repeat("false", 900))));
    }

    [Fact]
    public void Integers_calculate_as_integers_do() =>
        Gen.Select(Gen.Long[-1000, 1000], Gen.Long[-1000, 1000], Gen.Long[1, 1000])
            .Sample(
                (a, b, c) =>
                    Assert.Equal(((a + b) * c) - (a / c) + (b % c), Eval($"({a} + {b}) * {c} - {a} / {c} + {b} % {c}"))
            );

    [Fact]
    public void Quoted_texts_are_read_back() =>
        Gen.String[Gen.Char[' ', '\u00ff'], 0, 20]
            .Sample(s =>
            {
                var escaped = s.Replace("\\", "\\\\", StringComparison.Ordinal)
                    .Replace("'", "\\'", StringComparison.Ordinal);
                Assert.Equal(s, Eval($"'{escaped}'"));
            });

    [Fact]
    public void Macros_are_what_their_loops_are() =>
        Gen.Long[-5, 5]
            .List[0, 8]
            .Sample(list =>
            {
                var text = $"[{string.Join(", ", list)}]";
                Assert.Equal(list.TrueForAll(x => x > 0), Eval($"{text}.all(x, x > 0)"));
                Assert.Equal(list.Exists(x => x > 0), Eval($"{text}.exists(x, x > 0)"));
                Assert.Equal(list.Count(x => x > 0) == 1, Eval($"{text}.exists_one(x, x > 0)"));
                // De Morgan.
                Assert.Equal(Eval($"!{text}.all(x, x > 0)"), Eval($"{text}.exists(x, !(x > 0))"));
                Assert.Equal(
                    list.Where(x => x > 0).Sum(x => x * 2),
                    Eval($"{text}.filter(x, x > 0).map(x, x * 2).sum()")
                );
                Assert.Equal(true, Eval($"{text}.sort().isSorted() && size({text} + {text}) == {2 * list.Count}"));
            });

    [Fact]
    public void Any_text_is_read_or_refused() =>
        Gen.OneOf(
                Gen.String[Gen.Char[' ', '~'], 0, 30],
                Gen.Int[0, 10]
                    .Select(i => new[] { "self", ".", "(", ")", "[", "?", "'", "1", "all", ",", "x" }[i])
                    .Array[0, 12]
                    .Select(string.Concat)
            )
            .Sample(text =>
            {
                if (CelProgram.TryCompile(text, Variables, out var program, out _))
                    program.Evaluate([new("self", null), new("free", null)], new CelBudget(10_000));
            });
}
