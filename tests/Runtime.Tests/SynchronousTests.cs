namespace RefreshRace.Runtime.Tests;

public class SynchronousTests
{
    [Fact]
    public async Task Blocking_callers_share_one_flight_with_each_other_and_with_asynchronous_ones()
    {
        var flight = new SingleFlight<string, string>();
        using var go = new ManualResetEventSlim();
        var started = 0;
        var calls = Enumerable.Range(0, 3).Select(_ => Blocking()).ToList();
        await Eventually.Holds(() => Volatile.Read(ref started) == 1);
        calls.Add(flight.RunAsync("R0", Flights.Never));
        go.Set();
        Assert.All(await Task.WhenAll(calls).Ends(), result => Assert.Equal("R1", result));
        Assert.Equal(1, started);

        Task<string> Blocking() => Task.Factory.StartNew(
            () => flight.Run("R0", (_, _) =>
            {
                Interlocked.Increment(ref started);
                go.Wait(Eventually.Limit);
                return "R1";
            }),
            TaskCreationOptions.LongRunning);
    }

    [Fact]
    public async Task A_blocking_joiner_of_an_asynchronous_flight_gets_its_result_or_leaves_by_its_token()
    {
        var flight = new SingleFlight<string, string>();
        var exchange = new Exchange();
        var leader = flight.RunAsync("R0", exchange.Run);
        await exchange.Answer(0);
        using var cancel = new CancellationTokenSource();
        var leaving = Blocking.Call(() => flight.Run("R0", (_, _) => throw new InvalidOperationException(), cancel.Token));
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving.Ends());
        var staying = Blocking.Call(() => flight.Run("R0", (_, _) => "retained or joined"));
        await exchange.Succeed(0, "R1");
        Assert.Equal("R1", await staying.Ends());
        Assert.Equal("R1", await leader.Ends());
    }

    [Fact]
    public async Task An_exception_reaches_leader_and_joiner_as_it_is()
    {
        var flight = new SingleFlight<string, string>();
        var failure = new FormatException();
        using var go = new ManualResetEventSlim();
        var started = false;
        var leader = Blocking.Call(() => flight.Run("R0", (_, _) =>
        {
            Volatile.Write(ref started, true);
            go.Wait(Eventually.Limit);
            throw failure;
        }));
        await Eventually.Holds(() => Volatile.Read(ref started));
        var joiner = flight.RunAsync("R0", Flights.Never);
        go.Set();
        Assert.Same(failure, await Assert.ThrowsAsync<FormatException>(() => leader.Ends()));
        Assert.Same(failure, await Assert.ThrowsAsync<FormatException>(() => joiner.Ends()));
        Assert.Equal("R1", flight.Run("R0", (_, _) => "R1"));
    }

    [Fact]
    public async Task Many_threads_on_few_keys_all_get_an_answer()
    {
        var flight = Flights.With(retainFor: TimeSpan.Zero);
        var threads = Enumerable.Range(0, 6).Select(t => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < 2000; i++)
                {
                    var key = $"key {(i + t) % 3}";
                    Assert.Equal(key, flight.Run(key, (k, _) => k));
                }
            },
            TaskCreationOptions.LongRunning));
        await Task.WhenAll(threads).Ends();
        Assert.Equal(0, flight.InFlight());
    }
}
