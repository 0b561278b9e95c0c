using Identity;
using RefreshRace;

namespace App;

/// <summary>A terminal with one session of its own, on a device that has one too.</summary>
public sealed class Kiosk(IIdentityClient identity, DeviceSession device, Tokens signedIn)
{
    private Tokens _tokens = signedIn;
    private readonly SingleFlight<string, string> _renewFlight = new();

    public Task<string> RenewAsync(CancellationToken cancellationToken)
    {
        return _renewFlight.RunAsync(_tokens.RefreshToken, (_, flightToken) => RenewCoreAsync(flightToken), cancellationToken);
    }

    private async Task<string> RenewCoreAsync(CancellationToken cancellationToken)
    {
        _tokens = await identity.RefreshTokenAsync(_tokens.RefreshToken, cancellationToken);
        return _tokens.AccessToken;
    }

    public Task<string> RenewDeviceAsync(CancellationToken cancellationToken) => device.RenewAsync(cancellationToken);
}
