using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RefreshRace;
using RefreshRace.Distributed;
using RefreshRace.Distributed.Aot;
using RefreshRace.Extensions;
using StackExchange.Redis;

// Each check prints what it expects, and the exit code is how many did not hold.
const string Consumed = "R0-0123456789abcdefghijklmnopqrstuvwxyz";
var failures = 0;
Check(!RuntimeFeature.IsDynamicCodeSupported, "no code is generated at run time");

var exchanges = 0;
var store = new InMemoryFlightStore();
var machines = Enumerable.Range(0, 3).Select(_ => new SingleFlight<string, Tokens>(new()
{
    Successor = tokens => tokens.RefreshToken,
    Coordinator = new DistributedFlightCoordinator<string, Tokens>(
        store, new() { ResultType = TokenJson.Default.Tokens, WhenUnavailable = EngineUnavailable.Throw }),
})).ToArray();
var results = await Task.WhenAll(machines.Select(machine => machine.RunAndCommitAsync(Consumed, ExchangeAsync, (_, _, _) => Task.CompletedTask)));
Check(exchanges == 1 && results.All(tokens => tokens.RefreshToken == "R1"), "three machines share one exchange through a sealed result");

using var listener = new TcpListener(IPAddress.Loopback, 0);
listener.Start();
var port = ((IPEndPoint)listener.LocalEndpoint).Port;
listener.Stop();
await using var dataSource = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={port};Username=nobody;Timeout=2");
await using var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},abortConnect=false,connectTimeout=500,connectRetry=1");
await RefusesAsync(
    services => services.AddSingleFlight<string, Tokens>(new() { Successor = tokens => tokens.RefreshToken })
        .UsePostgres(dataSource, TokenJson.Default.Tokens, EngineUnavailable.Throw),
    "PostgreSQL");
await RefusesAsync(
    services => services.AddSingleFlight<string, Tokens>(new() { Successor = tokens => tokens.RefreshToken })
        .UseRedis(redis, TokenJson.Default.Tokens, EngineUnavailable.Throw),
    "Redis");

Console.WriteLine(failures == 0 ? "All checks hold." : $"{failures} checks do not hold.");
return failures;

async Task<Tokens> ExchangeAsync(string token, CancellationToken cancellationToken)
{
    Interlocked.Increment(ref exchanges);
    await Task.Delay(20, cancellationToken);
    return new("A1", "R1");
}

async Task RefusesAsync(Action<IServiceCollection> add, string engine)
{
    var services = new ServiceCollection().AddLogging();
    add(services);
    await using var provider = services.BuildServiceProvider();
    var before = exchanges;
    try
    {
        await provider.GetRequiredService<SingleFlight<string, Tokens>>().RunAsync(Consumed, ExchangeAsync);
        Check(false, $"a flight on {engine} that is away throws");
    }
    catch (FlightEngineException exception)
    {
        Check(
            exception.Problem is FlightEngineProblem.Unreachable && exchanges == before,
            $"a flight on {engine} that is away says so and presents nothing");
    }
}

void Check(bool holds, string expectation)
{
    Console.WriteLine($"{(holds ? "ok  " : "FAIL")} {expectation}");
    if (!holds)
        failures++;
}
