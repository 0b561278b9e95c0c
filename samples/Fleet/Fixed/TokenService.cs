namespace Fleet.Fixed;

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
            var tokens = await RenewAsync(sessionId, session.RefreshToken, cancellationToken);
            return tokens.AccessToken;
        }
        catch (Exception exception)
        {
            logger.LogWarning("The session could not be renewed: {Reason}", exception.Message);
            return null;
        }
    }

    private async Task<TokenResponse> RenewAsync(string sessionId, string refreshToken, CancellationToken cancellationToken)
    {
        var tokens = await provider.RefreshTokenAsync(refreshToken, cancellationToken);
        await sessions.ReplaceAsync(sessionId, refreshToken, tokens.ToSession(), cancellationToken);
        return tokens;
    }
}
