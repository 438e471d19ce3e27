using System.Text.RegularExpressions;

namespace Pangea.Kube.Storage.Tests.Durability;

/// <summary>One system call of a trace. Begin and End are places in the order of events; a call that strace saw end at once has both alike.</summary>
internal sealed record SystemCall(string Name, string Arguments, int Begin, int End, string Result)
{
    public bool IsOn(string file) => Arguments.Contains($"{file}>", StringComparison.Ordinal);
}

/// <summary>Reads what <c>strace -f -y -o FILE</c> wrote.</summary>
internal static partial class SystemCalls
{
    /// <summary>The calls that ended, in the order in which they began.</summary>
    public static List<SystemCall> Read(string traceFile)
    {
        var calls = new List<SystemCall>();
        var unfinished = new Dictionary<string, (string Name, string Arguments, int Begin)>(StringComparer.Ordinal);
        var place = 0;
        foreach (var line in File.ReadLines(traceFile))
        {
            place++;
            if (Unfinished().Match(line) is { Success: true } began)
            {
                unfinished[began.Groups["thread"].Value] = (
                    began.Groups["name"].Value,
                    began.Groups["arguments"].Value,
                    place
                );
            }
            else if (Resumed().Match(line) is { Success: true } ended)
            {
                if (unfinished.Remove(ended.Groups["thread"].Value, out var call))
                {
                    calls.Add(new(call.Name, call.Arguments, call.Begin, place, ended.Groups["result"].Value));
                }
            }
            else if (Whole().Match(line) is { Success: true } whole)
            {
                calls.Add(
                    new(
                        whole.Groups["name"].Value,
                        whole.Groups["arguments"].Value,
                        place,
                        place,
                        whole.Groups["result"].Value
                    )
                );
            }
        }
        return [.. calls.OrderBy(call => call.Begin)];
    }

    [GeneratedRegex(
        @"^(?<thread>\d+) +(?<name>\w+)\((?<arguments>.*) <unfinished \.\.\.>$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Unfinished();

    [GeneratedRegex(
        @"^(?<thread>\d+) +<\.\.\. \w+ resumed>.*\) += (?<result>-?\w+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Resumed();

    [GeneratedRegex(
        @"^(?<thread>\d+) +(?<name>\w+)\((?<arguments>.*)\) += (?<result>-?\w+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Whole();
}
