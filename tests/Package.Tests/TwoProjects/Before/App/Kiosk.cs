using Identity;

namespace App;

/// <summary>A terminal with one session of its own, on a device that has one too.</summary>
public sealed class Kiosk(IIdentityClient identity, DeviceSession device, Tokens signedIn)
{
    private Tokens _tokens = signedIn;

    public async Task<string> RenewAsync(CancellationToken cancellationToken)
    {
        _tokens = await identity.RefreshTokenAsync(_tokens.RefreshToken, cancellationToken);
        return _tokens.AccessToken;
    }

    public Task<string> RenewDeviceAsync(CancellationToken cancellationToken) => device.RenewAsync(cancellationToken);
}
