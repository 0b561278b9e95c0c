using System.Collections.Concurrent;
using Identity;
using RefreshRace;

namespace App;

/// <summary>The tokens of all users who are signed in.</summary>
public sealed class Accounts(IIdentityClient identity)
{
    private readonly ConcurrentDictionary<string, Tokens> _tokens = new();
    private readonly SingleFlight<(string RefreshToken, string User), Tokens> _renewFlight = new();

    public void Add(string user, Tokens tokens) => _tokens[user] = tokens;

    public async Task<string?> GetAccessTokenAsync(string user, CancellationToken cancellationToken)
    {
        if (!_tokens.TryGetValue(user, out var tokens) || tokens.ExpiresAt > DateTimeOffset.UtcNow)
        {
            return tokens?.AccessToken;
        }

        try
        {
            return (await RenewAsync(user, tokens.RefreshToken, cancellationToken)).AccessToken;
        }
        catch (HttpRequestException exception)
        {
            Console.WriteLine(exception.Message);
            throw;
        }
    }

    public async Task RenewAllAsync(CancellationToken cancellationToken)
    {
        foreach (var (user, tokens) in _tokens)
        {
            await RenewAsync(user, tokens.RefreshToken, cancellationToken);
        }
    }

    // The provider rotates.
    private Task<Tokens> RenewAsync(string user, string refreshToken, CancellationToken cancellationToken)
    {
        return _renewFlight.RunAsync((refreshToken, user), (key, flightToken) => RenewCoreAsync(key.User, key.RefreshToken, flightToken), cancellationToken);
    }

    private async Task<Tokens> RenewCoreAsync(string user, string refreshToken, CancellationToken cancellationToken)
    {
        var tokens = await identity.RefreshTokenAsync(refreshToken, cancellationToken);
        _tokens[user] = tokens;
        return tokens;
    }
}
