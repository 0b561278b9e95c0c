using System.Text.Json.Serialization.Metadata;
using Npgsql;
using RefreshRace.Distributed;
using RefreshRace.Extensions;
using RefreshRace.Postgres;

// The namespace where callers look for registrations, by convention.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extends registered flights over several machines by PostgreSQL.</summary>
public static class PostgresFlightBuilderExtensions
{
    /// <summary>Makes one flight of the flights of all processes that share a database.</summary>
    /// <typeparam name="TKey">The type of the key.</typeparam>
    /// <typeparam name="TResult">The type of the shared result.</typeparam>
    /// <param name="builder">The registration.</param>
    /// <param name="dataSource">The database, in which the table of <see cref="PostgresFlightStore.SchemaScript"/> is.</param>
    /// <param name="resultType">How the result is written as JSON.</param>
    /// <param name="whenUnavailable">What to do while the database is unreachable or read-only.</param>
    /// <param name="configure">Changes the other options.</param>
    /// <param name="storeOptions">The options of the store; the defaults when null.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument that must not be is null.</exception>
    public static SingleFlightBuilder<TKey, TResult> UsePostgres<TKey, TResult>(
        this SingleFlightBuilder<TKey, TResult> builder,
        NpgsqlDataSource dataSource,
        JsonTypeInfo<TResult> resultType,
        EngineUnavailable whenUnavailable,
        Func<DistributedFlightOptions<TKey, TResult>, DistributedFlightOptions<TKey, TResult>>? configure = null,
        PostgresFlightStoreOptions? storeOptions = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        var options = new DistributedFlightOptions<TKey, TResult> { ResultType = resultType, WhenUnavailable = whenUnavailable };
        options = configure?.Invoke(options) ?? options;
        return builder.UsePostgres(_ => dataSource, _ => options, storeOptions);
    }

    /// <summary>Makes one flight of the flights of all processes that share a database, with options from other services.</summary>
    /// <typeparam name="TKey">The type of the key.</typeparam>
    /// <typeparam name="TResult">The type of the shared result.</typeparam>
    /// <param name="builder">The registration.</param>
    /// <param name="dataSource">Finds the database, once, from the root provider.</param>
    /// <param name="options">Makes the options, once, from the root provider.</param>
    /// <param name="storeOptions">The options of the store; the defaults when null.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument that must not be is null.</exception>
    public static SingleFlightBuilder<TKey, TResult> UsePostgres<TKey, TResult>(
        this SingleFlightBuilder<TKey, TResult> builder,
        Func<IServiceProvider, NpgsqlDataSource> dataSource,
        Func<IServiceProvider, DistributedFlightOptions<TKey, TResult>> options,
        PostgresFlightStoreOptions? storeOptions = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return builder.UseStore(provider => new PostgresFlightStore(dataSource(provider), storeOptions ?? new()), options);
    }
}
