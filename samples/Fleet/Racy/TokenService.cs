namespace Fleet.Racy;

public sealed class TokenService(IdentityProvider provider, SessionStore sessions, ILogger<TokenService> logger) : ITokenService
{
    public async Task<string?> GetAccessTokenAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (await sessions.FindAsync(sessionId, cancellationToken) is not { } session)
        {
            return null;
        }

        if (session.ExpiresAt > DateTimeOffset.UtcNow)
        {
            return session.AccessToken;
        }

        try
        {
            var tokens = await RefreshAsync(sessionId, session.RefreshToken, cancellationToken);
            return tokens.AccessToken;
        }
        catch (Exception exception)
        {
            logger.LogWarning("The session could not be renewed: {Reason}", exception.Message);
            return null;
        }
    }

    private async Task<TokenResponse> RefreshAsync(string sessionId, string refreshToken, CancellationToken cancellationToken)
    {
        var tokens = await provider.AskAsync(
            new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken }, cancellationToken);
        await sessions.ReplaceAsync(sessionId, refreshToken, tokens.ToSession(), cancellationToken);
        return tokens;
    }
}
