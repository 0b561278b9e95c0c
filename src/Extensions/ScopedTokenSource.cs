using Microsoft.Extensions.DependencyInjection;

namespace RefreshRace.Extensions;

/// <summary>
/// Asks a source from a new service scope each time. The handlers of <c>IHttpClientFactory</c> live for minutes, in a scope that belongs to
/// no
/// request, so a scoped service of theirs (a database context) would be used by many requests at once.
/// </summary>
internal sealed class ScopedTokenSource<TSource>(IServiceScopeFactory scopes) : ITokenSource
    where TSource : class, ITokenSource
{
    public async ValueTask<RenewableTokens?> GetAsync(CancellationToken cancellationToken)
    {
        var scope = new FlightScope(scopes);
        await using (scope.ConfigureAwait(false))
            return await scope.Get<TSource>().GetAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<RenewableTokens> RenewAsync(RenewableTokens expired, CancellationToken cancellationToken)
    {
        var scope = new FlightScope(scopes);
        await using (scope.ConfigureAwait(false))
            return await scope.Get<TSource>().RenewAsync(expired, cancellationToken).ConfigureAwait(false);
    }
}
