using CsCheck;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests;

/// <summary>
/// The index against a plain model: RBAC as its documentation tells it, evaluated over lists without any index.
/// </summary>
public class RbacModelTests
{
    private static readonly string[] Verbs = ["get", "list", "create", "bind"];
    private static readonly string[] Groups = ["", "apps"];
    private static readonly string[] Resources = ["pods", "pods/log", "deployments", "deployments/scale"];
    private static readonly string[] Names = ["", "x", "y"];
    private static readonly string[] Paths = ["/a", "/a/b", "/c"];
    private static readonly string[] Namespaces = ["", "n1", "n2"];
    private static readonly UserInfo[] Users =
    [
        UserInfo.Of("u1"),
        UserInfo.Of("u2", "g1"),
        UserInfo.Of("u3", "g1", "g2"),
        UserInfo.Of("system:serviceaccount:n1:s", ServiceAccountUser.Groups("n1")),
        UserInfo.Anonymous,
    ];

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Gen<MapValue> ListOf(Gen<string> texts, string key, int least = 1) =>
        texts.Array[least, 2].Select(t => t.Length == 0 ? MapValue.Empty : MapValue.Of((key, ListValue.OfTexts(t))));

    private static MapValue Join(params MapValue[] maps) =>
        MapValue.From(maps.SelectMany(m => (IEnumerable<KeyValuePair<string, Value>>)m));

    private static readonly Gen<MapValue> Rules = Gen.OneOf(
        Gen.Select(
            ListOf(OneOf([.. Verbs, "*"]), "verbs"),
            ListOf(OneOf([.. Groups, "*"]), "apiGroups"),
            ListOf(OneOf([.. Resources, "*", "*/scale", "pods/*"]), "resources"),
            ListOf(OneOf("x", "y"), "resourceNames", least: 0),
            (a, b, c, d) => Join(a, b, c, d)
        ),
        Gen.Select(
            ListOf(OneOf([.. Verbs, "*"]), "verbs"),
            ListOf(OneOf([.. Paths, "*", "/a*", "/a/*"]), "nonResourceURLs"),
            (a, b) => Join(a, b)
        )
    );

    private static readonly Gen<MapValue> Subjects = Gen.OneOf(
        OneOf("u1", "u2", "u3", "system:anonymous", "system:serviceaccount:n1:s").Select(PolicyEntries.User),
        OneOf("g1", "g2", "system:authenticated", "system:unauthenticated", "system:serviceaccounts:n1")
            .Select(PolicyEntries.Group),
        OneOf("n1", "n2", "")
            .Select(n =>
                MapValue.Of(("kind", "ServiceAccount"), ("name", "s"), ("namespace", n.Length == 0 ? null : (Value)n))
            )
    );

    /// <summary>One change: a role or a binding set or removed, in a namespace or for the cluster.</summary>
    private sealed record Change(string Resource, NamespacedName Key, KubeObject? Object);

    private static readonly Gen<Change> Changes = Gen.OneOf(
        Gen.Select(
            OneOf("", "n1"),
            OneOf("r1", "r2"),
            Rules.Array[0, 3],
            Gen.Int[0, 3],
            (ns, name, rules, keep) =>
                new Change(
                    ns.Length == 0 ? "clusterroles" : "roles",
                    new(ns, name),
                    keep == 0 ? null
                        : ns.Length == 0 ? Rbac.ClusterRole(name, rules)
                        : Rbac.Role(ns, name, rules)
                )
        ),
        Gen.Select(
            OneOf(Namespaces),
            OneOf("b1", "b2"),
            OneOf("ClusterRole", "Role"),
            OneOf("r1", "r2", "gone"),
            Subjects.Array[0, 3],
            Gen.Int[0, 4],
            (ns, name, kind, role, subjects, keep) =>
                new Change(
                    ns.Length == 0 ? "clusterrolebindings" : "rolebindings",
                    new(ns, name),
                    keep == 0
                        ? null
                        : PolicyEntries.Binding(
                            ns.Length == 0 ? "ClusterRoleBinding" : "RoleBinding",
                            kind,
                            role,
                            name,
                            ns,
                            subjects
                        )
                )
        )
    );

    private static readonly Gen<AuthorizationAttributes> Requests = Gen.Select(
        Gen.Int[0, Users.Length - 1],
        OneOf([.. Verbs, "post"]),
        OneOf(Groups),
        OneOf([.. Resources, "nodes", "x/scale"]),
        OneOf(Namespaces),
        OneOf(Names),
        Gen.OneOf(Gen.Const(""), OneOf([.. Paths, "/a/b/c"])),
        (user, verb, group, resource, ns, name, path) =>
            path.Length > 0
                ? Rbac.Path(Users[user], verb, path)
                : Rbac.Request(Users[user], verb, resource, ns, name, group)
    );

    private static void Apply(Rbac rbac, IEnumerable<Change> changes)
    {
        foreach (var change in changes)
        {
            if (change.Object is null)
                rbac.Of(change.Resource).Remove(change.Key);
            else
                rbac.Of(change.Resource).Set(change.Object);
        }
    }

    /// <summary>The model: every binding that applies, every rule of its role.</summary>
    private static bool ModelAllows(Rbac rbac, AuthorizationAttributes request)
    {
        var bindings = rbac
            .ClusterRoleBindings.List()
            .Concat(request.Namespace.Length == 0 ? [] : rbac.RoleBindings.List(request.Namespace));
        foreach (var binding in bindings)
        {
            if (!binding.Root.Maps("subjects").Any(s => ModelIs(request.User, s, binding.Namespace)))
                continue;
            var reference = binding.Root.Map("roleRef")!;
            var role =
                reference.Text("kind") == "ClusterRole"
                    ? rbac.ClusterRoles.Get(new("", reference.Text("name")!))
                    : rbac.Roles.Get(new(binding.Namespace, reference.Text("name")!));
            if (role is not null && role.Root.Maps("rules").Any(r => ModelAllows(r, request)))
                return true;
        }
        return false;
    }

    private static bool ModelIs(UserInfo user, MapValue subject, string bindingNamespace)
    {
        var name = subject.Text("name")!;
        var home = subject.Text("namespace") ?? bindingNamespace;
        return subject.Text("kind") switch
        {
            "User" => user.Name == name,
            "Group" => user.Groups.Contains(name),
            _ => home.Length > 0 && user.Name == $"system:serviceaccount:{home}:{name}",
        };
    }

    private static bool ModelAllows(MapValue rule, AuthorizationAttributes request)
    {
        bool Has(string key, string value) => rule.Texts(key).Any(t => t == "*" || t == value);
        if (!Has("verbs", request.Verb))
            return false;
        if (!request.IsResource)
        {
            return rule.Texts("nonResourceURLs")
                .Any(u =>
                    u == request.Path
                    || (u.EndsWith('*') && request.Path.StartsWith(u.TrimEnd('*'), StringComparison.Ordinal))
                );
        }
        var names = rule.Texts("resourceNames").ToList();
        var whole = request.Subresource.Length == 0 ? request.Resource : request.Resource + "/" + request.Subresource;
        return Has("apiGroups", request.Group)
            && (
                Has("resources", whole)
                || (request.Subresource.Length > 0 && rule.Texts("resources").Contains("*/" + request.Subresource))
            )
            && (names.Count == 0 || names.Contains(request.Name));
    }

    [Fact]
    public void After_any_history_every_decision_is_the_models() =>
        Gen.Select(Changes.Array[0, 30], Requests.Array[1, 40])
            .Sample(
                (changes, requests) =>
                {
                    var rbac = new Rbac();
                    Apply(rbac, changes);
                    return requests.All(r => rbac.Allows(r) == ModelAllows(rbac, r));
                },
                iter: Rbac.Times(1000)
            );

    [Fact]
    public void The_listed_rules_of_a_user_allow_exactly_what_it_may_do() =>
        Gen.Select(Changes.Array[0, 30], Requests.Array[1, 20])
            .Sample(
                (changes, requests) =>
                {
                    var rbac = new Rbac();
                    Apply(rbac, changes);
                    return requests.All(r =>
                        rbac.Authorizer.RulesFor(r.User, r.Namespace).Rules.Any(rule => rule.Allows(r))
                        == rbac.Allows(r)
                    );
                },
                iter: Rbac.Times(300)
            );

    [Fact]
    public void One_more_rule_or_subject_never_takes_a_right_away() =>
        Gen.Select(Changes.Array[1, 30], Requests.Array[1, 40], Rules, Subjects, Gen.Int[0, 100])
            .Sample(
                (changes, requests, rule, subject, which) =>
                {
                    var rbac = new Rbac();
                    Apply(rbac, changes);
                    var before = requests.Where(r => rbac.Allows(r)).ToList();
                    var all = new[] { rbac.ClusterRoles, rbac.Roles, rbac.ClusterRoleBindings, rbac.RoleBindings }
                        .SelectMany(i => i.List().Select(o => (Informer: i, Object: o)))
                        .ToList();
                    if (all.Count == 0)
                        return before.Count == 0;
                    var (informer, chosen) = all[which % all.Count];
                    var (field, added) = chosen.Root.ContainsKey("roleRef") ? ("subjects", subject) : ("rules", rule);
                    informer.Set(chosen.With((chosen.Root.List(field) ?? ListValue.Empty).Add(added), field));
                    return before.All(r => rbac.Allows(r));
                },
                iter: Rbac.Times(500)
            );

    [Fact]
    public void Rules_cover_others_only_when_they_allow_all_those_do() =>
        Gen.Select(Rules.Array[0, 3], Rules.Array[0, 2], Requests.Array[20])
            .Sample(
                (held, granted, requests) =>
                {
                    var heldRules = held.Select(PolicyRule.FromValue).ToList();
                    var grantedRules = granted.Select(PolicyRule.FromValue).ToList();
                    var missing = RuleCoverage.Missing(heldRules, grantedRules);
                    var covers = RuleCoverage.Covers(heldRules, grantedRules);
                    // Whatever a covered grant allows, the holder may do; with what is missing added, all is covered.
                    return covers == missing.IsEmpty
                        && (
                            !covers
                            || requests.All(r => !grantedRules.Any(g => g.Allows(r)) || heldRules.Any(h => h.Allows(r)))
                        )
                        && RuleCoverage.Covers([.. heldRules, .. RuleCoverage.Compact(missing)], grantedRules)
                        && RuleCoverage.Covers(grantedRules, grantedRules);
                },
                iter: Rbac.Times(2000)
            );
}
