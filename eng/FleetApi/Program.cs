using Pangea.Eng.FleetApi;

// Usage: Pangea.Eng.FleetApi SOURCE TARGET
//   reads the records below SOURCE (src/Fleet/Api) and writes Records.g.cs, FleetKinds.g.cs and Crds/*.json into TARGET.
if (args.Length != 2)
{
    await Console.Error.WriteLineAsync("usage: Pangea.Eng.FleetApi SOURCE TARGET");
    return 2;
}
var records = new SourceReader().Read(args[0]);
var crds = Path.Combine(args[1], "Crds");
Directory.CreateDirectory(crds);
foreach (var old in Directory.EnumerateFiles(crds, "*.json"))
    File.Delete(old);
var writer = new CrdWriter(records);
foreach (var record in records.Values.Where(r => r.Kind is not null))
    await File.WriteAllTextAsync(Path.Combine(crds, CrdWriter.FileName(record)), writer.Write(record));
await File.WriteAllTextAsync(Path.Combine(args[1], "Records.g.cs"), RecordsWriter.Records(records));
await File.WriteAllTextAsync(Path.Combine(args[1], "FleetKinds.g.cs"), RecordsWriter.Kinds(records));
return 0;
