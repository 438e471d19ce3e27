using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks what an ingress leads to.</summary>
internal static class IngressBackendValidation
{
    /// <summary>Checks one backend: a service's port, or an object of another kind.</summary>
    public static void Validate(Part backend)
    {
        switch (backend.Has("resource"), backend.Has("service"))
        {
            case (true, true):
                backend.Invalid(Part.Self, "", "cannot set both resource and service backends");
                break;
            case (true, false):
                Reference(backend.Child("resource"));
                break;
            case (false, true):
                Service(backend);
                break;
            default:
                backend.Invalid(Part.Self, "", "resource or service backend is required");
                break;
        }
    }

    private static void Service(Part backend)
    {
        var service = backend.Child("service");
        var port = service.Child("port");
        service.RequiredForm("name", Syntax.Dns1035LabelError);
        var name = port.Text("name");
        var number = port.Whole("number");
        if (name.Length > 0 && number != 0)
            backend.Invalid(Part.Self, "", "cannot set both port name & port number");
        else if (name.Length > 0)
        {
            foreach (var error in Formats.PortNameErrors(name))
                port.Invalid("name", name, error);
        }
        else if (number != 0)
            port.PortNumber("number");
        else
            backend.Required(Part.Self, "port name or number is required");
    }

    /// <summary>Checks a reference to an object of some kind.</summary>
    public static void Reference(Part reference)
    {
        reference.Form("apiGroup", Syntax.DnsSubdomainError);
        reference.RequiredText("kind", "kind is required");
        reference.Form("kind", Syntax.PathSegmentError);
        reference.RequiredText("name", "name is required");
        reference.Form("name", Syntax.PathSegmentError);
    }
}
