using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks events in the form of the core group.</summary>
internal static class EventValidation
{
    private static readonly string[] Frozen =
    [
        "involvedObject",
        "reason",
        "message",
        "source",
        "firstTimestamp",
        "lastTimestamp",
        "count",
        "type",
        "eventTime",
        "action",
        "related",
        "reportingController",
        "reportingInstance",
    ];

    private static readonly string[] Deprecated = ["firstTimestamp", "lastTimestamp", "count", "source"];

    /// <summary>What holds for events of both groups; the field for the reporter has a name of its own in each.</summary>
    public static void Both(Part root, string reporter)
    {
        var @namespace = root.Map.Map("metadata")?.Text("namespace") ?? "";
        var about = root.Child("involvedObject");
        if (!root.Has("eventTime"))
        {
            var of = about.Text("namespace");
            if (of.Length == 0 ? @namespace is not ("" or "default") : @namespace != of)
                about.Invalid("namespace", of, "does not match event.namespace");
        }
        else
        {
            if (about.Text("namespace").Length == 0 && @namespace is not ("default" or "kube-system"))
                about.Invalid("namespace", "", "does not match event.namespace");
            Reporter(root, reporter);
            if (root.Text("reportingInstance").Length == 0)
                root.Required("reportingInstance");
            AtMost(root, "reportingInstance", 128);
            root.RequiredText("action");
            AtMost(root, "action", 128);
            root.RequiredText("reason");
            AtMost(root, "reason", 128);
            AtMost(root, "message", 1024);
        }
        if (Syntax.DnsSubdomainError(@namespace) is { } error)
            root.Invalid("namespace", @namespace, error);
    }

    private static void Reporter(Part root, string field)
    {
        var name = root.Text("reportingComponent");
        if (name.Length == 0)
            root.Required(field);
        if (Syntax.QualifiedNameError(name) is { } error)
            root.Invalid(field, name, error);
    }

    private static void AtMost(Part root, string key, int length)
    {
        if (root.Text(key).Length > length)
            root.Invalid(key, "", $"can have at most {length} characters");
    }

    /// <summary>What <c>events.k8s.io</c> asks of new events besides.</summary>
    public static void Strict(Part root)
    {
        Series(root);
        if (!root.Has("eventTime"))
            root.Required("eventTime");
        if (root.Text("type") is not ("Normal" or "Warning"))
            root.Invalid("type", "", "has invalid value");
        foreach (var key in Deprecated)
        {
            if (root[key] is not (null or MapValue { Count: 0 } or NumberValue { Integer: 0 }))
                root.Invalid(key, "", "needs to be unset");
        }
    }

    private static void Series(Part root)
    {
        if (!root.Has("series"))
            return;
        var series = root.Child("series");
        if (series.Whole("count") < 2)
            series.Invalid("count", "", "should be at least 2");
        if (!series.Has("lastObservedTime"))
            series.Required("lastObservedTime");
    }

    /// <summary>In <c>events.k8s.io</c> nothing but a series changes.</summary>
    public static void StrictUpdate(Part root, MapValue old)
    {
        if (!Checks.Same(root["series"], old["series"]))
            Series(root);
        foreach (var key in Frozen)
        {
            var stored = key == "reportingController" ? "reportingComponent" : key;
            if (!Checks.Same(root[stored], old[stored] is NullValue ? null : old[stored]))
                root.Invalid(key, root[stored], Checks.FieldIsImmutable);
        }
    }
}
