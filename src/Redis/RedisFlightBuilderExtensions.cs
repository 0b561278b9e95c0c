using System.Text.Json.Serialization.Metadata;
using RefreshRace.Distributed;
using RefreshRace.Extensions;
using RefreshRace.Redis;
using StackExchange.Redis;

// The namespace where callers look for registrations, by convention.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extends registered flights over several machines by Redis.</summary>
public static class RedisFlightBuilderExtensions
{
    /// <summary>Makes one flight of the flights of all processes that share a Redis server.</summary>
    /// <typeparam name="TKey">The type of the key.</typeparam>
    /// <typeparam name="TResult">The type of the shared result.</typeparam>
    /// <param name="builder">The registration.</param>
    /// <param name="connection">The connection. Nobody disposes of it here.</param>
    /// <param name="resultType">How the result is written as JSON.</param>
    /// <param name="whenUnavailable">What to do while Redis is unreachable or read-only.</param>
    /// <param name="configure">Changes the other options.</param>
    /// <param name="storeOptions">The options of the store; the defaults when null.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument that must not be is null.</exception>
    public static SingleFlightBuilder<TKey, TResult> UseRedis<TKey, TResult>(
        this SingleFlightBuilder<TKey, TResult> builder,
        IConnectionMultiplexer connection,
        JsonTypeInfo<TResult> resultType,
        EngineUnavailable whenUnavailable,
        Func<DistributedFlightOptions<TKey, TResult>, DistributedFlightOptions<TKey, TResult>>? configure = null,
        RedisFlightStoreOptions? storeOptions = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(connection);
        var options = new DistributedFlightOptions<TKey, TResult> { ResultType = resultType, WhenUnavailable = whenUnavailable };
        options = configure?.Invoke(options) ?? options;
        return builder.UseRedis(_ => connection, _ => options, storeOptions);
    }

    /// <summary>Makes one flight of the flights of all processes that share a Redis server, with options from other services.</summary>
    /// <typeparam name="TKey">The type of the key.</typeparam>
    /// <typeparam name="TResult">The type of the shared result.</typeparam>
    /// <param name="builder">The registration.</param>
    /// <param name="connection">Finds the connection, once, from the root provider.</param>
    /// <param name="options">Makes the options, once, from the root provider.</param>
    /// <param name="storeOptions">The options of the store; the defaults when null.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument that must not be is null.</exception>
    public static SingleFlightBuilder<TKey, TResult> UseRedis<TKey, TResult>(
        this SingleFlightBuilder<TKey, TResult> builder,
        Func<IServiceProvider, IConnectionMultiplexer> connection,
        Func<IServiceProvider, DistributedFlightOptions<TKey, TResult>> options,
        RedisFlightStoreOptions? storeOptions = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(connection);
        return builder.UseStore(provider => new RedisFlightStore(connection(provider), storeOptions ?? new()), options);
    }
}
