using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Pangea.Kube.Objects;

/// <summary>
/// A label selector: all its requirements must hold. Read from the query form (<c>a=b,c in (x,y),!d</c>) or from a
/// <c>metav1.LabelSelector</c>. Source: the page "Labels and Selectors" of the Kubernetes documentation.
/// </summary>
public sealed class LabelSelector
{
    private readonly ImmutableArray<Requirement> requirements;
    private readonly bool nothing;

    private LabelSelector(ImmutableArray<Requirement> requirements, bool nothing = false)
    {
        this.requirements = requirements;
        this.nothing = nothing;
    }

    /// <summary>Matches every object.</summary>
    public static LabelSelector Everything { get; } = new([]);

    /// <summary>Matches no object: what an absent <c>metav1.LabelSelector</c> means.</summary>
    public static LabelSelector Nothing { get; } = new([], nothing: true);

    /// <summary>Whether every object matches.</summary>
    public bool IsEverything => requirements.IsEmpty && !nothing;

    /// <summary>The requirements, in the order they were written.</summary>
    public ImmutableArray<Requirement> Requirements => requirements;

    /// <summary>Whether labels (a map of texts) match.</summary>
    public bool Matches(MapValue labels)
    {
        if (nothing)
            return false;
        foreach (var requirement in requirements)
        {
            if (!requirement.Matches(labels))
                return false;
        }
        return true;
    }

    /// <summary>The selector of exactly these labels.</summary>
    public static LabelSelector OfLabels(MapValue labels) =>
        new([
            .. labels
                .OrderBy(l => l.Key, StringComparer.Ordinal)
                .Select(l => new Requirement(l.Key, LabelOperator.In, [(l.Value as StringValue)?.Text ?? ""])),
        ]);

    /// <summary>
    /// Reads a <c>metav1.LabelSelector</c>: absent matches nothing, empty matches everything. An unknown operator matches nothing:
    /// validation has refused it before.
    /// </summary>
    public static LabelSelector FromValue(MapValue? selector)
    {
        if (selector is null)
            return Nothing;
        var list = ImmutableArray.CreateBuilder<Requirement>();
        foreach (var (name, value) in selector.Map("matchLabels") ?? MapValue.Empty)
            list.Add(new(name, LabelOperator.In, [(value as StringValue)?.Text ?? ""]));
        foreach (var expression in selector.Maps("matchExpressions"))
        {
            LabelOperator? op = expression.Text("operator") switch
            {
                "In" => LabelOperator.In,
                "NotIn" => LabelOperator.NotIn,
                "Exists" => LabelOperator.Exists,
                "DoesNotExist" => LabelOperator.DoesNotExist,
                _ => null,
            };
            if (op is null)
                return Nothing;
            list.Add(new(expression.Text("key") ?? "", op.Value, [.. expression.Texts("values")]));
        }
        return new(list.ToImmutable());
    }

    /// <summary>Reads the query form. On failure the error is the text that follows <c>unable to parse requirement: </c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out LabelSelector? selector, out string error)
    {
        var parser = new LabelSelectorParser(text);
        if (parser.TryParse(out var list, out error))
        {
            selector = list.IsEmpty ? Everything : new(list);
            return true;
        }
        selector = null;
        return false;
    }

    /// <summary>The query form, for a URL.</summary>
    public override string ToString() => string.Join(",", requirements);
}
