using System.Globalization;
using System.Text;

namespace Pangea.Kube.Schema.Cel;

/// <summary>Operators, conversions and times: what the CEL specification itself defines.</summary>
internal static class CoreFunctions
{
    public static void Add(CelFunctionTable t)
    {
        t.Add("_==", 2, 2, (a, b) => CelOperators.Equal(a[0], a[1], b) is { } same ? same : CelError.TooExpensive);
        t.Add("_!=", 2, 2, (a, b) => CelOperators.Equal(a[0], a[1], b) is { } same ? !same : CelError.TooExpensive);
        t.Add("_<", 2, a => CelOperators.Relation(a, static o => o < 0));
        t.Add("_<=", 2, a => CelOperators.Relation(a, static o => o <= 0));
        t.Add("_>", 2, a => CelOperators.Relation(a, static o => o > 0));
        t.Add("_>=", 2, a => CelOperators.Relation(a, static o => o >= 0));
        t.Add("_in", 2, 2, (a, b) => CelOperators.In(a[0], a[1], b));
        t.Add("_+", 2, 2, CelOperators.Add);
        t.Add("_-", 1, 2, (a, _) => a.Length == 1 ? CelOperators.Negate(a[0]) : CelOperators.Subtract(a));
        t.Add("_*", 2, CelOperators.Multiply);
        t.Add("_/", 2, CelOperators.Divide);
        t.Add("_%", 2, CelOperators.Modulo);
        t.Add<bool>("_!", static x => !x);
        t.Add("size", 1, static a => Size(a[0]));
        t.Add(".size", 1, static a => Size(a[0]));
        t.Add("type", 1, static a => CelType.Of(a[0]));
        t.Add("dyn", 1, static a => a[0]);
        t.Add("int", 1, static a => ToInt(a[0]));
        t.Add("uint", 1, static a => ToUint(a[0]));
        t.Add("double", 1, static a => ToDouble(a[0]));
        t.Add("bool", 1, static a => ToBool(a[0]));
        t.Add("string", 1, static a => CelText.Convert(a[0]) ?? (object)CelError.NoSuchOverload);
        t.Add("bytes", 1, static a => ToBytes(a[0]));
        t.Add("timestamp", 1, static a => ToTime(a[0]));
        t.Add("duration", 1, static a => ToSpan(a[0]));
        AddTimes(t);
    }

    private static void AddTimes(CelFunctionTable t)
    {
        Part("getFullYear", static x => x.Year);
        Part("getMonth", static x => x.Month - 1);
        Part("getDate", static x => x.Day);
        Part("getDayOfMonth", static x => x.Day - 1);
        Part("getDayOfWeek", static x => (long)x.DayOfWeek);
        Part("getDayOfYear", static x => x.DayOfYear - 1);
        Part("getHours", static x => x.Hour, static s => (long)s.TotalHours);
        Part("getMinutes", static x => x.Minute, static s => (long)s.TotalMinutes);
        Part("getSeconds", static x => x.Second, static s => (long)s.TotalSeconds);
        Part("getMilliseconds", static x => x.Millisecond, static s => s.Milliseconds);

        void Part(string name, Func<DateTimeOffset, long> of, Func<TimeSpan, long>? ofSpan = null) =>
            t.Add(
                "." + name,
                1,
                2,
                (a, _) =>
                    a[0] switch
                    {
                        TimeSpan span when ofSpan is not null && a.Length == 1 => ofSpan(span),
                        DateTimeOffset time when a.Length == 1 => of(time.ToUniversalTime()),
                        DateTimeOffset time when a[1] is string zone => InZone(time, zone) is { } there
                            ? of(there)
                            : new CelError($"unknown time zone {zone}"),
                        _ => CelError.NoSuchOverload,
                    }
            );
    }

    private static DateTimeOffset? InZone(DateTimeOffset time, string zone)
    {
        var sign = zone.StartsWith('-') ? -1 : 1;
        if (TimeSpan.TryParseExact(zone.TrimStart('+', '-'), @"hh\:mm", CultureInfo.InvariantCulture, out var offset))
            return time.ToOffset(offset * sign);
        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known)
            ? TimeZoneInfo.ConvertTime(time, known)
            : null;
    }

    private static object Size(object? value) =>
        value switch
        {
            string text => TextFunctions.Length(text),
            CelBytes bytes => (long)bytes.Content.Length,
            CelMap map => (long)map.Count,
            IReadOnlyList<object?> list => (long)list.Count,
            _ => CelError.NoSuchOverload,
        };

    private static object ToInt(object? value) =>
        value switch
        {
            long => value,
            ulong and > long.MaxValue => CelError.Overflow,
            ulong whole => (long)whole,
            double number => number is > -9223372036854775808.0 and < 9223372036854775808.0
                ? (long)number
                : CelError.Overflow,
            string text => long.TryParse(
                text,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var whole
            )
                ? whole
                : new CelError($"strconv.ParseInt: parsing {Objects.GoText.Quote(text)}: invalid syntax"),
            DateTimeOffset time => time.ToUnixTimeSeconds(),
            TimeSpan span => span.Ticks * 100,
            _ => CelError.NoSuchOverload,
        };

    private static object ToUint(object? value) =>
        value switch
        {
            ulong => value,
            < 0L => new CelError("unsigned integer overflow"),
            long whole => (ulong)whole,
            double number => number is >= 0 and < 18446744073709551616.0
                ? (ulong)number
                : new CelError("unsigned integer overflow"),
            string text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
                ? whole
                : new CelError($"strconv.ParseUint: parsing {Objects.GoText.Quote(text)}: invalid syntax"),
            _ => CelError.NoSuchOverload,
        };

    private static object ToDouble(object? value) =>
        value switch
        {
            double => value,
            long whole => (double)whole,
            ulong whole => (double)whole,
            string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : new CelError($"strconv.ParseFloat: parsing {Objects.GoText.Quote(text)}: invalid syntax"),
            _ => CelError.NoSuchOverload,
        };

    private static object ToBool(object? value) =>
        value switch
        {
            bool => value,
            "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
            "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
            string text => new CelError($"strconv.ParseBool: parsing {Objects.GoText.Quote(text)}: invalid syntax"),
            _ => CelError.NoSuchOverload,
        };

    private static object ToBytes(object? value) =>
        value switch
        {
            CelBytes => value,
            string text => new CelBytes(Encoding.UTF8.GetBytes(text)),
            _ => CelError.NoSuchOverload,
        };

    private static object ToTime(object? value) =>
        value switch
        {
            DateTimeOffset => value,
            string text => CelTime.TryParse(text, out var time)
                ? time
                : new CelError($"cannot parse {Objects.GoText.Quote(text)} as a timestamp"),
            long seconds and >= -62135596800 and <= 253402300799 => DateTimeOffset.FromUnixTimeSeconds(seconds),
            _ => CelError.NoSuchOverload,
        };

    private static object ToSpan(object? value) =>
        value switch
        {
            TimeSpan => value,
            string text => CelTime.TryParseDuration(text, out var span)
                ? span
                : new CelError($"time: invalid duration {Objects.GoText.Quote(text)}"),
            long nanoseconds => TimeSpan.FromTicks(nanoseconds / 100),
            _ => CelError.NoSuchOverload,
        };
}
