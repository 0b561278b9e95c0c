using RefreshRace;
using RefreshRace.Extensions;

// The namespace where callers look for registrations, by convention.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers single flights as singletons.</summary>
/// <remarks>
/// A guard has to live as long as what it guards: a flight per scope or per request would guard nothing, so there is no other lifetime to
/// choose.
/// The keyless flights (<see cref="SessionFlight"/>) are not registered here on purpose: they belong to the object that holds the one
/// session.
/// </remarks>
public static class SingleFlightServiceCollectionExtensions
{
    /// <summary>Registers a <see cref="SingleFlight{TKey, TResult}"/> and a <see cref="ScopedSingleFlight{TKey, TResult}"/> over
    /// it.</summary>
    /// <typeparam name="TKey">What the exchange consumes, usually the refresh token.</typeparam>
    /// <typeparam name="TResult">The shared result, usually the token response.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="options">The options; the defaults when null. Where they name no meter, the host's <c>IMeterFactory</c> makes
    /// it.</param>
    /// <returns>A builder for what else the flight should do.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static SingleFlightBuilder<TKey, TResult> AddSingleFlight<TKey, TResult>(this IServiceCollection services, SingleFlightOptions<TKey, TResult>? options = null)
        where TKey : notnull
    {
        Argument.NotNull(services, nameof(services));
        var builder = new SingleFlightBuilder<TKey, TResult>(services, name: null, options);
        services.AddSingleton(builder.Build);
        services.AddSingleton(static provider => new ScopedSingleFlight<TKey, TResult>(
            provider.GetRequiredService<SingleFlight<TKey, TResult>>(), provider.GetRequiredService<IServiceScopeFactory>()));
        return builder;
    }

    /// <summary>Registers a <see cref="SingleFlight{TKey, TResult}"/> and a <see cref="ScopedSingleFlight{TKey, TResult}"/> as keyed
    /// services, for an
    /// application with several identity providers.</summary>
    /// <typeparam name="TKey">What the exchange consumes, usually the refresh token.</typeparam>
    /// <typeparam name="TResult">The shared result, usually the token response.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="name">The service key, which is also the flight's name on metrics and spans unless the options name it. Never a
    /// secret.</param>
    /// <param name="options">The options; the defaults when null. Where they name no meter, the host's <c>IMeterFactory</c> makes
    /// it.</param>
    /// <returns>A builder for what else the flight should do.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> or <paramref name="name"/> is null.</exception>
    public static SingleFlightBuilder<TKey, TResult> AddKeyedSingleFlight<TKey, TResult>(
        this IServiceCollection services, string name, SingleFlightOptions<TKey, TResult>? options = null)
        where TKey : notnull
    {
        Argument.NotNull(services, nameof(services));
        Argument.NotNull(name, nameof(name));
        var builder = new SingleFlightBuilder<TKey, TResult>(services, name, options);
        services.AddKeyedSingleton(name, (provider, _) => builder.Build(provider));
        services.AddKeyedSingleton(name, static (provider, key) => new ScopedSingleFlight<TKey, TResult>(
            provider.GetRequiredKeyedService<SingleFlight<TKey, TResult>>(key), provider.GetRequiredService<IServiceScopeFactory>()));
        return builder;
    }
}
