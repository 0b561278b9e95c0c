using Npgsql;
using RefreshRace.Postgres;
using RefreshRace.Redis;
using StackExchange.Redis;

namespace RefreshRace.Distributed.Tests;

/// <summary>What is wrong with an engine is said in words that help.</summary>
public class EngineErrorTests
{
    private static async Task<FlightEngineException> FailsAsync(IFlightStore store)
    {
        var lead = await Assert.ThrowsAsync<FlightEngineException>(() =>
            store.LeadAsync(FlightStoreTests.NewId(), FlightStoreTests.Claim(), default));
        var verify = await Assert.ThrowsAsync<FlightEngineException>(() => store.VerifyAsync(default));
        Assert.Equal(lead.Problem, verify.Problem);
        return lead;
    }

    [Fact]
    public async Task PostgreSQL_that_is_not_there_is_unreachable()
    {
        await using var dataSource = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={Shell.FreePort()};Username=tests;Timeout=2");
        var exception = await FailsAsync(new PostgresFlightStore(dataSource));
        Assert.Equal(FlightEngineProblem.Unreachable, exception.Problem);
        Assert.Contains("PostgreSQL is unreachable", exception.Message);
        Assert.IsAssignableFrom<NpgsqlException>(exception.InnerException);
    }

    [Theory, OnPostgres]
    public async Task A_missing_table_is_named_with_its_remedy(string engine)
    {
        await using var dataSource = NpgsqlDataSource.Create(await Engines.ConnectionStringAsync(engine));
        var exception = await FailsAsync(new PostgresFlightStore(dataSource, new() { Table = "elsewhere" }));
        Assert.Equal(FlightEngineProblem.Misconfigured, exception.Problem);
        Assert.Contains("table elsewhere", exception.Message);
        Assert.Contains("schema.sql", exception.Message);
        Assert.Equal(FlightEngineProblem.Misconfigured,
            (await FailsAsync(new PostgresFlightStore(dataSource, new() { Table = "nowhere.flights" }))).Problem);
    }

    [Theory, OnPostgres]
    public async Task A_table_in_a_schema_of_its_own_is_created_and_used(string engine)
    {
        await using var dataSource = NpgsqlDataSource.Create(await Engines.ConnectionStringAsync(engine));
        await using (var command = dataSource.CreateCommand("create schema if not exists auth"))
            await command.ExecuteNonQueryAsync();
        await using var store = new PostgresFlightStore(dataSource, new() { Table = "auth.flights" });
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => store.EnsureCreatedAsync()));
        await store.VerifyAsync(default);
        var claim = FlightStoreTests.Claim();
        var id = FlightStoreTests.NewId();
        FlightStoreTests.Is(await store.LeadAsync(id, claim, default), FlightState.Leading, claim);
        await using var count = dataSource.CreateCommand("select count(*) from auth.flights");
        Assert.Equal(1L, await count.ExecuteScalarAsync());
    }

    [Theory, OnPostgres]
    public async Task A_user_without_rights_is_told_which_it_needs(string engine)
    {
        await Engines.StoreAsync(engine);
        var connectionString = await Engines.ConnectionStringAsync(engine);
        await using var admin = NpgsqlDataSource.Create(connectionString);
        await using (var command = admin.CreateCommand("create role stranger login"))
            await command.ExecuteNonQueryAsync();
        await using var dataSource = NpgsqlDataSource.Create(connectionString.Replace("Username=tests", "Username=stranger"));
        var exception = await FailsAsync(new PostgresFlightStore(dataSource));
        Assert.Equal(FlightEngineProblem.Misconfigured, exception.Problem);
        Assert.Contains("SELECT, INSERT, UPDATE and DELETE", exception.Message);
    }

    [Theory, OnPostgres]
    public async Task A_database_that_does_not_allow_writing_is_read_only(string engine)
    {
        await Engines.StoreAsync(engine);
        await using var dataSource = NpgsqlDataSource.Create(await Engines.ConnectionStringAsync(engine)
            + ";Options=-c default_transaction_read_only=on");
        await using var store = new PostgresFlightStore(dataSource);
        var exception = await Assert.ThrowsAsync<FlightEngineException>(() =>
            store.LeadAsync(FlightStoreTests.NewId(), FlightStoreTests.Claim(), default));
        Assert.Equal(FlightEngineProblem.ReadOnly, exception.Problem);
        Assert.Contains("read-only", exception.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Flights")]
    [InlineData("a.b.c")]
    [InlineData("flights; drop table users")]
    [InlineData("flights\n")]
    public async Task A_name_of_a_table_that_would_need_quotes_is_refused(string table)
    {
        await using var dataSource = NpgsqlDataSource.Create("Host=127.0.0.1");
        Assert.Throws<ArgumentException>(() => new PostgresFlightStore(dataSource, new() { Table = table }));
    }

    [Theory, OnPostgres]
    public async Task Rows_at_the_end_of_their_life_are_swept_away(string engine)
    {
        var store = (PostgresFlightStore)await Engines.StoreAsync(engine);
        await using var dataSource = NpgsqlDataSource.Create(await Engines.ConnectionStringAsync(engine));
        var id = FlightStoreTests.NewId();
        await store.PublishAsync(id, FlightStoreTests.Outcome(FlightStoreTests.Claim(), FlightState.Settled, keepFor: TimeSpan.Zero),
            default);
        await store.SweepAsync();
        await using var count = dataSource.CreateCommand("select count(*) from refreshrace_flights where key_hash = $1");
        count.Parameters.Add(new() { Value = id.Hash });
        Assert.Equal(0L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Redis_that_is_not_there_is_unreachable()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(
            $"127.0.0.1:{Shell.FreePort()},abortConnect=false,connectTimeout=500,asyncTimeout=500");
        var exception = await FailsAsync(new RedisFlightStore(connection));
        Assert.Equal(FlightEngineProblem.Unreachable, exception.Problem);
        Assert.Contains("Redis is unreachable", exception.Message);
    }

    [Theory, OnRedis]
    public async Task A_replica_is_read_only(string engine)
    {
        var server = await RedisServer.StartAsync("--replicaof", "127.0.0.1", (await Engines.RedisServerAsync()).Port.ToString());
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var exception = await Assert.ThrowsAsync<FlightEngineException>(
            () => new RedisFlightStore(connection).LeadAsync(FlightStoreTests.NewId(), FlightStoreTests.Claim(), default));
        server.Kill();
        Assert.NotNull(engine);
        Assert.NotEqual(FlightEngineProblem.Misconfigured, exception.Problem);
    }

    [Theory, OnRedis]
    public async Task Without_scripts_the_store_says_what_it_needs(string engine)
    {
        var server = await RedisServer.StartAsync("--rename-command", "EVAL", "", "--rename-command", "EVALSHA", "");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var exception = await FailsAsync(new RedisFlightStore(connection));
        server.Kill();
        Assert.NotNull(engine);
        Assert.Equal(FlightEngineProblem.Misconfigured, exception.Problem);
        Assert.Contains("EVAL", exception.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("{slot}")]
    public async Task A_prefix_that_would_break_keys_is_refused(string prefix)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(
            $"127.0.0.1:{Shell.FreePort()},abortConnect=false,connectTimeout=100");
        Assert.Throws<ArgumentException>(() => new RedisFlightStore(connection, new() { Prefix = prefix }));
    }
}
