using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RefreshRace.Extensions.Tests;

/// <summary>The form whose delegate gets services from a scope that lives as long as the flight.</summary>
public sealed class ScopedSingleFlightTests : IAsyncDisposable
{
    private readonly ServiceProvider _provider;
    private readonly ScopedSingleFlight<string, string> _flight;

    public ScopedSingleFlightTests()
    {
        var services = new ServiceCollection();
        services.AddScoped<Store>();
        services.AddSingleton(new List<Store>());
        services.AddSingleFlight<string, string>(new() { LeaderLeaves = LeaderLeaves.Immediately });
        _provider = services.BuildServiceProvider(validateScopes: true);
        _flight = _provider.GetRequiredService<ScopedSingleFlight<string, string>>();
    }

    private List<Store> Stores => _provider.GetRequiredService<List<Store>>();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task The_service_lives_until_the_flight_ends_and_no_longer()
    {
        var started = new TaskCompletionSource<Store>();
        var answer = new TaskCompletionSource<string>();
        var call = _flight.RunAsync<Store>("token", async (store, _, _) =>
        {
            started.SetResult(store);
            var result = await answer.Task;
            Assert.False(store.Disposed);
            return result;
        });

        var store = await started.Task;
        Assert.False(store.Disposed);
        answer.SetResult("rotated");

        Assert.Equal("rotated", await call);
        Assert.True(store.Disposed);
    }

    [Fact]
    public async Task Joiners_and_stragglers_make_no_scope()
    {
        var answer = new TaskCompletionSource<string>();
        Task<string> Call() => _flight.RunAsync<Store>("token", (_, _, _) => answer.Task);

        var calls = new[] { Call(), Call(), Call() };
        answer.SetResult("rotated");
        await Task.WhenAll(calls);
        await Call();

        Assert.Single(Stores);
    }

    [Fact]
    public async Task A_leader_that_leaves_does_not_take_the_scope_with_it()
    {
        using var leaves = new CancellationTokenSource();
        var started = new TaskCompletionSource<Store>();
        var answer = new TaskCompletionSource<string>();
        Task<string> Work(Store store, string token, CancellationToken flightToken)
        {
            started.SetResult(store);
            return answer.Task;
        }

        var leader = _flight.RunAsync<Store>("token", Work, leaves.Token);
        var joiner = _flight.RunAsync<Store>("token", (_, _, _) => throw new InvalidOperationException("a second flight"));
        var store = await started.Task;

        leaves.Cancel();
        Assert.False(store.Disposed);
        answer.SetResult("rotated");

        Assert.Equal("rotated", await joiner);
        Assert.True(Assert.Single(Stores).Disposed);
        try
        {
            await leader;
        }
        catch (OperationCanceledException)
        {
            // Whether the leader left before the answer is the flight's affair; here only the scope matters.
        }
    }

    [Fact]
    public async Task A_failed_delegate_leaves_no_scope_behind()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => _flight.RunAsync<Store>("token", (_, _, _) => throw new TimeoutException()));

        Assert.True(Assert.Single(Stores).Disposed);
    }

    [Fact]
    public async Task Flight_and_commit_have_a_scope_each()
    {
        Store? first = null;
        Store? second = null;

        await _flight.RunAndCommitAsync<Store>(
            "token",
            (store, token, _) =>
            {
                first = store;
                return Task.FromResult(token + "+1");
            },
            (store, token, result, _) =>
            {
                second = store;
                Assert.Equal(("token", "token+1"), (token, result));
                return Task.CompletedTask;
            });

        Assert.NotSame(first, second);
        Assert.All(Stores, store => Assert.True(store.Disposed));
    }

    [Fact]
    public async Task Several_services_come_through_the_provider()
    {
        var result = await _flight.RunAsync<IServiceProvider>(
            "token", (services, _, _) => Task.FromResult(services.GetRequiredService<Store>().ToString()!));

        Assert.Contains(nameof(Store), result);
        Assert.True(Assert.Single(Stores).Disposed);
    }

    [Fact]
    public async Task A_service_that_is_not_registered_fails_the_call_and_frees_the_key()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _flight.RunAsync<Random>("token", (_, _, _) => Task.FromResult("never")));

        Assert.Equal("next", await _flight.RunAsync<Store>("token", (_, _, _) => Task.FromResult("next")));
    }

    [Fact]
    public async Task A_null_task_fails_with_words() =>
        Assert.Contains("null", (await Assert.ThrowsAsync<InvalidOperationException>(() => _flight.RunAsync<Store>("token", (_, _, _) => null!))).Message);

    [Fact]
    public async Task A_scope_that_cannot_be_disposed_of_costs_neither_result_nor_commit_nor_the_first_failure()
    {
        var log = new Log();
        await using var provider = With(log);
        var flight = provider.GetRequiredService<ScopedSingleFlight<string, string>>();

        Assert.Equal("rotated", await flight.RunAsync<Stuck>("secret-token", (_, _, _) => Task.FromResult("rotated")));
        Assert.Equal("rotated", await flight.RunAsync<Stuck>("secret-token", (_, _, _) => throw new InvalidOperationException("a second exchange")));
        var line = Assert.Single(log.Lines);
        Assert.Contains(nameof(NotSupportedException), line);
        Assert.DoesNotContain("secret", line);

        var commits = 0;
        Assert.Equal("other", await flight.RunAndCommitAsync<Stuck>("other", (_, token, _) => Task.FromResult(token), (_, _, _, _) =>
        {
            commits++;
            return Task.CompletedTask;
        }));
        Assert.Equal("other", await flight.RunAndCommitAsync<Stuck>("other", (_, token, _) => Task.FromResult(token), (_, _, _, _) => throw new InvalidOperationException("a second commit")));
        Assert.Equal(1, commits);

        await Assert.ThrowsAsync<TimeoutException>(() => flight.RunAsync<Stuck>("fails", (_, _, _) => throw new TimeoutException()));
    }

    private static ServiceProvider With(ILoggerProvider log)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(log));
        services.AddScoped<Stuck>();
        services.AddSingleFlight<string, string>();
        return services.BuildServiceProvider();
    }

    private sealed class Stuck : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => throw new NotSupportedException("secret of the connection");
    }

    private sealed class Store : IAsyncDisposable
    {
        public Store(List<Store> all) => all.Add(this);

        public bool Disposed { get; private set; }

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            Disposed = true;
        }
    }
}
