using Pangea.Kube.ApiServer.Tests.Registry;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.CustomResources.Tests;

/// <summary>A whole server with what tests of custom resources ask of it.</summary>
internal sealed class CustomServer(Func<ApiServerOptions, ApiServerOptions>? options = null)
{
    public const string Crds = "apiextensions.k8s.io/v1/customresourcedefinitions";
    public const string Widgets = "example.com/v1/widgets";

    public WholeServer Whole { get; } = new(options: options);

    /// <summary>A definition of widgets with a spec that goes on as given, and more names.</summary>
    public static string Widget(string spec, string names = "", string plural = "widgets", string kind = "Widget") =>
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
        + $"metadata: {{name: {plural}.example.com}}\n"
        + "spec:\n  group: example.com\n  scope: Namespaced\n"
        + $"  names: {{plural: {plural}, kind: {kind}{(names.Length > 0 ? ", " + names : "")}}}\n"
        + Indent(spec, 2);

    public static string Json(string yaml) => YamlText.Parse(yaml).ToString();

    /// <summary>One version v1 with a schema (YAML, indented by any amount) and what else a version says.</summary>
    public static string V1(string schema, string more = "") =>
        $"versions:\n- name: v1\n  served: true\n  storage: true\n{Indent(more, 2)}\n  schema:\n    openAPIV3Schema:\n{Indent(schema, 6)}\n";

    private static string Indent(string text, int by) =>
        string.Join('\n', text.Split('\n').Select(l => new string(' ', by) + l));

    public KubeObject Define(string crd)
    {
        var made = Whole.Create(Crds, Json(crd));
        Settle();
        return Read(made.Name);
    }

    /// <summary>Gives a definition other versions.</summary>
    public KubeObject Redefine(string crd)
    {
        var wanted = WholeServer.Parse(Json(crd));
        var patch = MapValue.Of(("spec", MapValue.Of(("versions", wanted.Spec["versions"]))));
        Whole.Patch(Crds, new("", wanted.Name), patch.ToString());
        Settle();
        return Read(wanted.Name);
    }

    /// <summary>A definition as it is now.</summary>
    public KubeObject Read(string crd) => Whole.List(Crds).Single(c => c.Name == crd);

    /// <summary>Why a definition is refused.</summary>
    public string RefusedDefinition(string crd) => Refused(crd, Crds);

    /// <summary>Lets the server come to rest.</summary>
    public void Settle() => Whole.Simulation.RunFor(TimeSpan.FromSeconds(1));

    public ApiResult<KubeObject> TryMake(string yaml, string resource = Widgets) =>
        Whole.TryCreate(resource, Json(yaml));

    public KubeObject Make(string yaml, string resource = Widgets)
    {
        var made = TryMake(yaml, resource);
        Assert.True(made.IsSuccess, made.Error?.ToString());
        return made.Value!;
    }

    public string Refused(string yaml, string resource = Widgets)
    {
        var made = TryMake(yaml, resource);
        Assert.False(made.IsSuccess, made.IsSuccess ? made.Value.Root.ToString() : "");
        return made.Error.Message;
    }

    public KubeObject Get(string resource, string name) =>
        Whole.Try(api => api.GetAsync(WholeServer.Resource(resource), new("default", name), default)).Value!;

    public static string Condition(KubeObject crd, string type)
    {
        var condition = DefinitionConditions.Find(crd.Status, type);
        return condition is null
            ? ""
            : $"{condition.Text("status")} {condition.Text("reason")}: {condition.Text("message")}";
    }

    public string Discovery(string path, string accept = "application/json") =>
        System.Text.Encoding.UTF8.GetString(
            Whole.Try(api => api.GetRawAsync(path, accept, default)).Value!.Content.Span
        );
}
