namespace RefreshRace.Runtime.Tests;

public class DrainTests
{
    private readonly ManualTime _time = new();
    private readonly Exchange _exchange = new();

    [Fact]
    public async Task It_waits_for_flights_under_way_refuses_new_ones_and_lets_calls_join()
    {
        var flight = Flights.With(_time);
        await flight.RunAsync("old", (_, _) => Task.FromResult("retained"));
        var under = flight.RunAsync("R0", _exchange.Run);
        await _exchange.Answer(0);
        var drain = flight.DrainAsync();
        Assert.False(drain.IsCompleted);
        await Assert.ThrowsAsync<InvalidOperationException>(() => flight.RunAsync("new", Flights.Never));
        Assert.Throws<InvalidOperationException>(() => flight.Run("new", (_, _) => ""));
        Assert.Equal("retained", await flight.RunAsync("old", Flights.Never));
        var joiner = flight.RunAsync("R0", Flights.Never);
        await _exchange.Succeed(0, "R1");
        await drain.Ends();
        Assert.Equal("R1", await under.Ends());
        Assert.Equal("R1", await joiner.Ends());
        await flight.DrainAsync().Ends();
    }

    [Fact]
    public async Task It_waits_for_commits_and_lets_an_owed_commit_run()
    {
        var flight = Flights.With(_time);
        await Assert.ThrowsAsync<IOException>(
            () => flight.RunAndCommitAsync("R0", (_, _) => Task.FromResult("R1"), (_, _, _) => throw new IOException()).Ends());
        await flight.DrainAsync().Ends();
        var held = new TaskCompletionSource();
        var retry = flight.RunAndCommitAsync("R0", Flights.Never, (_, _, _) => held.Task);
        var drain = flight.DrainAsync();
        Assert.False(drain.IsCompleted);
        held.SetResult();
        await drain.Ends();
        Assert.Equal("R1", await retry.Ends());
    }

    [Fact]
    public async Task Its_token_ends_the_wait_and_nothing_else()
    {
        var flight = Flights.With(_time);
        var under = flight.RunAsync("R0", _exchange.Run);
        await _exchange.Answer(0);
        using var cancel = new CancellationTokenSource();
        var drain = flight.DrainAsync(cancel.Token);
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drain.Ends());
        await _exchange.Succeed(0, "R1");
        Assert.Equal("R1", await under.Ends());
    }

    [Fact]
    public async Task A_delegate_that_never_ends_holds_it_up_for_twice_the_timeout_at_most()
    {
        var flight = Flights.With(_time);
        var under = flight.RunAsync("R0", _exchange.Run);
        await _exchange.Answer(0);
        var drain = flight.DrainAsync();
        _time.Advance(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<TimeoutException>(() => under.Ends());
        Assert.False(drain.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(60));
        await drain.Ends();
    }

    [Fact]
    public async Task Racing_with_calls_and_evictions_every_call_ends()
    {
        for (var round = 0; round < 20; round++)
        {
            var flight = Flights.With(retainFor: TimeSpan.FromMilliseconds(1));
            var running = 0;
            var drained = false;
            var late = false;
            var calls = Enumerable.Range(0, 4).Select(c => Task.Run(async () =>
            {
                for (var i = 0; i < 50; i++)
                {
                    try
                    {
                        await flight.RunAsync($"key {i % 5}", async (key, _) =>
                        {
                            Interlocked.Increment(ref running);
                            await Task.Yield();
                            late |= Volatile.Read(ref drained);
                            Interlocked.Decrement(ref running);
                            return key;
                        });
                        flight.Evict($"key {c}");
                    }
                    catch (InvalidOperationException)
                    {
                    }
                }
            })).ToArray();
            await Task.Yield();
            await flight.DrainAsync().Ends();
            Volatile.Write(ref drained, true);
            Assert.Equal(0, Volatile.Read(ref running));
            await Task.WhenAll(calls).Ends();
            Assert.False(late);
            Assert.Equal(0, flight.InFlight());
        }
    }
}
