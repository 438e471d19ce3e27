using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Counts requests for <c>/metrics</c> under kube-apiserver's names. Label values come from the served resources and verbs, so their
/// number is bounded by what is served; unknown resources share one.
/// </summary>
internal sealed class RequestMetrics(Func<RequestInfo, bool> isKnown, Func<string> more)
{
    private static readonly double[] Bounds =
    [
        0.005,
        0.025,
        0.05,
        0.1,
        0.2,
        0.4,
        0.6,
        0.8,
        1,
        1.5,
        2,
        3,
        5,
        10,
        30,
        60,
    ];

    private readonly ConcurrentDictionary<
        (string Verb, string Group, string Resource, string Sub, int Code),
        long
    > totals = new();

    private readonly ConcurrentDictionary<
        (string Verb, string Group, string Resource, string Sub),
        Histogram
    > durations = new();

    private long inflight;
    private long watches;

    public Running Start(RequestInfo info)
    {
        if (info.Verb == "watch")
            Interlocked.Increment(ref watches);
        else
            Interlocked.Increment(ref inflight);
        return new(this, info.Verb == "watch");
    }

    public void End(RequestInfo info, int code, TimeSpan took)
    {
        var known = !info.IsResource || isKnown(info);
        var group = known ? info.Resource.Group ?? "" : "";
        var resource = known ? info.Resource.Resource ?? "" : "unknown";
        var sub = known ? info.Subresource : "";
        var verb = info.Verb.ToUpperInvariant();
        totals.AddOrUpdate((verb, group, resource, sub, code), 1, static (_, n) => n + 1);
        // A watch lasts as long as its client likes: no latency.
        if (info.Verb != "watch")
            durations.GetOrAdd((verb, group, resource, sub), static _ => new()).Add(took.TotalSeconds);
    }

    public string Print()
    {
        var text = new StringBuilder(4096);
        text.Append("# HELP apiserver_request_total Requests by verb, resource and HTTP code.\n");
        text.Append("# TYPE apiserver_request_total counter\n");
        foreach (var ((verb, group, resource, sub, code), n) in totals.OrderBy(t => t.Key))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"apiserver_request_total{{code=\"{code}\",group=\"{group}\",resource=\"{resource}\",subresource=\"{sub}\",verb=\"{verb}\"}} {n}\n"
            );
        }
        text.Append(
            "# HELP apiserver_request_duration_seconds Time from the request's head to the end of its answer.\n"
        );
        text.Append("# TYPE apiserver_request_duration_seconds histogram\n");
        foreach (var ((verb, group, resource, sub), histogram) in durations.OrderBy(t => t.Key))
        {
            histogram.Print(
                text,
                "apiserver_request_duration_seconds",
                $"group=\"{group}\",resource=\"{resource}\",subresource=\"{sub}\",verb=\"{verb}\""
            );
        }
        text.Append("# TYPE apiserver_current_inflight_requests gauge\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"apiserver_current_inflight_requests {Interlocked.Read(ref inflight)}\n"
        );
        text.Append("# TYPE apiserver_longrunning_requests gauge\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"apiserver_longrunning_requests{{verb=\"WATCH\"}} {Interlocked.Read(ref watches)}\n"
        );
        return text.Append(more()).ToString();
    }

    /// <summary>A request that is being served.</summary>
    public readonly struct Running(RequestMetrics metrics, bool watch) : IDisposable
    {
        public void Dispose()
        {
            if (watch)
                Interlocked.Decrement(ref metrics.watches);
            else
                Interlocked.Decrement(ref metrics.inflight);
        }
    }

    private sealed class Histogram
    {
        private readonly Lock sumLock = new();
        private readonly long[] counts = new long[Bounds.Length + 1];
        private double sum;

        public void Add(double seconds)
        {
            var i = Array.FindIndex(Bounds, b => seconds <= b);
            lock (sumLock)
            {
                counts[i < 0 ? Bounds.Length : i]++;
                sum += seconds;
            }
        }

        public void Print(StringBuilder text, string name, string labels)
        {
            lock (sumLock)
            {
                long total = 0;
                for (var i = 0; i < Bounds.Length; i++)
                {
                    total += counts[i];
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"{name}_bucket{{{labels},le=\"{Bounds[i]}\"}} {total}\n"
                    );
                }
                total += counts[^1];
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"+Inf\"}} {total}\n");
                text.Append(CultureInfo.InvariantCulture, $"{name}_sum{{{labels}}} {sum}\n");
                text.Append(CultureInfo.InvariantCulture, $"{name}_count{{{labels}}} {total}\n");
            }
        }
    }
}
