using Medallion.Threading.Postgres;
using Medallion.Threading.Redis;
using Microsoft.Extensions.Options;
using Npgsql;
using RefreshRace.Postgres;
using RefreshRace.Redis;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Locking.Distributed.Redis;

namespace RefreshRace.Machines;

internal static class ContenderFactory
{
    internal const string FlightPostgres = "RefreshRace.Postgres";
    internal const string LockPostgres = "DistributedLock.Postgres";
    internal const string FlightRedis = "RefreshRace.Redis";
    internal const string LockRedis = "DistributedLock.Redis";
    internal const string FusionRedis = "FusionCache, distributed locker on Redis";

    /// <summary>Connections of each process. A lock holds one while it is held, so those of the locks and of the tables are kept apart.</summary>
    private const int Connections = 60;

    private const int ConnectionsForTables = 20;

    internal static readonly string[] All = [FlightPostgres, LockPostgres, FlightRedis, LockRedis, FusionRedis];

    internal static bool IsPostgres(string name) => name is FlightPostgres or LockPostgres;

    internal static async Task<IContender> CreateAsync(string name, string connectionString, Exchange exchange, string run)
    {
        if (IsPostgres(name))
        {
            var isFlight = name == FlightPostgres;
            var dataSource = NpgsqlDataSource.Create(Pool(connectionString, isFlight ? Connections : ConnectionsForTables));
            var table = new PostgresTable(dataSource, run);
            if (isFlight)
                return new FlightContender(new PostgresFlightStore(dataSource), table, exchange, run);
            var locks = new PostgresDistributedSynchronizationProvider(Pool(connectionString, Connections - ConnectionsForTables));
            return new LockContender(locks, table, exchange, run);
        }

        var connection = await ConnectionMultiplexer.ConnectAsync(connectionString);
        var database = connection.GetDatabase();
        var redisTable = new RedisTable(database, run);
        return name switch
        {
            FlightRedis => new FlightContender(new RedisFlightStore(connection), redisTable, exchange, run),
            LockRedis => new LockContender(new RedisDistributedSynchronizationProvider(database), redisTable, exchange, run),
            FusionRedis => new FusionContender(Fusion(connection), redisTable, exchange, run),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };
    }

    private static string Pool(string connectionString, int connections) =>
        new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = connections }.ConnectionString;

    private static FusionCache Fusion(IConnectionMultiplexer connection)
    {
        var cache = new FusionCache(new FusionCacheOptions());
        cache.SetupDistributedLocker(new RedisDistributedLocker(Options.Create(new RedisDistributedLockerOptions
        {
            ConnectionMultiplexerFactory = () => Task.FromResult(connection),
        })));
        return cache;
    }
}
