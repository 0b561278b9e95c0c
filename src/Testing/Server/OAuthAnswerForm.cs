using System.Text.Json.Nodes;

namespace RefreshRace.Testing;

/// <summary>The outcome as RFC 6749 §5 writes it, with the refresh token in the body or in a cookie.</summary>
internal sealed class OAuthAnswerForm(RotatingTokenServerOptions options) : IAnswerForm
{
    public ServerAnswer Tokens(RefreshTokenEntry entry)
    {
        var tokens = entry.Tokens;
        var cookie = options.RefreshTokenCookie is { } name
            ? $"{name}={tokens.RefreshToken}; Path={options.TokenPath}; HttpOnly; SameSite=Strict"
            : null;
        return ServerAnswer.Tokens(entry, options.FormatTokens?.Invoke(tokens) ?? Body(tokens).ToJsonString(), cookie);
    }

    public ServerAnswer Refusal(string error, string description) => ServerAnswer.Error(400, error, description);

    private JsonObject Body(TokenSet tokens)
    {
        var body = new JsonObject
        {
            ["access_token"] = tokens.AccessToken,
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)tokens.ExpiresIn.TotalSeconds,
        };
        if (options.RefreshTokenCookie is null)
            body["refresh_token"] = tokens.RefreshToken;
        if (tokens.Scope is not null)
            body["scope"] = tokens.Scope;
        if (tokens.IdToken is not null)
            body["id_token"] = tokens.IdToken;
        return body;
    }
}
