using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks selectors of nodes, taints, and tolerations of them.</summary>
internal static class NodeSelectors
{
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    /// <summary>Checks a <c>NodeSelector</c>: terms, one at least.</summary>
    public static void Validate(Part selector)
    {
        if (selector.Count("nodeSelectorTerms") == 0)
        {
            selector.Required("nodeSelectorTerms", "must have at least one node selector term");
            return;
        }
        foreach (var term in selector.Items("nodeSelectorTerms"))
            Term(term, checkValues: true);
    }

    /// <summary>Checks a <c>NodeSelectorTerm</c>.</summary>
    public static void Term(Part term, bool checkValues)
    {
        foreach (var requirement in term.Items("matchExpressions"))
            Expression(requirement, checkValues);
        foreach (var requirement in term.Items("matchFields"))
            Field(requirement);
    }

    private static void Expression(Part requirement, bool checkValues)
    {
        var values = requirement.Count("values");
        switch (requirement.Text("operator"))
        {
            case "In" or "NotIn":
                if (values == 0)
                    requirement.Required("values", "must be specified when `operator` is 'In' or 'NotIn'");
                break;
            case "Exists" or "DoesNotExist":
                if (values > 0)
                    requirement.Forbidden(
                        "values",
                        "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
                    );
                break;
            case "Gt" or "Lt":
                if (values != 1)
                    requirement.Required("values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
                break;
            case var other:
                requirement.Invalid("operator", other, "not a valid selector operator");
                break;
        }
        LabelName(requirement, "key");
        if (checkValues)
            requirement.EachForm("values", Syntax.LabelValueError);
    }

    private static void Field(Part requirement)
    {
        var op = requirement.Text("operator");
        if (op is not ("In" or "NotIn"))
            requirement.Invalid("operator", op, "not a valid selector operator");
        else if (requirement.Count("values") != 1)
            requirement.Required(
                "values",
                "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
            );
        if (requirement.Text("key") != "metadata.name")
            requirement.Invalid("key", requirement.Text("key"), "not a valid field selector key");
        else
            requirement.EachForm("values", Syntax.DnsSubdomainError);
    }

    /// <summary>A field must be the name of a label.</summary>
    public static void LabelName(Part part, string key)
    {
        if (Syntax.QualifiedNameError(part.Text(key)) is { } error)
            part.Invalid(key, part.Text(key), error);
    }

    /// <summary>Checks a pod's tolerations.</summary>
    public static void Tolerations(Part spec, string key)
    {
        foreach (var toleration in spec.Items(key))
        {
            var name = toleration.Text("key");
            var op = toleration.Text("operator");
            var effect = toleration.Text("effect");
            toleration.Form("key", Syntax.QualifiedNameError);
            if (name.Length == 0 && op != "Exists")
                toleration.Invalid(
                    "operator",
                    op,
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\""
                );
            if (toleration.Has("tolerationSeconds") && effect != "NoExecute")
                toleration.Invalid("effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
            var value = toleration.Text("value");
            if (op is "" or "Equal")
            {
                if (Syntax.LabelValueError(value) is { } error)
                    toleration.Invalid("operator", value, error);
            }
            else if (op == "Exists")
            {
                if (value.Length > 0)
                    toleration.Invalid("operator", value, "value must be empty when `operator` is 'Exists'");
            }
            else
                toleration.NotSupported("operator", op, "Equal", "Exists");
            if (effect.Length > 0)
                toleration.OneOf("effect", Effects);
        }
    }

    /// <summary>Checks a node's taints; the original reports them under <c>metadata.taints</c>.</summary>
    public static void Taints(Part metadata, ListValue taints)
    {
        for (var i = 0; i < taints.Count; i++)
        {
            if (taints[i] is not MapValue map)
                continue;
            var taint = new Part(map, FieldPath.Of(metadata.Path, "taints", i), metadata.Errors);
            LabelName(taint, "key");
            if (Syntax.LabelValueError(taint.Text("value")) is { } error)
                taint.Invalid("value", taint.Text("value"), error);
            taint.RequiredOneOf("effect", Effects);
            if (
                taints.Maps.Take(i).Any(t => t.Text("key") == map.Text("key") && t.Text("effect") == map.Text("effect"))
            )
                taint.Errors.Add(
                    new(
                        "FieldValueDuplicate",
                        taint.Path!.ToString(),
                        $"Duplicate value: {map}: taints must be unique by key and effect pair"
                    )
                );
        }
    }
}
