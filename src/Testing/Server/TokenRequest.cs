using System.Text.Json;

namespace RefreshRace.Testing;

/// <summary>What a request to the token endpoint asks for: a form as RFC 6749 wants it, a JSON object as the back ends of many apps take it
/// (<c>refresh_token</c> or <c>refreshToken</c>), or a cookie.</summary>
internal sealed class TokenRequest
{
    private TokenRequest()
    {
    }

    /// <summary>The token to exchange; empty where a code is redeemed.</summary>
    public string RefreshToken { get; private init; } = "";

    /// <summary>The form of a request that redeems an authorization code; null for any other.</summary>
    public FormFields? Code { get; private init; }

    /// <summary>The error code of RFC 6749 §5.2; null when the request is sound.</summary>
    public string? Error { get; private init; }

    public string Description { get; private init; } = "";

    public static TokenRequest Parse(ServerRequest request, string? cookie)
    {
        var form = FormFields.Parse(request.IsJson ? "" : request.Body);
        var grantType = form["grant_type"];
        if (grantType == "authorization_code")
            return new() { Code = form };
        if (cookie is not null)
            return Refresh(FormFields.ParseCookies(request.Cookie)[cookie], $"the cookie {cookie} is missing");
        if (request.IsJson)
            return Refresh(FromJson(request.Body), "the JSON body has no refresh_token");

        if (grantType is null)
            return new() { Error = "invalid_request", Description = "grant_type is missing" };
        return grantType == "refresh_token"
            ? Refresh(form["refresh_token"], "refresh_token is missing")
            : new() { Error = "unsupported_grant_type", Description = "this server exchanges refresh tokens and authorization codes" };
    }

    private static TokenRequest Refresh(string? token, string otherwise) =>
        token is null ? new() { Error = "invalid_request", Description = otherwise } : new() { RefreshToken = token };

    private static string? FromJson(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Find(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The token, wherever the object has it.</summary>
    private static string? Find(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return null;

        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.String && property.Name.ToUpperInvariant() is "REFRESH_TOKEN" or "REFRESHTOKEN")
                return property.Value.GetString();
            if (Find(property.Value) is { } inner)
                return inner;
        }

        return null;
    }
}
