using System.Globalization;
using System.Text;
using Pangea.Kube.Client;

namespace Pangea.Fleet.Hub;

/// <summary>Metrics in Prometheus' text format.</summary>
internal sealed class MetricsText
{
    private readonly StringBuilder text = new(8192);

    public void Type(string name, string type) =>
        text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    /// <summary>A line; labels as <c>a="b",c="d"</c>.</summary>
    public void Value(string name, string labels, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {value}\n");

    public void Histogram(string name, string labels, DurationHistogram durations)
    {
        long total = 0;
        for (var i = 0; i < DurationHistogram.UpperBounds.Count; i++)
        {
            total += durations.CountIn(i);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{name}_bucket{{{labels},le=\"{DurationHistogram.UpperBounds[i]}\"}} {total}\n"
            );
        }
        total += durations.CountIn(DurationHistogram.UpperBounds.Count);
        text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"+Inf\"}} {total}\n");
        text.Append(CultureInfo.InvariantCulture, $"{name}_sum{{{labels}}} {durations.Sum.TotalSeconds}\n");
        text.Append(CultureInfo.InvariantCulture, $"{name}_count{{{labels}}} {total}\n");
    }

    public override string ToString() => text.ToString();
}
