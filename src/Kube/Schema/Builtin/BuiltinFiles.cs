using System.Globalization;

namespace Pangea.Kube.Schema;

/// <summary>The lines of the files <c>*.schema</c>, sorted by what they are; see <see cref="BuiltinTable"/> for their form.</summary>
internal sealed class BuiltinFiles
{
    /// <summary>What a file says of all its lines.</summary>
    public sealed class Package(string @short, string full)
    {
        public string Short { get; } = @short;
        public string Full { get; } = full;
        public string GroupVersion { get; set; } = "v1";
        public int Order { get; set; } = int.MaxValue;

        public string Key(string name) => $"{Short}.{name}";

        public string FullName(string name) => $"{Full}.{name}";

        public string GoType(string name) => $"{Short[(Short.LastIndexOf('.') + 1)..]}.{name}";
    }

    /// <summary>One line with those below it.</summary>
    public sealed class Entry(Package package, string name, string[] words)
    {
        public Package Package { get; } = package;
        public string Name { get; } = name;

        /// <summary>What follows the name.</summary>
        public string[] Words { get; } = words;
        public List<string> Below { get; } = [];

        /// <summary>The schema of a type, once it is made.</summary>
        public StructuralSchema Schema { get; set; } = null!;
    }

    public List<Entry> Types { get; } = new(640);
    public List<Entry> Leaves { get; } = new(16);
    public List<Entry> Aliases { get; } = new(256);
    public List<Entry> Resources { get; } = new(96);

    public static BuiltinFiles Read()
    {
        var files = new BuiltinFiles();
        var assembly = typeof(BuiltinFiles).Assembly;
        var names = assembly.GetManifestResourceNames();
        Array.Sort(names, StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!name.EndsWith(".schema", StringComparison.Ordinal))
                continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            files.ReadFile(reader.ReadToEnd());
        }
        return files;
    }

    private void ReadFile(string text)
    {
        var package = new Package("", "");
        Entry? last = null;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == ' ')
            {
                last!.Below.Add(line[1..]);
                continue;
            }
            var words = line.Split(' ');
            switch (words[0])
            {
                case "package":
                    package = new(words[1], words[2]);
                    break;
                case "group":
                    package.GroupVersion = words[1];
                    if (words.Length > 2)
                        package.Order = int.Parse(words[2], CultureInfo.InvariantCulture);
                    break;
                default:
                    last = new(package, words[1], words[2..]);
                    Of(words[0]).Add(last);
                    break;
            }
        }
    }

    private List<Entry> Of(string word) =>
        word switch
        {
            "type" => Types,
            "leaf" => Leaves,
            "name" => Aliases,
            "resource" => Resources,
            _ => throw new InvalidDataException($"not understood in the table of built-in types: {word}"),
        };
}
