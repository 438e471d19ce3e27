using System.Diagnostics;

namespace Pangea.Bench;

/// <summary>Time, CPU and allocation of a piece of work in this process.</summary>
internal readonly struct Measurement
{
    private readonly long _start;
    private readonly TimeSpan _cpu;
    private readonly long _allocated;
    private readonly TimeSpan _collecting;

    private Measurement(long start, TimeSpan cpu, long allocated, TimeSpan collecting)
    {
        _start = start;
        _cpu = cpu;
        _allocated = allocated;
        _collecting = collecting;
    }

    public static Measurement Start() =>
        new(
            Stopwatch.GetTimestamp(),
            Process.GetCurrentProcess().TotalProcessorTime,
            GC.GetTotalAllocatedBytes(),
            GC.GetTotalPauseDuration()
        );

    /// <summary>A line of figures for the work since the start, which was done so many times.</summary>
    public string Per(string what, long times)
    {
        var time = Stopwatch.GetElapsedTime(_start);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime - _cpu;
        var allocated = GC.GetTotalAllocatedBytes() - _allocated;
        var collecting = (GC.GetTotalPauseDuration() - _collecting) / time;
        return $"{times / time.TotalSeconds, 10:N0} {what}/s  {time.TotalMicroseconds / times, 9:N1} µs  {cpu.TotalMicroseconds / times, 7:N1} µs CPU  {allocated / times, 7:N0} B allocated  {collecting, 6:P1} in collections";
    }

    /// <summary>The value below which a part of all lies.</summary>
    public static double Percentile(IEnumerable<double> values, double part)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, part * sorted.Length)];
    }
}
