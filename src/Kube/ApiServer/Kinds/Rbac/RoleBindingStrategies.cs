using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>RoleBindings and ClusterRoleBindings: the role never changes.</summary>
internal sealed class RoleBindingStrategy(bool namespaced) : RbacStrategy
{
    private static readonly string[] Roles = ["Role", "ClusterRole"];

    /// <inheritdoc/>
    public override MapValue Default(MapValue root) =>
        root.EditEach(
            "subjects",
            static subject =>
                subject.Text("kind") is "User" or "Group" ? subject.WithDefault("apiGroup", Group) : subject
        );

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var role = root.Child("roleRef");
        if (role.Text("apiGroup") != Group)
            role.NotSupported("apiGroup", role.Text("apiGroup"), Group);
        var kinds = namespaced ? Roles : Roles[1..];
        if (!kinds.AsSpan().Contains(role.Text("kind")))
            role.NotSupported("kind", role.Text("kind"), kinds);
        role.RequiredForm("name", Syntax.PathSegmentError);
        foreach (var subject in root.Items("subjects"))
            Subject(subject);
    }

    private void Subject(Part subject)
    {
        subject.RequiredText("name");
        var group = subject.Text("apiGroup");
        switch (subject.Text("kind"))
        {
            case "ServiceAccount":
                subject.Form("name", Syntax.DnsSubdomainError);
                if (group.Length > 0)
                    subject.NotSupported("apiGroup", group, "");
                if (!namespaced)
                    subject.RequiredText("namespace");
                break;
            case "User" or "Group":
                if (group != Group)
                    subject.NotSupported("apiGroup", group, Group);
                break;
            case var other:
                subject.NotSupported("kind", other, "ServiceAccount", "User", "Group");
                break;
        }
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Validate(root);
        if (!Checks.Same(root["roleRef"], old["roleRef"]))
            root.Invalid("roleRef", root["roleRef"], "cannot change roleRef");
    }
}
