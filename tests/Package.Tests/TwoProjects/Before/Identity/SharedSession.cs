namespace Identity;

/// <summary>A session whose refresh is meant to be shared.</summary>
public sealed class SharedSession(IIdentityClient identity, Func<string> readRefreshToken)
{
    private Task<Tokens>? _inFlight;

    public async Task<Tokens> RenewAsync(CancellationToken cancellationToken)
    {
        _inFlight ??= identity.RefreshTokenAsync(readRefreshToken(), cancellationToken);
        try
        {
            return await _inFlight.ConfigureAwait(false);
        }
        finally
        {
            _inFlight = null;
        }
    }
}
