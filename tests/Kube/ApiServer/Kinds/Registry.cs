using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

/// <summary>What a registry does with an object, in its order, for a kind under test.</summary>
internal static class Registry
{
    public static MapValue Parse(string json) => (MapValue)JsonText.Parse(json);

    public static MapValue Fixture(string name) =>
        Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Kinds", "Fixtures", name + ".json")));

    public static MapValue Create(this ResourceStrategy strategy, MapValue root)
    {
        root = strategy
            .Default(root)
            .WithAt("994df767-e06b-466a-a98e-429d3234100d", "metadata", "uid")
            .WithAt("2026-11-23T02:52:46Z", "metadata", "creationTimestamp");
        if (strategy.HasGeneration)
            root = root.WithAt(1, "metadata", "generation");
        return strategy.PrepareForCreate(root);
    }

    public static List<string> CreateErrors(this ResourceStrategy strategy, MapValue root, bool namespaced = true)
    {
        var errors = new List<FieldError>();
        var created = strategy.Create(root);
        ObjectMetaValidation.Validate(namespaced, custom: false, strategy, created, errors);
        strategy.Validate(created, errors);
        return [.. errors.Select(e => e.Message)];
    }

    public static List<string> UpdateErrors(this ResourceStrategy strategy, MapValue root, MapValue old)
    {
        var errors = new List<FieldError>();
        root = ObjectMetaValidation.KeepSystemFields(strategy.Default(root), old);
        root = strategy.PrepareForUpdate(root, old);
        ObjectMetaValidation.ValidateUpdate(custom: false, root, old, errors);
        strategy.ValidateUpdate(root, old, errors);
        return [.. errors.Select(e => e.Message)];
    }

    /// <summary>Creates, changes one field, and returns the errors of the update.</summary>
    public static List<string> ChangeErrors(
        this ResourceStrategy strategy,
        MapValue root,
        Value? value,
        params ReadOnlySpan<string> path
    )
    {
        var old = strategy.Create(root);
        Assert.Empty(strategy.CreateErrors(root));
        return strategy.UpdateErrors(old.WithAt(value, path), old);
    }
}
