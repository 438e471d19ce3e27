using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Quantities as the server writes them: <c>1000m</c> becomes <c>1</c>, <c>0.5</c> becomes <c>500m</c>.</summary>
internal static class QuantityText
{
    /// <summary>A list of resources with canonical quantities; the same map when all are.</summary>
    public static MapValue List(MapValue resources)
    {
        foreach (var (name, value) in resources)
            resources = resources.With(name, Canonical(value));
        return resources;
    }

    /// <summary>A quantity in canonical form; the same value when it is already, or is no quantity.</summary>
    public static Value Canonical(Value value)
    {
        if (value is StringValue { Text: var text } && IsPlain(text))
            return value;
        if (Quantity.FromValue(value) is not { } quantity)
            return value;
        var canonical = quantity.ToString();
        return value is StringValue { Text: var same } && same == canonical ? value : canonical;
    }

    /// <summary>
    /// Whether a quantity is canonical for sure, as most are: digits without leading zero and a unit, in which no larger unit
    /// would fit.
    /// </summary>
    private static bool IsPlain(string text)
    {
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
            digits++;
        if (digits == 0 || text[0] == '0')
            return text is "0";
        // Units are powers of 1000 or 1024: three digits fit neither.
        var unit = text.AsSpan(digits);
        return digits <= 3 && (unit.IsEmpty || unit is "m" or "k" or "M" or "G" or "T" or "Ki" or "Mi" or "Gi" or "Ti");
    }
}
