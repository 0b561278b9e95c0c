namespace Identity;

/// <summary>The one session of a device.</summary>
public sealed class DeviceSession(IIdentityClient identity, Tokens signedIn)
{
    // One refresh at a time.
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Tokens _tokens = signedIn;

    public async Task<string> RenewAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _tokens = await identity.RefreshTokenAsync(_tokens.RefreshToken, cancellationToken).ConfigureAwait(false);
            return _tokens.AccessToken;
        }
        finally
        {
            _gate.Release();
        }
    }
}
