using RefreshRace;

namespace Identity;

/// <summary>A session whose refresh is meant to be shared.</summary>
public sealed class SharedSession(IIdentityClient identity, Func<string> readRefreshToken)
{
    private static readonly SingleFlight<string, Tokens> s_renewFlight = new();

    public Task<Tokens> RenewAsync(CancellationToken cancellationToken)
    {
        return s_renewFlight.RunAsync(readRefreshToken(), (token, flightToken) => identity.RefreshTokenAsync(token, flightToken), cancellationToken);
    }
}
