using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>An authorizer that can list what somebody may do.</summary>
public interface IRuleResolver
{
    /// <summary>The rules that hold for a user in a namespace (empty: what holds everywhere).</summary>
    ResolvedRules RulesFor(UserInfo user, string @namespace);
}

/// <summary>The rules of a user.</summary>
/// <param name="Rules">Rules, in the order of the bindings' names: those of cluster role bindings first.</param>
/// <param name="Errors">Why the list may lack something: roles that are bound and do not exist.</param>
public sealed record ResolvedRules(ImmutableArray<PolicyRule> Rules, ImmutableArray<string> Errors)
{
    /// <summary>The errors in one text; empty when there are none.</summary>
    public string Error =>
        Errors.Length == 1 ? Errors[0]
        : Errors.IsEmpty ? ""
        : $"[{string.Join(", ", Errors)}]";

    /// <summary>The <c>status</c> of a SelfSubjectRulesReview: what <c>kubectl auth can-i --list</c> prints.</summary>
    public MapValue ToReviewStatus() =>
        MapValue.Of(
            ("resourceRules", ListValue.From(Rules.Where(r => !r.Resources.IsEmpty).Select(r => r.ToResourceRule()))),
            (
                "nonResourceRules",
                ListValue.From(Rules.Where(r => !r.NonResourceUrls.IsEmpty).Select(r => r.ToNonResourceRule()))
            ),
            ("incomplete", !Errors.IsEmpty),
            ("evaluationError", Errors.IsEmpty ? null : (Value)Error)
        );
}
