using Microsoft.Extensions.DependencyInjection.Extensions;
using RefreshRace;
using RefreshRace.Extensions;
#if NET
using System.Diagnostics.CodeAnalysis;
#endif

// The namespace where callers look for registrations, by convention.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the renewal of tokens to a client of <c>IHttpClientFactory</c>.</summary>
public static class TokenRefreshHttpClientBuilderExtensions
{
    /// <summary>
    /// Sends the requests of this client with the access token of a source. An expired token is renewed first; a request that is refused
    /// with 401
    /// is sent once more after one renewal.
    /// </summary>
    /// <remarks>
    /// <para>The renewals of all clients share one <see cref="SingleFlight{TKey, TResult}"/> of the container, keyed by the refresh token.
    /// Register
    /// it yourself to change its options, to drain it on shutdown or to extend it over several machines:
    /// <c>services.AddSingleFlight&lt;string, RenewableTokens&gt;(TokenRefreshHandler.FlightOptions())</c>.</para>
    /// <para>The source is registered as a scoped service where it is not registered yet, and is taken from a new scope for every call,
    /// which is
    /// not the scope of the current request. Values that flow with the context, as <c>IHttpContextAccessor</c> has them, are there.</para>
    /// <para>Add handlers that retry before this one, so that a retry gets the newest token.</para>
    /// </remarks>
    /// <typeparam name="TSource">The source.</typeparam>
    /// <param name="builder">The client.</param>
    /// <param name="options">The options; the defaults when null.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that cannot work.</exception>
    public static IHttpClientBuilder AddTokenRefresh<
#if NET
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
#endif
        TSource>(this IHttpClientBuilder builder, TokenRefreshOptions? options = null)
        where TSource : class, ITokenSource
    {
        Argument.NotNull(builder, nameof(builder));
        var own = (options ?? new()).Copy();
        builder.Services.TryAddScoped<TSource>();
        if (!builder.Services.Any(static service =>
            service.ServiceType == typeof(SingleFlight<string, RenewableTokens>) && !service.IsKeyedService))
            builder.Services.AddSingleFlight(TokenRefreshHandler.FlightOptions());

        return builder.AddHttpMessageHandler(provider => new TokenRefreshHandler(
            new ScopedTokenSource<TSource>(provider.GetRequiredService<IServiceScopeFactory>()),
            provider.GetRequiredService<SingleFlight<string, RenewableTokens>>(),
            own));
    }
}
