using RefreshRace;

namespace Identity;

/// <summary>The one session of a device.</summary>
public sealed class DeviceSession(IIdentityClient identity, Tokens signedIn)
{
    private Tokens _tokens = signedIn;
    // One refresh at a time.
    private readonly SingleFlight<string, Tokens> _renewFlight = new();

    public async Task<string> RenewAsync(CancellationToken cancellationToken)
    {
        await _renewFlight.RunAsync(_tokens.RefreshToken, async (token, flightToken) =>
        {
            return _tokens = await identity.RefreshTokenAsync(token, flightToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return _tokens.AccessToken;
    }
}
