using System.Globalization;

namespace Pangea.Kube.Schema;

/// <summary>
/// Which number each field of a built-in type has in protobuf. Read from the file <c>protobuf.numbers</c> beside this one when the first body
/// in protobuf arrives. Its form, a line each:
/// <code>
/// package FULL                      the messages below are those of the types FULL.Name
/// NAME FIELD=NUMBER… +NAME=NUMBER…  a message; + is a message of its own whose fields stand, in JSON, among those of this one
/// </code>
/// Numbers never change, and a type's new fields get new ones: the file is only ever added to.
/// </summary>
internal sealed class ProtobufMessages
{
    private static readonly Lazy<ProtobufMessages> Shared = new(() => new ProtobufMessages());
    private readonly Dictionary<string, ProtobufMessage> messages = new(640, StringComparer.Ordinal);

    private ProtobufMessages()
    {
        using var reader = new StreamReader(
            typeof(ProtobufMessages).Assembly.GetManifestResourceStream("protobuf.numbers")!
        );
        var package = "";
        while (reader.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            if (words[0] == "package")
            {
                package = words[1];
                continue;
            }
            var message = MessageOf($"{package}.{words[0]}");
            foreach (var word in words.AsSpan(1))
            {
                var equals = word.LastIndexOf('=');
                var number = int.Parse(word.AsSpan(equals + 1), CultureInfo.InvariantCulture);
                message.Add(
                    number,
                    word[0] == '+' ? new("", MessageOf($"{package}.{word[1..equals]}")) : new(word[..equals], null)
                );
            }
        }
    }

    /// <summary>The one set of them; read on first use.</summary>
    public static ProtobufMessages Instance => Shared.Value;

    /// <summary>The message of a type by its full name, <c>io.k8s.api.core.v1.PodSpec</c>, or null when it has none.</summary>
    public ProtobufMessage? Find(string typeName) => messages.GetValueOrDefault(typeName);

    private ProtobufMessage MessageOf(string name)
    {
        if (!messages.TryGetValue(name, out var message))
            messages.Add(name, message = new());
        return message;
    }
}

/// <summary>One message: its fields by number.</summary>
internal sealed class ProtobufMessage
{
    private readonly Dictionary<int, ProtobufField> fields = [];

    public IReadOnlyDictionary<int, ProtobufField> Fields => fields;

    public void Add(int number, ProtobufField field) => fields.Add(number, field);

    public ProtobufField? Find(int number) => fields.TryGetValue(number, out var field) ? field : null;
}

/// <summary>A field: its name in JSON, or the message whose fields stand among those of the one it is in.</summary>
internal readonly record struct ProtobufField(string Name, ProtobufMessage? Inlined);
