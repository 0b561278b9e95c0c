using System.Net;

namespace RefreshRace.Testing;

/// <summary>The fields of a form or of a query, which are written alike (application/x-www-form-urlencoded).</summary>
internal sealed class FormFields
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    private FormFields()
    {
    }

    /// <summary>The value of a field; null where it is missing or empty.</summary>
    public string? this[string name] => _fields.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public static FormFields Parse(string text) => Parse(text, '&', WebUtility.UrlDecode);

    /// <summary>The cookies of the header <c>Cookie</c> (RFC 6265 §4.2.1). Of two with one name the first counts: it has the longer path
    /// (§5.4).</summary>
    public static FormFields ParseCookies(string? header) => Parse(header ?? "", ';', value => value.Trim().Trim('"'));

    private static FormFields Parse(string text, char separator, Func<string, string> decode)
    {
        var fields = new FormFields();
        foreach (var pair in text.Split(separator))
        {
            var equals = pair.IndexOf('=');
            var name = equals > 0 ? decode(pair.Substring(0, equals)) : "";
            if (name.Length > 0 && !fields._fields.ContainsKey(name))
                fields._fields.Add(name, decode(pair.Substring(equals + 1)));
        }

        return fields;
    }
}
