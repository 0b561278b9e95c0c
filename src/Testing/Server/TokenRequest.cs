using System.Net;
using System.Text.RegularExpressions;

namespace RefreshRace.Testing;

/// <summary>What a request to the token endpoint asks for: a form as RFC 6749 wants it, or a JSON object as the back ends of many apps take it
/// (<c>refresh_token</c> or <c>refreshToken</c>).</summary>
internal sealed class TokenRequest
{
    private static readonly Regex s_jsonToken = new("\"refresh_?token\"\\s*:\\s*\"([^\"\\\\]*)\"", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private TokenRequest(string refreshToken) => RefreshToken = refreshToken;

    private TokenRequest(string error, string description)
    {
        RefreshToken = "";
        Error = error;
        Description = description;
    }

    public string RefreshToken { get; }

    /// <summary>The error code of RFC 6749 §5.2; null when the request is sound.</summary>
    public string? Error { get; }

    public string Description { get; } = "";

    public static TokenRequest Parse(ServerRequest request)
    {
        if (request.ContentType is { } type && type.IndexOf("json", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            var match = s_jsonToken.Match(request.Body);
            return match.Success ? new TokenRequest(match.Groups[1].Value) : new TokenRequest("invalid_request", "the JSON body has no refresh_token");
        }

        var form = ParseForm(request.Body);
        if (!form.TryGetValue("grant_type", out var grantType))
            return new TokenRequest("invalid_request", "grant_type is missing");
        if (grantType != "refresh_token")
            return new TokenRequest("unsupported_grant_type", "this server exchanges refresh tokens and authorization codes");
        return form.TryGetValue("refresh_token", out var token) && token.Length > 0
            ? new TokenRequest(token)
            : new TokenRequest("invalid_request", "refresh_token is missing");
    }

    private static Dictionary<string, string> ParseForm(string body)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in body.Split('&'))
        {
            var equals = pair.IndexOf('=');
            if (equals > 0)
                form[WebUtility.UrlDecode(pair.Substring(0, equals))] = WebUtility.UrlDecode(pair.Substring(equals + 1));
        }

        return form;
    }
}
