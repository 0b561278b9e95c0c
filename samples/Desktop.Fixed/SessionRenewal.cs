using RefreshRace;

namespace Desktop;

/// <summary>The one renewal of the one session, whichever client asks for it. A guard in each client does not help: they hold the same
/// token.</summary>
public sealed class SessionRenewal(SessionVault vault)
{
    private readonly SingleFlight<string, Session> _renewal = new(
        new() { Successor = session => session.RefreshToken, RetainFor = TimeSpan.FromSeconds(60) });

    /// <summary>Renews the session by the exchange of the client that is first. Only a definitive rejection signs the user out, and only
    /// once.</summary>
    /// <exception cref="RejectedException">The session is over.</exception>
    public Task<Session> RenewAsync(string refreshToken,
        Func<string, CancellationToken, Task<Session>> exchange, CancellationToken cancellationToken) =>
        _renewal.RunAsync(
            refreshToken,
            async (token, flight) =>
            {
                try
                {
                    var renewed = await exchange(token, flight);
                    vault.Replace(token, renewed);
                    return renewed;
                }
                catch (RejectedException)
                {
                    vault.SignOut(token);
                    throw;
                }
            },
            cancellationToken);
}
