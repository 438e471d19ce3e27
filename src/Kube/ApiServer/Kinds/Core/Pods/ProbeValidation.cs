namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks probes and lifecycle handlers.</summary>
internal static class ProbeValidation
{
    private static readonly string[] ProbeHandlers = ["exec", "httpGet", "tcpSocket", "grpc"];
    private static readonly string[] LifecycleHandlers = ["exec", "httpGet", "tcpSocket", "sleep"];

    /// <summary>Checks the three probes of a container.</summary>
    public static void Probes(Part container, long? gracePeriod)
    {
        if (container.Has("livenessProbe"))
            OneSuccess(Probe(container, "livenessProbe", gracePeriod));
        if (container.Has("readinessProbe"))
        {
            var probe = Probe(container, "readinessProbe", gracePeriod);
            if (probe.Has("terminationGracePeriodSeconds"))
                probe.Invalid(
                    "terminationGracePeriodSeconds",
                    probe["terminationGracePeriodSeconds"],
                    "must not be set for readinessProbes"
                );
        }
        if (container.Has("startupProbe"))
            OneSuccess(Probe(container, "startupProbe", gracePeriod));
    }

    /// <summary>Checks what runs after a container's start and before its stop.</summary>
    public static void Lifecycle(Part container, long? gracePeriod)
    {
        var lifecycle = container.Child("lifecycle");
        if (lifecycle.Has("postStart"))
            Handler(lifecycle.Child("postStart"), LifecycleHandlers, gracePeriod);
        if (lifecycle.Has("preStop"))
            Handler(lifecycle.Child("preStop"), LifecycleHandlers, gracePeriod);
    }

    private static Part Probe(Part container, string key, long? gracePeriod)
    {
        var probe = container.Child(key);
        Handler(probe, ProbeHandlers, gracePeriod);
        probe.NonNegative("initialDelaySeconds");
        probe.NonNegative("timeoutSeconds");
        probe.NonNegative("periodSeconds");
        probe.NonNegative("successThreshold");
        probe.NonNegative("failureThreshold");
        if (probe.Map.Integer("terminationGracePeriodSeconds") is { } grace and <= 0)
            probe.Invalid("terminationGracePeriodSeconds", grace, "must be greater than 0");
        return probe;
    }

    private static void OneSuccess(Part probe)
    {
        if (probe.Whole("successThreshold") != 1)
            probe.Invalid("successThreshold", probe.Whole("successThreshold"), "must be 1");
    }

    private static void Handler(Part handler, string[] kinds, long? gracePeriod)
    {
        var found = 0;
        foreach (var kind in kinds)
        {
            if (!handler.Has(kind))
                continue;
            if (++found > 1)
                handler.Forbidden(kind, "may not specify more than 1 handler type");
            else
                Action(handler, kind, gracePeriod);
        }
        if (found == 0)
            handler.Required(Part.Self, "must specify a handler type");
    }

    private static void Action(Part handler, string kind, long? gracePeriod)
    {
        var action = handler.Child(kind);
        switch (kind)
        {
            case "exec":
                if (action.Count("command") == 0)
                    action.Required("command");
                break;
            case "httpGet":
                action.RequiredText("path");
                action.PortNumberOrName("port");
                if (action.Text("scheme") is not ("HTTP" or "HTTPS"))
                    action.NotSupported("scheme", action.Text("scheme"), "HTTP", "HTTPS");
                foreach (var header in action.Items("httpHeaders"))
                {
                    if (Formats.HttpHeaderNameError(header.Text("name")) is { } error)
                        action.Invalid("httpHeaders", header.Text("name"), error);
                }
                break;
            case "tcpSocket":
                action.PortNumberOrName("port");
                break;
            case "grpc":
                action.PortNumber("port");
                break;
            default:
                var seconds = action.Whole("seconds");
                if (gracePeriod is { } grace && (seconds < 0 || seconds > grace))
                    handler.Invalid(
                        "sleep",
                        seconds,
                        $"must be non-negative and less than terminationGracePeriodSeconds ({grace})"
                    );
                break;
        }
    }
}
