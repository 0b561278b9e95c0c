namespace RefreshRace.Extensions;

/// <summary>
/// An access token, the refresh token that renews it, and when the access token expires. Its text never shows the tokens.
/// </summary>
public sealed class RenewableTokens
{
    /// <summary>Creates the pair.</summary>
    /// <param name="accessToken">What requests carry.</param>
    /// <param name="refreshToken">What the next renewal consumes.</param>
    /// <param name="expiresAt">When the access token expires; null where only a refused request tells.</param>
    /// <exception cref="ArgumentException">A token is null or empty.</exception>
    public RenewableTokens(string accessToken, string refreshToken, DateTimeOffset? expiresAt = null)
    {
        Argument.NotEmpty(accessToken, nameof(accessToken));
        Argument.NotEmpty(refreshToken, nameof(refreshToken));
        AccessToken = accessToken;
        RefreshToken = refreshToken;
        ExpiresAt = expiresAt;
    }

    /// <summary>What requests carry.</summary>
    public string AccessToken { get; }

    /// <summary>What the next renewal consumes.</summary>
    public string RefreshToken { get; }

    /// <summary>When the access token expires; null where only a refused request tells.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    /// <inheritdoc/>
    public override string ToString() => ExpiresAt is { } end ? $"RenewableTokens (expire at {end:u})" : "RenewableTokens";
}
