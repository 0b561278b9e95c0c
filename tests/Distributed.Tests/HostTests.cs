using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RefreshRace.Extensions;

namespace RefreshRace.Distributed.Tests;

/// <summary>Distributed flights in a host, as the packages register them.</summary>
public class HostTests
{
    private const string Token = "R0-0123456789abcdefghijkl";

    private static readonly DistributedFlightOptions<string, Tokens> s_options = new()
    {
        ResultType = TokenJson.Default.Tokens,
        WhenUnavailable = EngineUnavailable.Throw,
    };

    private readonly Lines _log = new();

    private HostApplicationBuilder NewBuilder()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddLogging(logging => logging.AddProvider(_log));
        return builder;
    }

    [Fact]
    public async Task Two_hosts_with_one_store_make_one_exchange()
    {
        var store = new InMemoryFlightStore();
        var exchanges = 0;
        using var one = NewHost(store);
        using var other = NewHost(store);
        await Task.WhenAll(one.StartAsync(), other.StartAsync());

        var results = await Task.WhenAll(new[] { one, other }.Select(host =>
            host.Services.GetRequiredService<SingleFlight<string, Tokens>>().RunAsync(Token, async (_, _) =>
            {
                await Task.Delay(20);
                return new("A1", "R" + Interlocked.Increment(ref exchanges));
            })));

        Assert.Equal(new("A1", "R1"), results[0]);
        Assert.Equal(results[0], results[1]);
        await Task.WhenAll(one.StopAsync(), other.StopAsync());
    }

    [Fact]
    public async Task A_host_whose_engine_is_not_set_up_does_not_start_and_one_whose_engine_is_away_says_so()
    {
        using var wrong = NewHost(new Unfit(FlightEngineProblem.Misconfigured));
        await Assert.ThrowsAsync<FlightEngineException>(() => wrong.StartAsync());
        using var away = NewHost(new Unfit(FlightEngineProblem.Unreachable));
        await away.StartAsync();
        Assert.Contains(_log.Written, line => line.Contains("not available at the start: as told", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_happens_is_logged_without_the_key_and_told_to_the_application()
    {
        var events = new List<DistributedFlightEventKind>();
        var store = new InMemoryFlightStore();
        await store.LeadAsync(FlightSeal.For(Token, "default", null).Id, FlightStoreTests.Claim(TimeSpan.FromTicks(1)), default);
        using var host = NewHost(store, s_options with { OnEvent = report => events.Add(report.Kind) });
        await host.StartAsync();

        var flight = host.Services.GetRequiredService<SingleFlight<string, Tokens>>();
        await Assert.ThrowsAsync<FlightInDoubtException>(() =>
            flight.RunAsync(Token, (_, _) => throw new InvalidOperationException("not this")));

        Assert.Equal([DistributedFlightEventKind.TakenOver, DistributedFlightEventKind.InDoubt], events);
        Assert.Contains(_log.Written, line => line.Contains("Flight default: InDoubt", StringComparison.Ordinal));
        Assert.DoesNotContain(_log.Written, line => line.Contains(Token, StringComparison.Ordinal));
    }

    [Theory, OnRedis, OnPostgres]
    public async Task The_packages_register_their_engines(string engine)
    {
        await Engines.StoreAsync(engine);
        var builder = NewBuilder();
        var flight = builder.Services.AddSingleFlight<string, Tokens>();
        var connectionString = await Engines.ConnectionStringAsync(engine);
        if (engine == Engines.Postgres)
            flight.UsePostgres(Npgsql.NpgsqlDataSource.Create(connectionString), TokenJson.Default.Tokens, EngineUnavailable.Throw);
        else
            flight.UseRedis(await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(connectionString), TokenJson.Default.Tokens,
                EngineUnavailable.Throw);
        using var host = builder.Build();
        await host.StartAsync();
        var key = Guid.NewGuid().ToString("N");
        var expected = new Tokens("A1", "R1");
        Assert.Equal(expected,
            await host.Services.GetRequiredService<SingleFlight<string, Tokens>>().RunAsync(key, (_, _) => Task.FromResult(expected)));
        var record = await (await Engines.StoreAsync(engine)).ReadAsync(FlightSeal.For(key, "default", null).Id, default);
        Assert.Equal(FlightState.Settled, record.State);
        await host.StopAsync();
    }

    private IHost NewHost(IFlightStore store, DistributedFlightOptions<string, Tokens>? options = null)
    {
        var builder = NewBuilder();
        builder.Services.AddSingleFlight<string, Tokens>().UseStore(_ => store, _ => options ?? s_options);
        return builder.Build();
    }

    private sealed class Unfit(FlightEngineProblem problem) : IFlightStore
    {
        private readonly InMemoryFlightStore _store = new();

        public Task VerifyAsync(CancellationToken cancellationToken) => throw new FlightEngineException(problem, "as told");

        public Task<FlightRecord> LeadAsync(FlightId id, FlightClaim claim, CancellationToken cancellationToken) =>
            _store.LeadAsync(id, claim, cancellationToken);

        public Task<FlightRecord> ReadAsync(FlightId id, CancellationToken cancellationToken) => _store.ReadAsync(id, cancellationToken);

        public Task<FlightRecord> RenewAsync(FlightId id, FlightClaim claim, CancellationToken cancellationToken) =>
            _store.RenewAsync(id, claim, cancellationToken);

        public Task<FlightRecord> PublishAsync(FlightId id, FlightOutcome outcome, CancellationToken cancellationToken) =>
            _store.PublishAsync(id, outcome, cancellationToken);

        public Task<FlightRecord> FailAsync(FlightId id, FlightOutcome outcome, CancellationToken cancellationToken) =>
            _store.FailAsync(id, outcome, cancellationToken);

        public Task SettleAsync(FlightId id, Guid owner, bool committed, TimeSpan keepFor, CancellationToken cancellationToken) =>
            _store.SettleAsync(id, owner, committed, keepFor, cancellationToken);

        public FlightWatch Watch(FlightId id) => _store.Watch(id);
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        internal List<string> Written { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            lock (Written)
                Written.Add(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
