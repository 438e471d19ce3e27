using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks a list of <c>metav1.Condition</c>.</summary>
internal static class ConditionValidation
{
    private const string ReasonForm =
        "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or "
        + "'_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or "
        + "'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')";

    /// <summary>Checks the field <c>conditions</c>.</summary>
    public static void Validate(Part status)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var condition in status.Items("conditions"))
        {
            var type = condition.Text("type");
            if (!seen.Add(type))
                condition.Duplicate("type", type);
            condition.RequiredForm("type", Syntax.QualifiedNameError);
            if (condition.Text("status") is not ("True" or "False" or "Unknown"))
                condition.NotSupported("status", condition.Text("status"), "False", "True", "Unknown");
            condition.NonNegative("observedGeneration");
            if (!condition.Has("lastTransitionTime"))
                condition.Required("lastTransitionTime", "must be set");
            Reason(condition);
            if (condition.Text("message").Length > 32 * 1024)
                condition.TooLong("message", 32 * 1024);
        }
    }

    private static void Reason(Part condition)
    {
        var reason = condition.Text("reason");
        if (reason.Length == 0)
        {
            condition.Required("reason", "must be set");
            return;
        }
        if (!IsReason(reason))
            condition.Invalid("reason", reason, ReasonForm);
        if (reason.Length > 1024)
            condition.TooLong("reason", 1024);
    }

    private static bool IsReason(string reason)
    {
        foreach (var c in reason)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or ',' or ':'))
                return false;
        }
        return char.IsAsciiLetter(reason[0]) && reason[^1] is not (',' or ':');
    }
}
