namespace RefreshRace.Testing;

/// <summary>What a client asked for at the authorization endpoint, and where the answer went.</summary>
internal sealed class AuthorizationGrant(string clientId, string redirectUri, string challenge)
{
    public string ClientId { get; } = clientId;

    public string RedirectUri { get; } = redirectUri;

    /// <summary>The code challenge of PKCE, method S256 (RFC 7636 §4.2).</summary>
    public string Challenge { get; } = challenge;

    public string? Scope { get; init; }

    public string? Nonce { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The session that the code began; null until it was redeemed.</summary>
    public TokenFamily? Family { get; set; }

    public bool IsOpenId => Scope is not null && Scope.Split(' ').Contains("openid");
}
