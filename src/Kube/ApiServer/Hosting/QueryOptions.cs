using System.Globalization;
using Microsoft.AspNetCore.Http;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Reads the options of a request from its query, with the original's messages for what cannot be read.</summary>
internal static class QueryOptions
{
    public static ApiResult<ListOptions> List(IQueryCollection query)
    {
        if (Selectors(query, out var labels, out var fields) is { } error)
            return error;
        if (!TryNumber(query["limit"].ToString(), out var limit))
            return BadNumber(query["limit"].ToString());
        if (Flag(query, "sendInitialEvents"))
        {
            return Status.Invalid(
                new("meta.k8s.io", "ListOptions"),
                "",
                [FieldError.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list")]
            );
        }
        return new ListOptions
        {
            Labels = labels,
            Fields = fields,
            ResourceVersion = query["resourceVersion"].ToString(),
            ResourceVersionMatch = query["resourceVersionMatch"].ToString(),
            Limit = limit,
            Continue = query["continue"].ToString(),
        };
    }

    public static ApiResult<WatchOptions> Watch(IQueryCollection query)
    {
        if (Selectors(query, out var labels, out var fields) is { } error)
            return error;
        if (!TryNumber(query["timeoutSeconds"].ToString(), out var seconds))
            return BadNumber(query["timeoutSeconds"].ToString());
        var initial = Flag(query, "sendInitialEvents");
        var match = query["resourceVersionMatch"].ToString();
        var errors = new List<FieldError>();
        if (query.ContainsKey("sendInitialEvents"))
        {
            if (match != "NotOlderThan")
            {
                errors.Add(
                    FieldError.Forbidden(
                        "resourceVersionMatch",
                        "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
                    )
                );
            }
            if (initial && !Flag(query, "allowWatchBookmarks"))
            {
                errors.Add(
                    FieldError.Invalid(
                        "allowWatchBookmarks",
                        false,
                        "sendInitialEvents requires setting allowWatchBookmarks to true"
                    )
                );
            }
        }
        else if (match.Length > 0)
        {
            errors.Add(
                FieldError.Forbidden(
                    "resourceVersionMatch",
                    "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"
                )
            );
        }
        if (errors.Count > 0)
            return Status.Invalid(new("meta.k8s.io", "ListOptions"), "", errors);
        return new WatchOptions
        {
            Labels = labels,
            Fields = fields,
            ResourceVersion = query["resourceVersion"].ToString(),
            SendInitialEvents = initial,
            AllowBookmarks = Flag(query, "allowWatchBookmarks"),
            Timeout = seconds > 0 ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    public static ApiResult<WriteOptions> Write(IQueryCollection query, string subresource)
    {
        var dryRun = query["dryRun"];
        foreach (var value in dryRun)
        {
            if (value != "All")
            {
                return Status.Invalid(
                    new("meta.k8s.io", "UpdateOptions"),
                    "",
                    [FieldError.NotSupported("dryRun", $"[{value}]", ["All"])]
                );
            }
        }
        var validation = query["fieldValidation"].ToString();
        if (validation is not ("" or "Strict" or "Warn" or "Ignore"))
        {
            return Status.Invalid(
                new("meta.k8s.io", "UpdateOptions"),
                "",
                [FieldError.NotSupported("fieldValidation", validation, ["", "Ignore", "Strict", "Warn"])]
            );
        }
        var manager = query["fieldManager"].ToString();
        if (manager.Length > 128)
        {
            return Status.Invalid(new("meta.k8s.io", "UpdateOptions"), "", [FieldError.TooLong("fieldManager", 128)]);
        }
        return new WriteOptions
        {
            Subresource = subresource,
            FieldManager = manager,
            DryRun = dryRun.Count > 0,
            Force = Flag(query, "force"),
            FieldValidation = validation,
        };
    }

    public static bool Flag(IQueryCollection query, string name) =>
        query[name].ToString() is "true" or "1" or "True" or "TRUE" or "t" or "T";

    private static Status? Selectors(IQueryCollection query, out LabelSelector labels, out FieldSelector fields)
    {
        fields = FieldSelector.Everything;
        if (!LabelSelector.TryParse(query["labelSelector"].ToString(), out var parsed, out var error))
        {
            labels = LabelSelector.Everything;
            return Status.BadRequest($"unable to parse requirement: {error}");
        }
        labels = parsed;
        if (!FieldSelector.TryParse(query["fieldSelector"].ToString(), out var chosen, out error))
            return Status.BadRequest(error);
        fields = chosen;
        return null;
    }

    private static bool TryNumber(string text, out long number)
    {
        number = 0;
        return text.Length == 0
            || long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    private static Status BadNumber(string text) =>
        Status.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
}
