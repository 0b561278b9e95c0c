namespace RefreshRace.Extensions;

/// <summary>Where the requests of a client get their tokens, and how these are renewed.</summary>
/// <remarks>An implementation needs no lock: of all callers that hold one refresh token, <see cref="RenewAsync"/> is called for
/// one.</remarks>
public interface ITokenSource
{
    /// <summary>The tokens of the current user or session, as they are stored now.</summary>
    /// <param name="cancellationToken">Ends with the request that asks.</param>
    /// <returns>The tokens, or null where nobody has signed in: the request is then sent without any.</returns>
    ValueTask<RenewableTokens?> GetAsync(CancellationToken cancellationToken);

    /// <summary>Exchanges the refresh token and stores what comes back, before it returns.</summary>
    /// <remarks>Throw when the exchange fails. Every caller that waits gets that exception, and the next request tries again.</remarks>
    /// <param name="expired">The tokens to renew.</param>
    /// <param name="cancellationToken">The flight's token; it fires on a timeout only. Never the token of one request.</param>
    /// <returns>The new tokens. Where the provider does not rotate, with the old refresh token.</returns>
    Task<RenewableTokens> RenewAsync(RenewableTokens expired, CancellationToken cancellationToken);
}
