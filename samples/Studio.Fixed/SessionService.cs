using RefreshRace;

namespace Studio;

/// <summary>Supplies the access token of a signed-in user, and renews it when it has expired.</summary>
public sealed class SessionService(HttpClient provider, SessionStore sessions, TimeProvider clock, ILogger<SessionService> logger)
{
    private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

    /// <summary>The access token to call an API with; null when nobody is signed in.</summary>
    public async Task<string?> GetAccessTokenAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (sessions.Find(sessionId) is not { } session)
        {
            return null;
        }

        if (session.ExpiresAt > clock.GetUtcNow())
        {
            return session.AccessToken;
        }

        try
        {
            var tokens = await RefreshAsync(session.RefreshToken, cancellationToken);
            return tokens.AccessToken;
        }
        catch (Exception exception)
        {
            logger.LogWarning("The session of {User} could not be renewed: {Reason}", session.User, exception.Message);
            throw;
        }
    }

    private Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        return s_refreshFlight.RunAsync(refreshToken, RefreshCoreAsync, cancellationToken);
    }

    private async Task<TokenResponse> RefreshCoreAsync(string refreshToken, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["client_id"] = "studio",
            ["refresh_token"] = refreshToken,
        });
        using var response = await provider.PostAsync("connect/token", form, cancellationToken);
        response.EnsureSuccessStatusCode();

        var tokens = await response.Content.ReadFromJsonAsync<TokenResponse>(cancellationToken)
            ?? throw new InvalidOperationException("The identity provider sent no tokens.");

        // The provider rotates the refresh token with every use, so the new one must be kept.
        sessions.Replace(refreshToken, tokens);
        return tokens;
    }
}
