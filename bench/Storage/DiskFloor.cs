using System.Diagnostics;

namespace Pangea.Bench.Storage;

/// <summary>What the disk gives without any store: the floor of a commit alone, and of commits that share a sync.</summary>
internal static class DiskFloor
{
    public static void Measure(DirectoryInfo directory, int recordBytes, double seconds)
    {
        foreach (var records in (int[])[1, 64])
        {
            var path = Path.Combine(directory.FullName, "raw");
            using (var file = new FileStream(path, FileMode.Create))
            {
                var block = new byte[recordBytes * records];
                var start = Stopwatch.GetTimestamp();
                var measurement = Measurement.Start();
                var times = 0L;
                for (; Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; times += records)
                {
                    file.Write(block);
                    file.Flush(flushToDisk: true);
                }
                Console.WriteLine($"  {$"disk, {records} record(s) a sync", -36}{measurement.Per("records", times)}");
            }
            File.Delete(path);
        }
    }
}
