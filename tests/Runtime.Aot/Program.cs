using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RefreshRace;
using RefreshRace.Extensions;

// Each check prints what it expects, and the exit code is how many did not hold.
var failures = 0;
Check(!RuntimeFeature.IsDynamicCodeSupported, "no code is generated at run time");

using var spans = new ActivityListener { ShouldListenTo = source => source.Name == "RefreshRace", Sample = (
    ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData };
ActivitySource.AddActivityListener(spans);
var flights = 0L;
using var meters = new MeterListener { InstrumentPublished = (instrument, listener) => { if (
    instrument.Name == "refreshrace.flights") listener.EnableMeasurementEvents(instrument); } };
meters.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref flights, value));
meters.Start();

var server = new TokenServer();
var keyed = new SingleFlight<string, Tokens>(new() { Successor = tokens => tokens.RefreshToken });
var burst = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => keyed.RunAsync("R0", server.RefreshAsync)));
Check(burst.All(tokens => tokens.RefreshToken == "R1") && server.Exchanges == 1, "50 callers share one exchange");
Check((await keyed.RunAsync("R0", server.RefreshAsync)).RefreshToken == "R1" && server.Exchanges == 1, "a straggler gets the result");
Check((await keyed.RunAsync("R1", server.RefreshAsync)).RefreshToken == "R2", "the next token is exchanged");
Check(
    (await keyed.RunAsync("R0", server.RefreshAsync)).RefreshToken == "R2" && server.Exchanges == 2,
    "an old straggler is led to the newest token");

var stored = new List<string>();
var commits = 0;
for (var attempt = 0; attempt < 2; attempt++)
{
    try
    {
        await keyed.RunAndCommitAsync("R2", server.RefreshAsync, (_, tokens, _) =>
        {
            if (++commits == 1)
                throw new IOException();
            stored.Add(tokens.RefreshToken);
            return Task.CompletedTask;
        });
    }
    catch (IOException)
    {
    }
}

Check(stored is ["R3"] && server.Exchanges == 3, "a failed commit is repeated without a second exchange");

var values = new SingleFlight<(int Tenant, int User), int>();
Check(
    await values.RunAsync((1, 2), static async (key, add, _) => { await Task.Yield(); return key.Tenant + key.User + add; }, 4) == 7,
    "keys and results may be values");
Check(values.Run((1, 2), (_, _) => 0) == 7, "the synchronous form shares the table");
var session = new SessionFlight<string>();
Check(await session.RunAsync(_ => Task.FromResult("session")) == "session", "a session has no key");
var quiet = new SessionFlight();
await quiet.RunAsync(_ => Task.Delay(1));
var plain = new SingleFlight<string>();
plain.Run("key", (_, _) => { });
await plain.DrainAsync();

ThreadPool.GetMaxThreads(out var workers, out _);
Check(workers == 1, "the pool has one thread");
var crowded = new SingleFlight<int, int>(new() { Context = FlightContext.Isolated, RetainFor = TimeSpan.Zero });
var blocked = Enumerable.Range(0, 8).Select(i => Task.Factory.StartNew(
    () => crowded.RunAsync(i % 3, YieldAsync).GetAwaiter().GetResult(),
    CancellationToken.None,
    TaskCreationOptions.LongRunning,
    TaskScheduler.Default));
var crowd = Enumerable.Range(0, 300).Select(i => Task.Run(() => crowded.RunAsync(i % 3, YieldAsync)));
var answers = await Task.WhenAll(blocked.Concat(crowd)).WaitAsync(TimeSpan.FromSeconds(30));
Check(answers.Length == 308, "with one pool thread 300 callers and 8 blocked threads all return");
Check(
    await Task.Run(() => crowded.Run(7, (key, _) => key)).WaitAsync(TimeSpan.FromSeconds(30)) == 7,
    "a caller that blocks the one pool thread returns, from an isolated flight too");

var builder = Host.CreateApplicationBuilder();
builder.Services.AddScoped<TokenServer>();
builder.Services.AddKeyedSingleFlight<string, Tokens>("shop").DrainOnShutdown(TimeSpan.FromSeconds(5));
builder.Services.AddSingleFlight<string, Tokens>();
builder.Services.AddHttpClient("api").ConfigurePrimaryHttpMessageHandler(() => new Api()).AddTokenRefresh<AppTokens>();
using (var host = builder.Build())
{
    await host.StartAsync();
    var scoped = host.Services.GetRequiredService<ScopedSingleFlight<string, Tokens>>();
    Check(
        (await scoped.RunAsync<TokenServer>("R0", (own, token, cancel) => own.RefreshAsync(token, cancel))).RefreshToken == "R1",
        "a flight with its own service scope");
    var named = host.Services.GetRequiredKeyedService<SingleFlight<string, Tokens>>("shop");
    Check(named.ToString() == "SingleFlight (shop)", "a named flight");
    using (var api = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("api"))
        Check((await api.GetAsync(new Uri("https://api.example/"))).IsSuccessStatusCode, "a request that is refused is sent again with new tokens");
    await host.StopAsync();
    Check(await Throws<InvalidOperationException>(() => named.RunAsync("R9", server.RefreshAsync)), "after the shutdown nothing starts");
}

Check(Interlocked.Read(ref flights) > 0, "the meter counts");
Console.WriteLine(failures == 0 ? "All checks hold." : $"{failures} checks do not hold.");
return failures;

void Check(bool holds, string what)
{
    Console.WriteLine($"{(holds ? "ok  " : "FAIL")} {what}");
    if (!holds)
        failures++;
}

static async Task<int> YieldAsync(int key, CancellationToken cancellationToken)
{
    for (var i = 0; i < 5; i++)
        await Task.Yield();
    return key;
}

static async Task<bool> Throws<TException>(Func<Task> action)
    where TException : Exception
{
    try
    {
        await action();
        return false;
    }
    catch (TException)
    {
        return true;
    }
}

/// <summary>The answer of a token endpoint.</summary>
internal sealed record Tokens(string RefreshToken);

/// <summary>Each token may be used once.</summary>
internal sealed class TokenServer
{
    private readonly HashSet<string> _consumed = [];

    internal int Exchanges { get; private set; }

    internal async Task<Tokens> RefreshAsync(string token, CancellationToken cancellationToken)
    {
        lock (_consumed)
        {
            Exchanges++;
            if (!_consumed.Add(token))
                throw new InvalidOperationException("invalid_grant");
        }

        await Task.Delay(20, cancellationToken);
        return new($"R{int.Parse(token[1..], System.Globalization.CultureInfo.InvariantCulture) + 1}");
    }
}
