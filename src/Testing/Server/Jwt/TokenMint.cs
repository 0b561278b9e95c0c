using System.Text.Json.Nodes;

namespace RefreshRace.Testing;

/// <summary>Makes the texts of tokens.</summary>
internal sealed class TokenMint(RotatingTokenServerOptions options, IssuerName issuer)
{
    /// <summary>A text without a meaning. The name in front makes it recognisable in a debugger; the rest makes it as long and as
    /// unguessable as a real one.</summary>
    public static string Opaque(string name) => $"{name}_{Guid.NewGuid():N}";

    /// <summary>An access token in the configured format.</summary>
    public string AccessToken(string name, TokenFamily family, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        if (options.AccessTokenFormat == AccessTokenFormat.Opaque)
            return Opaque(name);

        var claims = Claims(options.Audience, family, now, expiresAt);
        claims["jti"] = Opaque(name);
        claims["client_id"] = family.Grant?.ClientId ?? "test";
        if (family.Grant?.Scope is { } scope)
            claims["scope"] = scope;
        return SigningKey.Shared.Sign("at+jwt", claims);
    }

    /// <summary>The ID token of OpenID Connect Core §2; null where the client did not ask for the scope <c>openid</c>.</summary>
    public string? IdToken(TokenFamily family, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        if (family.Grant is not { IsOpenId: true } grant)
            return null;

        var claims = Claims(grant.ClientId, family, now, expiresAt);
        if (grant.Nonce is not null)
            claims["nonce"] = grant.Nonce;
        return SigningKey.Shared.Sign("JWT", claims);
    }

    private JsonObject Claims(string audience, TokenFamily family, DateTimeOffset now, DateTimeOffset expiresAt) => new()
    {
        ["iss"] = issuer.Current,
        ["sub"] = $"user-{family.Number}",
        ["aud"] = audience,
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = expiresAt.ToUnixTimeSeconds(),
    };
}
