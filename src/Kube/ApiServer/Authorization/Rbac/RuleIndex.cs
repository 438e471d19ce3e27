using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Who is bound to which roles, found by the subject: a request asks for its user and each of its groups, at the cluster scope and in its
/// namespace. A change costs what it touches, not what there is. Readers take no lock: they see each subject's bindings as one immutable
/// array, so a binding that changes is never half there.
/// </summary>
internal sealed class RuleIndex
{
    // Lookups by key only; nothing ever iterates over it.
    private readonly ConcurrentDictionary<SubjectKey, Grant[]> grants = new();
    private readonly Dictionary<RoleKey, RoleSlot> roles = [];
    private readonly Dictionary<RoleKey, Binding> bindings = [];
    private readonly Lock indexLock = new();

    /// <summary>A user or a group, at the cluster scope or in one namespace.</summary>
    private readonly record struct SubjectKey(bool IsGroup, string Name, string Namespace);

    private sealed record Binding(RoleSlot Role, ImmutableArray<SubjectKey> Subjects);

    /// <summary>That a binding gives a role to a subject.</summary>
    internal sealed class Grant(RoleKey binding, RoleSlot role, string subject)
    {
        private string? reason;

        /// <summary>The binding's name; "is cluster" says that it is a ClusterRoleBinding.</summary>
        public RoleKey Binding => binding;

        public RoleSlot Role => role;

        /// <summary>Why it allows, in the original's words; made once, because every allowed request carries it.</summary>
        public string Reason =>
            reason ??=
                $"RBAC: allowed by {(binding.IsCluster ? "ClusterRoleBinding" : "RoleBinding")} "
                + $"{Denial.Quote(binding.IsCluster ? binding.Name : $"{binding.Name}/{binding.Namespace}")} "
                + $"of {role.Key.Kind} {Denial.Quote(role.Key.Name)} to {subject}";
    }

    /// <summary>The grant that allows a request, or null.</summary>
    /// <param name="request">The request.</param>
    /// <param name="missesRoles">Whether a role that is bound to the user does not exist.</param>
    public Grant? Find(in AuthorizationAttributes request, out bool missesRoles)
    {
        missesRoles = false;
        var verb = PolicyRule.Bit(request.Verb);
        var user = request.User;
        var found = Find(request, verb, isGroup: false, user.Name, ref missesRoles);
        if (found is not null)
            return found;
        foreach (var group in user.Groups)
        {
            found = Find(request, verb, isGroup: true, group, ref missesRoles);
            if (found is not null)
                return found;
        }
        return null;
    }

    private Grant? Find(in AuthorizationAttributes request, uint verb, bool isGroup, string name, ref bool missesRoles)
    {
        if (
            grants.TryGetValue(new(isGroup, name, ""), out var everywhere)
            && Find(everywhere, request, verb, ref missesRoles) is { } found
        )
            return found;
        return request.Namespace.Length > 0 && grants.TryGetValue(new(isGroup, name, request.Namespace), out var here)
            ? Find(here, request, verb, ref missesRoles)
            : null;
    }

    private static Grant? Find(Grant[] grants, in AuthorizationAttributes request, uint verb, ref bool missesRoles)
    {
        foreach (var grant in grants)
        {
            if (grant.Role.Rules is not { } rules)
            {
                missesRoles = true;
                continue;
            }
            foreach (var rule in rules)
            {
                if (rule.Allows(request, verb))
                    return grant;
            }
        }
        return null;
    }

    /// <summary>All grants of a user at the cluster scope and in a namespace: each binding once, ordered by scope and name.</summary>
    public IReadOnlyList<Grant> GrantsOf(UserInfo user, string @namespace)
    {
        var all = new SortedDictionary<(bool, string), Grant>();
        void Add(SubjectKey key)
        {
            if (!grants.TryGetValue(key, out var list))
                return;
            foreach (var grant in list)
                all.TryAdd((!grant.Binding.IsCluster, grant.Binding.Name), grant);
        }
        void AddScope(string scope)
        {
            Add(new(false, user.Name, scope));
            foreach (var group in user.Groups)
                Add(new(true, group, scope));
        }
        AddScope("");
        if (@namespace.Length > 0)
            AddScope(@namespace);
        return [.. all.Values];
    }

    /// <summary>The rules of a role; false when it does not exist.</summary>
    public bool TryGetRules(RoleKey key, [NotNullWhen(true)] out PolicyRule[]? rules)
    {
        lock (indexLock)
            rules = roles.GetValueOrDefault(key)?.Rules;
        return rules is not null;
    }

    /// <summary>Takes in a role; null says that it is gone.</summary>
    public void SetRole(RoleKey key, KubeObject? role)
    {
        lock (indexLock)
        {
            var slot = SlotOf(key);
            slot.Set(role);
            DropIfUnused(slot);
        }
    }

    /// <summary>Takes in a binding; null says that it is gone.</summary>
    public void SetBinding(RoleKey key, KubeObject? binding)
    {
        lock (indexLock)
        {
            bindings.Remove(key, out var old);
            Binding? now = null;
            var given = new Dictionary<SubjectKey, Grant>();
            if (binding is not null)
            {
                var tree = binding.Tree();
                var role = SlotOf(RoleKey.OfReference(tree.Map("roleRef"), key.Namespace));
                foreach (var subject in tree.Maps("subjects"))
                {
                    if (ReadSubject(subject, key) is { } read)
                        given.TryAdd(read.Key, new Grant(key, role, read.Description));
                }
                now = new(role, [.. given.Keys]);
                role.Bindings++;
                bindings.Add(key, now);
            }
            foreach (var subject in (old?.Subjects ?? []).Union(now?.Subjects ?? []))
                Replace(subject, key, given.GetValueOrDefault(subject));
            if (old is not null)
            {
                old.Role.Bindings--;
                DropIfUnused(old.Role);
            }
        }
    }

    private void Replace(SubjectKey subject, RoleKey binding, Grant? grant)
    {
        var others = (grants.GetValueOrDefault(subject) ?? []).Where(g => g.Binding != binding);
        Grant[] all = grant is null
            ? [.. others]
            : [.. others.Append(grant).OrderBy(g => g.Binding.Name, StringComparer.Ordinal)];
        if (all.Length == 0)
            grants.TryRemove(subject, out _);
        else
            grants[subject] = all;
    }

    private static (SubjectKey Key, string Description)? ReadSubject(MapValue subject, RoleKey binding)
    {
        var name = subject.Text("name") ?? "";
        switch (subject.Text("kind"))
        {
            case "User":
                return (new(false, name, binding.Namespace), $"User {Denial.Quote(name)}");
            case "Group":
                return (new(true, name, binding.Namespace), $"Group {Denial.Quote(name)}");
            case "ServiceAccount":
                var home = subject.Text("namespace") is { Length: > 0 } given ? given : binding.Namespace;
                return home.Length == 0
                    ? null
                    : (
                        new(false, ServiceAccountUser.Name(home, name), binding.Namespace),
                        $"ServiceAccount {Denial.Quote($"{name}/{home}")}"
                    );
            default:
                return null;
        }
    }

    private RoleSlot SlotOf(RoleKey key)
    {
        if (!roles.TryGetValue(key, out var slot))
            roles.Add(key, slot = new(key));
        return slot;
    }

    private void DropIfUnused(RoleSlot slot)
    {
        if (slot is { Exists: false, Bindings: 0 })
            roles.Remove(slot.Key);
    }
}
