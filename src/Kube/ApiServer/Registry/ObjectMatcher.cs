using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Whether objects match a label and a field selector, whose fields the caller has checked.</summary>
internal readonly struct ObjectMatcher(ResourceDefinition definition, LabelSelector labels, FieldSelector fields)
{
    /// <summary>Whether every object matches.</summary>
    public bool IsEverything => labels.IsEverything && fields.IsEverything;

    public bool Matches(KubeObject obj)
    {
        if (!labels.IsEverything && !labels.Matches(obj.Labels))
            return false;
        foreach (var term in fields.Terms)
        {
            var value = term.Field switch
            {
                "metadata.name" => obj.Name,
                "metadata.namespace" => obj.Namespace,
                _ => definition.Strategy.FieldValue(obj, term.Field),
            };
            if (value == term.Value == term.Negated)
                return false;
        }
        return true;
    }

    /// <summary>400 for a field that the resource cannot be selected by, or null.</summary>
    public static Status? Check(ResourceDefinition definition, FieldSelector fields)
    {
        foreach (var term in fields.Terms)
        {
            if (
                term.Field is not ("metadata.name" or "metadata.namespace")
                && !definition.Strategy.SelectableFields.Contains(term.Field, StringComparer.Ordinal)
            )
                return Status.BadRequest($"field label not supported: {term.Field}");
        }
        return null;
    }
}
