using RefreshRace;

namespace Fleet.Machines;

/// <summary>The flight comes from the container, where it is registered with an engine (<see cref="Application"/>).</summary>
public sealed class TokenService(SingleFlight<string, TokenResponse> refresh, IdentityProvider provider, SessionStore sessions)
    : ITokenService
{
    public async Task<string?> GetAccessTokenAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (await sessions.FindAsync(sessionId, cancellationToken) is not { } session)
            return null;
        if (session.ExpiresAt > DateTimeOffset.UtcNow)
            return session.AccessToken;

        var tokens = await refresh.RunAndCommitAsync(
            session.RefreshToken,
            (token, flight) => provider.AskAsync(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = token }, flight),
            (consumed, renewed, flight) => sessions.ReplaceAsync(sessionId, consumed, renewed.ToSession(), flight),
            cancellationToken);
        return tokens.AccessToken;
    }
}
