using System.Collections.Concurrent;

namespace RefreshRace.Runtime.Tests;

/// <summary>
/// Bursts of callers against a provider that rotates with no leeway and revokes the family on reuse. Some callers read the token before the
/// rotation and ask after it (stragglers), and the first caller may disconnect while the server has consumed its token. The other guards
/// are here to show that the simulation finds what it looks for.
/// </summary>
public class IdentityProviderTests
{
    private const int Bursts = 40;

    private delegate Task<string> Guard(
        string token, Func<string, CancellationToken, Task<string>> exchange, CancellationToken cancellationToken);

    [Fact]
    public async Task With_the_flight_no_burst_presents_a_consumed_token_and_no_session_is_lost()
    {
        var flight = new SingleFlight<string, string>();
        var (exchanges, reused, lost) = await Simulate((token, exchange, ct) => flight.RunAsync(token, exchange, ct));
        Assert.Equal(Bursts, exchanges);
        Assert.Equal(0, reused);
        Assert.Equal(0, lost);
    }

    [Fact]
    public async Task With_the_committing_flight_and_a_successor_neither()
    {
        var flight = Flights.With(successor: r => r);
        var store = "";
        var (exchanges, reused, lost) = await Simulate(
            (token, exchange, ct) => flight.RunAndCommitAsync(token, exchange, (_, next, _) => Task.FromResult(store = next), ct));
        Assert.Equal(Bursts, exchanges);
        Assert.Equal(0, reused);
        Assert.Equal(0, lost);
        Assert.NotEqual("", store);
    }

    [Fact]
    public async Task Without_a_guard_every_burst_does()
    {
        var (_, reused, lost) = await Simulate((token, exchange, ct) => exchange(token, ct));
        Assert.Equal(Bursts, reused);
        Assert.Equal(Bursts, lost);
    }

    [Fact]
    public async Task With_a_dictionary_of_lazy_tasks_stragglers_do()
    {
        var flights = new ConcurrentDictionary<string, Lazy<Task<string>>>();
        var (_, reused, _) = await Simulate(async (token, exchange, ct) =>
        {
            var lazy = flights.GetOrAdd(token, key => new Lazy<Task<string>>(() => exchange(key, ct)));
            try
            {
                return await lazy.Value;
            }
            finally
            {
                flights.TryRemove(token, out _);
            }
        });
        Assert.True(reused > 0);
    }

    [Fact]
    public async Task With_a_flight_without_retention_stragglers_do()
    {
        var flight = Flights.With(retainFor: TimeSpan.Zero);
        var (_, reused, _) = await Simulate((token, exchange, ct) => flight.RunAsync(token, exchange, ct));
        Assert.Equal(Bursts, reused);
    }

    [Fact]
    public async Task With_a_guard_that_hands_the_first_callers_token_on_its_disconnect_loses_the_session()
    {
        var flight = new SingleFlight<string, string>();
        var (_, _, lost) = await Simulate(
            (token, exchange, ct) => flight.RunAsync(token, (key, _) => exchange(key, ct), ct), disconnect: true);
        Assert.Equal(Bursts, lost);
        flight = new SingleFlight<string, string>();
        (_, _, lost) = await Simulate((token, exchange, ct) => flight.RunAsync(token, exchange, ct), disconnect: true);
        Assert.Equal(0, lost);
    }

    /// <summary>
    /// How many exchanges reached the server, how many bursts presented a consumed token, and how many sessions were lost.
    /// </summary>
    private static async Task<(int Exchanges, int Reused, int Lost)> Simulate(Guard guard, bool disconnect = false)
    {
        int exchanges = 0, reused = 0, lost = 0;
        for (var burst = 0; burst < Bursts; burst++)
        {
            var provider = new Provider();
            await Task.Run(() => Burst(provider, guard, $"{burst}/R0", disconnect)).Ends();
            exchanges += provider.Exchanges;
            reused += provider.Reused ? 1 : 0;
            lost += provider.Reused || !provider.NewTokenArrived ? 1 : 0;
        }

        return (exchanges, reused, lost);
    }

    private static async Task Burst(Provider provider, Guard guard, string token, bool disconnect)
    {
        provider.Current = token;
        using var first = new CancellationTokenSource();
        var leader = Caller(first.Token);
        await provider.Consumed.Task.Ends();
        var prompt = Enumerable.Range(0, 8).Select(_ => Caller(default)).ToArray();
        if (disconnect)
            first.Cancel();
        provider.Answer.TrySetResult();
        await Task.WhenAll(prompt.Append(leader)).Ends();

        // The stragglers read the old token before all this, and ask now.
        if (!disconnect)
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Caller(default))).Ends();

        async Task Caller(CancellationToken cancellationToken)
        {
            try
            {
                var next = await guard(token, provider.Exchange, cancellationToken);
                if (next == provider.Current)
                    provider.NewTokenArrived = true;
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
            }
        }
    }

    private sealed class Provider
    {
        private readonly HashSet<string> _consumed = [];

        internal readonly TaskCompletionSource Consumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        internal readonly TaskCompletionSource Answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal string? Current { get; set; }

        internal int Exchanges { get; private set; }

        internal bool Reused { get; private set; }

        internal bool NewTokenArrived { get; set; }

        internal async Task<string> Exchange(string token, CancellationToken cancellationToken)
        {
            string next;
            lock (_consumed)
            {
                Exchanges++;
                if (!_consumed.Add(token))
                {
                    Reused = true;
                    throw new HttpRequestException("invalid_grant");
                }

                Current = next = token[..^1] + "1";
            }

            Consumed.TrySetResult();

            // The token is consumed: whoever hangs up now loses the answer.
            await Answer.Task.WaitAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            return next;
        }
    }
}
