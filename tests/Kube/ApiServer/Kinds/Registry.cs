using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

/// <summary>What a registry does with objects of one kind, in its order.</summary>
internal sealed class Registry(ResourceDefinition definition)
{
    public ResourceStrategy Strategy => definition.Strategy;

    public ResourceDefinition Definition => definition;

    /// <summary>The registry of a built-in resource, such as <c>apps/v1 deployments</c>.</summary>
    public static Registry Of(string version, string resource) =>
        new(
            BuiltinDefinitions.All.Single(d =>
                d.Resource.GroupVersion.ToString() == version && d.Resource.Resource == resource
            )
        );

    public static MapValue Parse(string json) => (MapValue)JsonText.Parse(json);

    public static MapValue Fixture(string name) =>
        Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Kinds", "Fixtures", name + ".json")));

    /// <summary>An object as the server's decoder hands it on: pruned, and with the static defaults.</summary>
    public static MapValue Decode(MapValue root, ResourceDefinition definition)
    {
        var decoded = ObjectDecoder.Decode(root, definition.Schema, DecodeOptions.Default);
        Assert.Equal("", decoded.Error);
        return decoded.Object!;
    }

    /// <summary>Decodes an object and gives it its defaults.</summary>
    public MapValue Default(MapValue root) => Strategy.Default(Decode(root, definition));

    public MapValue Create(MapValue root)
    {
        root = Default(root)
            .WithAt("994df767-e06b-466a-a98e-429d3234100d", "metadata", "uid")
            .WithAt("2026-11-23T02:52:46Z", "metadata", "creationTimestamp");
        if (Strategy.HasGeneration)
            root = root.WithAt(1, "metadata", "generation");
        return Strategy.PrepareForCreate(root);
    }

    public List<string> CreateErrors(MapValue root)
    {
        var errors = new List<FieldError>();
        var created = Create(root);
        ObjectMetaValidation.Validate(definition, created, errors);
        Strategy.Validate(created, errors);
        return [.. errors.Select(e => e.Message)];
    }

    public List<string> UpdateErrors(MapValue root, MapValue old)
    {
        var errors = new List<FieldError>();
        root = ObjectMetaValidation.KeepSystemFields(Default(root), old);
        root = Strategy.PrepareForUpdate(root, old);
        ObjectMetaValidation.ValidateUpdate(definition, root, old, errors);
        Strategy.ValidateUpdate(root, old, errors);
        return [.. errors.Select(e => e.Message)];
    }

    /// <summary>Errors of an update of the status.</summary>
    public List<string> StatusErrors(MapValue root, MapValue old)
    {
        var errors = new List<FieldError>();
        Strategy.ValidateStatusUpdate(Strategy.PrepareForStatusUpdate(Default(root), old), old, errors);
        return [.. errors.Select(e => e.Message)];
    }

    /// <summary>Creates, changes one field, and returns the errors of the update.</summary>
    public List<string> ChangeErrors(MapValue root, Value? value, params ReadOnlySpan<string> path)
    {
        var old = Create(root);
        Assert.Empty(CreateErrors(root));
        return UpdateErrors(old.WithAt(value, path), old);
    }
}
