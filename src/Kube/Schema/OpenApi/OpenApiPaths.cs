using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// Writes the paths of resources with their operations. kubectl reads of them which kind a path is of
/// (<c>x-kubernetes-group-version-kind</c>), whether a patch takes <c>fieldValidation</c>, and which patches there are.
/// </summary>
internal sealed class OpenApiPaths(Utf8JsonWriter json, bool v3, OpenApiSchemas schemas)
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private static readonly string[] Json = ["application/json", "application/yaml"];
    private static readonly string[] Streams =
    [
        "application/json",
        "application/json;stream=watch",
        "application/yaml",
    ];
    private static readonly string[] Patches =
    [
        "application/apply-patch+yaml",
        "application/json-patch+json",
        "application/merge-patch+json",
        "application/strategic-merge-patch+json",
    ];

    private readonly OpenApiOperation operation = new(json, v3);

    /// <summary>Writes the paths of a group version, sorted by path.</summary>
    public void Write(GroupVersion group, IEnumerable<OpenApiResource> resources)
    {
        var root = group.Group.Length == 0 ? $"/api/{group.Version}" : $"/apis/{group}";
        var paths = new SortedDictionary<string, Action>(StringComparer.Ordinal)
        {
            [root + "/"] = () => Discovery(group),
        };
        foreach (var resource in resources)
            Add(paths, root, resource);
        foreach (var (path, write) in paths)
        {
            json.WriteStartObject(path);
            write();
            json.WriteEndObject();
        }
    }

    private void Discovery(GroupVersion group)
    {
        operation.Begin("get", $"get{Id(group)}APIResources", "get available resources", group);
        operation.Responses(Json, Meta + "APIResourceList", 200);
        operation.End();
    }

    private void Add(SortedDictionary<string, Action> paths, string root, OpenApiResource resource)
    {
        var plural = resource.Resource.Resource;
        var collection = resource.Namespaced ? $"{root}/namespaces/{{namespace}}/{plural}" : $"{root}/{plural}";
        if (HasAny(resource, "list", "create", "deletecollection"))
            paths[collection] = () => Collection(resource);
        if (resource.Namespaced && resource.Verbs.Contains("list"))
            paths[$"{root}/{plural}"] = () => EverywhereList(resource);
        if (HasAny(resource, "get", "update", "patch", "delete"))
            paths[$"{collection}/{{name}}"] = () => Item(resource, null);
        foreach (var subresource in resource.Subresources)
            paths[$"{collection}/{{name}}/{subresource.Name}"] = () => Item(resource, subresource);
    }

    private static bool HasAny(OpenApiResource resource, params ReadOnlySpan<string> verbs)
    {
        foreach (var verb in verbs)
        {
            if (resource.Verbs.Contains(verb))
                return true;
        }
        return false;
    }

    private static string Id(GroupVersion group)
    {
        var name = group.Group.Length == 0 ? "core" : group.Group.Split('.')[0];
        return $"{char.ToUpperInvariant(name[0])}{name[1..]}{char.ToUpperInvariant(group.Version[0])}{group.Version[1..]}";
    }

    private void Collection(OpenApiResource resource)
    {
        var (group, kind) = (resource.Resource.GroupVersion, resource.Kind);
        var id = Id(group) + (resource.Namespaced ? "Namespaced" : "") + kind;
        var type = Type(resource);
        if (resource.Verbs.Contains("list"))
            List(resource, $"list{id}");
        if (resource.Verbs.Contains("create"))
        {
            Begin(
                "post",
                $"create{id}",
                $"create {Article(kind)}",
                "post",
                resource.GroupVersionKind,
                OpenApiParameters.Write,
                Json,
                type
            );
            operation.Responses(Json, type, 200, 201, 202);
            operation.End();
        }
        if (resource.Verbs.Contains("deletecollection"))
        {
            Begin(
                "delete",
                $"deleteCollection{id}",
                $"delete collection of {kind}",
                "deletecollection",
                resource.GroupVersionKind,
                OpenApiParameters.DeleteCollection,
                Json,
                Meta + "DeleteOptions"
            );
            operation.Responses(Json, Meta + "Status", 200);
            operation.End();
        }
        operation.PathParameters(resource.Namespaced, null);
    }

    private void EverywhereList(OpenApiResource resource)
    {
        List(resource, $"list{Id(resource.Resource.GroupVersion)}{resource.Kind}ForAllNamespaces");
        operation.PathParameters(namespaced: false, null);
    }

    private void List(OpenApiResource resource, string id)
    {
        Begin(
            "get",
            id,
            $"list or watch objects of kind {resource.Kind}",
            "list",
            resource.GroupVersionKind,
            OpenApiParameters.List,
            [],
            null
        );
        var list = resource.Resource.GroupVersion.Kind(resource.ListKind);
        operation.Responses(Streams, schemas.NameOf(list, resource.CustomSchema is not null), 200);
        operation.End();
    }

    private void Item(OpenApiResource resource, OpenApiSubresource? subresource)
    {
        var kind = subresource?.Kind ?? resource.GroupVersionKind;
        var verbs = subresource?.Verbs ?? resource.Verbs;
        var type =
            subresource is null || kind == resource.GroupVersionKind
                ? Type(resource)
                : schemas.NameOf(kind, custom: false);
        var of = subresource is null
            ? $"the specified {resource.Kind}"
            : $"{subresource.Name} of the specified {resource.Kind}";
        var id =
            Id(resource.Resource.GroupVersion)
            + (resource.Namespaced ? "Namespaced" : "")
            + resource.Kind
            + (subresource is null ? "" : char.ToUpperInvariant(subresource.Name[0]) + subresource.Name[1..]);
        // What has no schema is a stream or a proxy.
        var connect = type is null;
        if (verbs.Contains("get"))
            One("get", connect ? "connect" : "get", $"{(connect ? "connectGet" : "read")}{id}", $"read {of}", [], null);
        if (verbs.Contains("update"))
            One(
                "put",
                connect ? "connect" : "put",
                $"{(connect ? "connectPut" : "replace")}{id}",
                $"replace {of}",
                OpenApiParameters.Write,
                type
            );
        if (subresource is not null && verbs.Contains("create"))
            One(
                "post",
                connect ? "connect" : "post",
                $"{(connect ? "connectPost" : "create")}{id}",
                $"create {of}",
                OpenApiParameters.Write,
                type
            );
        if (verbs.Contains("patch"))
            Patch();
        if (verbs.Contains("delete"))
        {
            Begin(
                "delete",
                $"delete{id}",
                $"delete {of}",
                connect ? "connect" : "delete",
                kind,
                connect ? [] : OpenApiParameters.Delete,
                Json,
                connect ? null : Meta + "DeleteOptions"
            );
            operation.Responses(Json, connect ? null : Meta + "Status", 200, 202);
            operation.End();
        }
        operation.PathParameters(resource.Namespaced, resource.Kind);

        void One(string method, string action, string name, string text, OpenApiParameter[] parameters, string? body)
        {
            Begin(method, name, text, action, kind, connect ? [] : parameters, Json, body);
            operation.Responses(connect ? ["*/*"] : Json, type, method == "get" ? [200] : [200, 201]);
            operation.End();
        }

        void Patch()
        {
            var types = resource.CustomSchema is null ? Patches : Patches[..3];
            Begin(
                "patch",
                $"patch{id}",
                $"partially update {of}",
                "patch",
                kind,
                OpenApiParameters.Patch,
                types,
                connect ? null : Meta + "Patch"
            );
            operation.Responses(Json, type, 200, 201);
            operation.End();
        }
    }

    private string? Type(OpenApiResource resource) =>
        schemas.NameOf(resource.GroupVersionKind, resource.CustomSchema is not null);

    private static string Article(string kind) => $"{(kind[0] is 'A' or 'E' or 'I' or 'O' ? "an" : "a")} {kind}";

    private void Begin(
        string method,
        string id,
        string description,
        string action,
        GroupVersionKind kind,
        OpenApiParameter[] parameters,
        string[] consumes,
        string? body
    )
    {
        operation.Begin(method, id, description, kind.GroupVersion);
        json.WriteString("x-kubernetes-action", action);
        json.WritePropertyName("x-kubernetes-group-version-kind");
        OpenApiSchemas.Kind(json, kind);
        operation.Input(parameters, consumes, body);
    }
}
