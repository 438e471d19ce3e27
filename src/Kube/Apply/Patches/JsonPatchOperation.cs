using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Apply;

/// <summary>One operation of a JSON patch.</summary>
internal readonly record struct JsonPatchOperation(string Op, string? Path, string? From, Value Value)
{
    /// <summary>The document after the operation, or null and why it does not apply.</summary>
    public Value? Apply(Value document, ref long copied, ref string error)
    {
        if (Path is null || JsonPointer.Parse(Path) is not { } path)
            return Fail(ref error, $"{Op} operation failed to decode path");
        switch (Op)
        {
            case "add":
                return Edit(document, path, Verb.Add, Value, ref error);
            case "remove":
                return Edit(document, path, Verb.Remove, Value, ref error);
            case "replace" when path.Length == 0:
                return Value is MapValue or ListValue
                    ? Value
                    : Fail(ref error, "replace operation value must be object or array");
            case "replace":
                return Edit(document, path, Verb.Replace, Value, ref error);
            case "test":
                return Test(document, path, ref error);
            case "move":
            case "copy":
            {
                if (From is null || JsonPointer.Parse(From) is not { Length: > 0 } from)
                    return Fail(ref error, $"{Op} operation failed to decode from");
                if (!TryGet(document, from, out var value))
                    return Fail(ref error, $"{Op} operation does not apply: doc is missing from path: {From}");
                if (Op == "move")
                {
                    var without = Edit(document, from, Verb.Remove, NullValue.Instance, ref error);
                    return without is null ? null : Edit(without, path, Verb.Add, value!, ref error);
                }
                if (value is not null)
                    copied += value.ToJson().Length;
                return copied > JsonPatch.MaxCopiedBytes
                    ? Fail(ref error, $"copies add more than {JsonPatch.MaxCopiedBytes} bytes")
                    : Edit(document, path, Verb.Add, value ?? NullValue.Instance, ref error);
            }
            default:
                return Fail(ref error, $"Unexpected kind: {Op}");
        }
    }

    private Value? Test(Value document, string[] path, ref string error)
    {
        if (path.Length == 0 ? document.Equals(Value) : TryGet(document, path, out var found) && Same(found, Value))
            return document;
        return Fail(ref error, $"testing value {Path} failed");
    }

    // An absent field and a null are one and the same to the original's test.
    private static bool Same(Value? found, Value expected) =>
        found is null or NullValue ? expected is NullValue : found.Equals(expected);

    private static Value? Fail(ref string error, string why)
    {
        error = why;
        return null;
    }

    /// <summary>
    /// Finds a value. False when its parent is not there, or is a list without this index; a field that its parent does not have is
    /// found as null.
    /// </summary>
    private static bool TryGet(Value document, ReadOnlySpan<string> path, out Value? found)
    {
        found = document;
        for (var i = 0; i < path.Length; i++)
        {
            switch (found)
            {
                case MapValue map:
                    found = map[path[i]];
                    break;
                case ListValue list when TryIndex(path[i], list.Count, out var index):
                    found = list[index];
                    break;
                default:
                    return false;
            }
            if (found is null && i < path.Length - 1)
                return false;
        }
        return true;
    }

    private static Value? Edit(Value node, ReadOnlySpan<string> path, Verb verb, Value value, ref string error)
    {
        if (path.IsEmpty)
            return Fail(ref error, "doc is missing path: \"\"");
        var token = path[0];
        if (path.Length == 1)
            return EditChild(node, token, verb, value, ref error);
        switch (node)
        {
            case MapValue map when map[token] is { } child:
                return Edit(child, path[1..], verb, value, ref error) is { } edited ? map.With(token, edited) : null;
            case ListValue list when TryIndex(token, list.Count, out var index):
                return Edit(list[index], path[1..], verb, value, ref error) is { } item
                    ? list.SetItem(index, item)
                    : null;
            default:
                return Fail(ref error, $"doc is missing path: \"{token}\"");
        }
    }

    private static Value? EditChild(Value node, string token, Verb verb, Value value, ref string error)
    {
        if (node is MapValue map)
        {
            if (verb != Verb.Remove)
                return map.With(token, value);
            return map.ContainsKey(token)
                ? map.Without(token)
                : Fail(ref error, $"Unable to remove nonexistent key: {token}");
        }
        if (node is not ListValue list)
            return Fail(ref error, $"doc is missing path: \"{token}\"");
        if (verb == Verb.Add)
        {
            if (token == "-")
                return list.Add(value);
            return TryIndex(token, list.Count + 1, out var at)
                ? ListValue.Create([.. list.Items[..at], value, .. list.Items[at..]])
                : Fail(ref error, $"Unable to access invalid index: {token}");
        }
        if (!TryIndex(token, list.Count, out var index))
            return Fail(ref error, $"Unable to access invalid index: {token}");
        return verb == Verb.Replace
            ? list.SetItem(index, value)
            : ListValue.Create([.. list.Items[..index], .. list.Items[(index + 1)..]]);
    }

    private static bool TryIndex(string token, int count, out int index)
    {
        if (!int.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out index))
            return false;
        if (index < 0)
            index += count;
        return index >= 0 && index < count;
    }

    private enum Verb
    {
        Add,
        Remove,
        Replace,
    }
}
