using System.Reflection;
using System.Text;
using Pangea.Eng.Schemas;

// Makes the files that are derived from the table of built-in types (src/Kube/Schema/Builtin/*.schema):
// the descriptions, and the names that parsed objects share. "verify" only says whether they are up to date.
if (args is not ["update" or "verify"])
{
    Console.Error.WriteLine("usage: eng/update-schemas | eng/verify-schemas");
    return 2;
}
var root = Root();
var documentation = Assembly
    .GetExecutingAssembly()
    .GetCustomAttributes<AssemblyMetadataAttribute>()
    .Single(a => a.Key == "ModelDocumentation")
    .Value!;
(string Path, string Text)[] files =
[
    ("src/Kube/Schema/Builtin/descriptions.txt", Descriptions.Make(documentation)),
    (
        "src/Kube/Objects/Values/WellKnownNames.g.cs",
        WellKnownNames.Make(File.ReadAllLines(Path.Combine(root, "eng/Schemas/extra-names.txt")))
    ),
];
var stale = 0;
foreach (var (path, text) in files)
{
    var full = Path.Combine(root, path);
    if (File.ReadAllText(full) == text)
        continue;
    stale++;
    if (args[0] == "update")
        File.WriteAllText(full, text, new UTF8Encoding(false));
    Console.WriteLine(args[0] == "update" ? $"{path} made anew" : $"{path} is out of date: run eng/update-schemas");
}
return args[0] == "verify" && stale > 0 ? 1 : 0;

static string Root()
{
    var directory = AppContext.BaseDirectory;
    while (!File.Exists(Path.Combine(directory, "Pangea.slnx")))
        directory =
            Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("not inside the repository");
    return directory;
}
