using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>
/// CertificateSigningRequests. What is asked for never changes; conditions and certificate are given at endpoints of their own.
/// </summary>
internal sealed class CsrStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.certificates.v1.CertificateSigningRequestStatus";

    /// <summary>Writes who asks into a new request: the server knows, whatever the client says.</summary>
    public static MapValue WithRequester(MapValue root, UserInfo user)
    {
        var extra = user.Extra.Select(e => KeyValuePair.Create(e.Key, (Value)ListValue.OfTexts(e.Value)));
        var spec = (root.Map("spec") ?? MapValue.Empty)
            .With("username", user.Name.Length == 0 ? null : (Value)user.Name)
            .With("uid", user.Uid.Length == 0 ? null : (Value)user.Uid)
            .With("groups", user.Groups.Length == 0 ? null : ListValue.OfTexts(user.Groups))
            .With("extra", user.Extra.IsEmpty ? null : MapValue.From(extra));
        return root.With("spec", spec);
    }

    /// <inheritdoc/>
    public override MapValue PrepareForUpdate(MapValue root, MapValue old) =>
        base.PrepareForUpdate(root, old).With("spec", old["spec"]);

    /// <inheritdoc/>
    public override MapValue PrepareForStatusUpdate(MapValue root, MapValue old) =>
        base.PrepareForStatusUpdate(root, old).Edit("status", Timed);

    /// <summary>At the <c>approval</c> endpoint nothing but conditions changes.</summary>
    public override MapValue PrepareForPartUpdate(string subresource, MapValue root, MapValue old)
    {
        if (subresource != "approval")
            return base.PrepareForPartUpdate(subresource, root, old);
        var conditions = root.Map("status")?["conditions"];
        var status = (old.Map("status") ?? MapValue.Empty).With("conditions", conditions);
        return old.With("status", Timed(status)).With("metadata", root["metadata"]);
    }

    /// <summary>A condition that does not say since when it holds holds since it was last updated.</summary>
    private static MapValue Timed(MapValue status) =>
        status.EditEach(
            "conditions",
            static condition =>
                condition.Has("lastTransitionTime") || !condition.Has("lastUpdateTime")
                    ? condition
                    : condition.With("lastTransitionTime", condition["lastUpdateTime"])
        );

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        CsrValidation.Spec(root.Child("spec"));
        CsrValidation.Conditions(root.Child("status"));
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old) => Validate(root);

    /// <inheritdoc/>
    protected override void ValidateStatus(Part status, MapValue root, MapValue old)
    {
        CsrValidation.Conditions(status);
        var before = old.Map("status") ?? MapValue.Empty;
        CsrValidation.NothingTaken(status, before);
        if (before.Text("certificate") is { Length: > 0 } given && status.Text("certificate") != given)
            status.Forbidden("certificate", "updates may not modify existing certificate content");
    }

    /// <inheritdoc/>
    public override string? NameError(string name) => Syntax.PathSegmentError(name);

    /// <inheritdoc/>
    public override IReadOnlyList<string> SelectableFields { get; } = ["spec.signerName"];

    /// <inheritdoc/>
    public override string FieldValue(KubeObject obj, string field) =>
        field == "spec.signerName" ? obj.Spec.Text("signerName") ?? "" : "";
}
