using RefreshRace;

namespace Identity;

/// <summary>The one session of a device.</summary>
public sealed class DeviceSession(IIdentityClient identity, Tokens signedIn)
{
    private Tokens _tokens = signedIn;
    // One refresh at a time.
    private readonly SingleFlight<string, string> _renewFlight = new();

    public Task<string> RenewAsync(CancellationToken cancellationToken)
    {
        return _renewFlight.RunAsync(_tokens.RefreshToken, (_, flightToken) => RenewCoreAsync(flightToken), cancellationToken);
    }

    private async Task<string> RenewCoreAsync(CancellationToken cancellationToken)
    {
        _tokens = await identity.RefreshTokenAsync(_tokens.RefreshToken, cancellationToken).ConfigureAwait(false);
        return _tokens.AccessToken;
    }
}
