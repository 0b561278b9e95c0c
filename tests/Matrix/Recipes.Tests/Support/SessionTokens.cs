namespace RefreshRace.Recipes.Tests;

/// <summary>What a user of <c>AddTokenRefresh</c> writes: where the tokens are, and how they are renewed.</summary>
public sealed class SessionTokens(IdentityProvider provider, TokenResponse signedIn) : ITokenSource
{
    private RenewableTokens _current = From(signedIn);

    public RenewableTokens Current => Volatile.Read(ref _current);

    public ValueTask<RenewableTokens?> GetAsync(CancellationToken cancellationToken) => new(Current);

    public async Task<RenewableTokens> RenewAsync(RenewableTokens expired, CancellationToken cancellationToken)
    {
        var answer = await provider.AskAsync(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = expired.RefreshToken }, cancellationToken);
        var tokens = From(answer);
        Volatile.Write(ref _current, tokens);
        return tokens;
    }

    private static RenewableTokens From(TokenResponse answer) =>
        new(answer.AccessToken, answer.RefreshToken, DateTimeOffset.UtcNow.AddSeconds(answer.ExpiresIn));
}
