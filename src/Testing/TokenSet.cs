namespace RefreshRace.Testing;

/// <summary>The tokens that one sign-in or one exchange gave.</summary>
public sealed class TokenSet
{
    internal TokenSet(int session, string accessToken, string refreshToken, TimeSpan expiresIn, DateTimeOffset expiresAt)
    {
        Session = session;
        AccessToken = accessToken;
        RefreshToken = refreshToken;
        ExpiresIn = expiresIn;
        ExpiresAt = expiresAt;
    }

    /// <summary>The session (token family) that the tokens belong to: 1 for the first sign-in, and so on.</summary>
    public int Session { get; }

    /// <summary>What the protected API wants in the header <c>Authorization: Bearer …</c>.</summary>
    public string AccessToken { get; }

    /// <summary>What the token endpoint exchanges, once.</summary>
    public string RefreshToken { get; }

    /// <summary>How long the access token was valid when it was issued.</summary>
    public TimeSpan ExpiresIn { get; }

    /// <summary>When the access token ends, on the server's clock.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>The scope that the client asked for when it signed in with an authorization code; null where it asked for none.</summary>
    public string? Scope { get; internal init; }

    /// <summary>The ID token, signed with RS256; null where the client did not ask for the scope <c>openid</c>.</summary>
    public string? IdToken { get; internal init; }
}
