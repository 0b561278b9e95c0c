using Identity;
using RefreshRace;

namespace App;

/// <summary>A terminal with one session of its own, on a device that has one too.</summary>
public sealed class Kiosk(IIdentityClient identity, DeviceSession device, Tokens signedIn)
{
    private Tokens _tokens = signedIn;
    private readonly SingleFlight<string, Tokens> _renewFlight = new();

    public async Task<string> RenewAsync(CancellationToken cancellationToken)
    {
        await _renewFlight.RunAsync(_tokens.RefreshToken, async (token, flightToken) =>
        {
            return _tokens = await identity.RefreshTokenAsync(token, flightToken);
        }, cancellationToken);
        return _tokens.AccessToken;
    }

    public Task<string> RenewDeviceAsync(CancellationToken cancellationToken) => device.RenewAsync(cancellationToken);
}
