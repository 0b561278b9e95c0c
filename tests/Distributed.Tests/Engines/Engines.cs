using Npgsql;
using RefreshRace.Postgres;
using RefreshRace.Redis;
using StackExchange.Redis;

namespace RefreshRace.Distributed.Tests;

/// <summary>The engines under test, each started when the first test asks for it and shared from then on.</summary>
public static class Engines
{
    public const string Memory = "in memory";
    public const string Garnet = "Garnet";
    public const string Redis = "Redis";
    public const string Postgres = "PostgreSQL";

    private static readonly Lazy<IFlightStore> s_memory = new(() => new InMemoryFlightStore());
    private static readonly Lazy<GarnetHost> s_garnetHost = new(GarnetHost.Start);
    private static readonly Lazy<Task<IFlightStore>> s_garnet = new(async () => await ConnectAsync(Garnet, s_garnetHost.Value.ConnectionString));
    private static readonly Lazy<Task<RedisServer>> s_redisServer = new(() => RedisServer.StartAsync());
    private static readonly Lazy<Task<PostgresServer>> s_postgresServer = new(PostgresServer.StartAsync);
    private static readonly Lazy<Task<IFlightStore>> s_redis = new(async () => await ConnectAsync(Redis, (await RedisServerAsync()).ConnectionString));
    private static readonly Lazy<Task<IFlightStore>> s_postgres = new(async () => await ConnectAsync(Postgres, (await PostgresServerAsync()).ConnectionString));

    internal static Task<RedisServer> RedisServerAsync() => s_redisServer.Value;

    internal static Task<PostgresServer> PostgresServerAsync() => s_postgresServer.Value;

    internal static async Task<IFlightStore> StoreAsync(string engine) => engine switch
    {
        Memory => s_memory.Value,
        Garnet => await s_garnet.Value,
        Redis => await s_redis.Value,
        Postgres => await s_postgres.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, null),
    };

    /// <summary>What another process connects with, which finds the table there: it creates none.</summary>
    internal static async Task<string> ConnectionStringAsync(string engine) => engine switch
    {
        Garnet => s_garnetHost.Value.ConnectionString,
        Redis => (await RedisServerAsync()).ConnectionString,
        Postgres => await WithTableAsync(),
        _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, null),
    };

    private static async Task<string> WithTableAsync()
    {
        await StoreAsync(Postgres);
        return (await PostgresServerAsync()).ConnectionString;
    }

    /// <summary>A store of its own, as another process has one.</summary>
    internal static async Task<IFlightStore> ConnectAsync(string engine, string connectionString, bool notifications = true,
        bool create = true)
    {
        if (engine != Postgres)
            return new RedisFlightStore(await ConnectionMultiplexer.ConnectAsync(connectionString),
                new() { UseNotifications = notifications });
        var store = new PostgresFlightStore(NpgsqlDataSource.Create(connectionString), new() { UseNotifications = notifications });
        if (create)
            await store.EnsureCreatedAsync();
        return store;
    }
}
