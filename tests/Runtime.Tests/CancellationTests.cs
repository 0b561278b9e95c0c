using System.Diagnostics.Metrics;

namespace RefreshRace.Runtime.Tests;

public class CancellationTests
{
    private readonly Exchange _exchange = new();

    [Fact]
    public async Task A_token_that_has_fired_starts_nothing()
    {
        var flight = new SingleFlight<string, string>();
        var fired = new CancellationToken(canceled: true);
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flight.RunAsync("R0", _exchange.Run, fired));
        Assert.Equal(fired, thrown.CancellationToken);
        Assert.ThrowsAny<OperationCanceledException>(() => flight.Run("R0", (_, _) => "R1", fired));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => flight.RunAndCommitAsync("R0", _exchange.Run, (_, _, _) => Task.CompletedTask, fired));
        Assert.Equal(0, _exchange.Started);
        Assert.Equal(0, flight.InFlight());
    }

    [Fact]
    public async Task A_joiner_leaves_at_once_and_changes_nothing_for_the_others()
    {
        var flight = new SingleFlight<string, string>();
        using var cancel = new CancellationTokenSource();
        var leader = flight.RunAsync("R0", _exchange.Run);
        await _exchange.Answer(0);
        var leaving = flight.RunAsync("R0", Flights.Never, cancel.Token);
        var staying = flight.RunAsync("R0", Flights.Never, new CancellationTokenSource().Token);
        cancel.Cancel();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving.Ends());
        Assert.Equal(cancel.Token, thrown.CancellationToken);
        Assert.False(_exchange.Token(0).IsCancellationRequested);
        await _exchange.Succeed(0, "R1");
        Assert.Equal("R1", await leader.Ends());
        Assert.Equal("R1", await staying.Ends());
    }

    [Fact]
    public async Task The_first_callers_cancellation_does_not_reach_the_exchange_and_the_leader_stays_for_the_outcome()
    {
        var flight = new SingleFlight<string, string>();
        using var cancel = new CancellationTokenSource();
        var leader = flight.RunAsync("R0", _exchange.Run, cancel.Token);
        await _exchange.Answer(0);
        var joiner = flight.RunAsync("R0", Flights.Never);
        cancel.Cancel();
        Assert.False(_exchange.Token(0).IsCancellationRequested);
        Assert.False(leader.IsCompleted);
        await _exchange.Succeed(0, "R1");
        Assert.Equal("R1", await leader.Ends());
        Assert.Equal("R1", await joiner.Ends());
    }

    [Fact]
    public async Task A_leader_that_leaves_immediately_leaves_its_flight_running()
    {
        var flight = Flights.With(leaderLeaves: LeaderLeaves.Immediately);
        using var cancel = new CancellationTokenSource();
        var leader = flight.RunAsync("R0", _exchange.Run, cancel.Token);
        await _exchange.Answer(0);
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader.Ends());
        var joiner = flight.RunAsync("R0", Flights.Never);
        await _exchange.Succeed(0, "R1");
        Assert.Equal("R1", await joiner.Ends());
    }

    [Fact]
    public async Task By_default_a_flight_that_everybody_left_goes_on_and_its_result_is_retained()
    {
        var flight = Flights.With(leaderLeaves: LeaderLeaves.Immediately);
        using var cancel = new CancellationTokenSource();
        var leader = flight.RunAsync("R0", _exchange.Run, cancel.Token);
        await _exchange.Answer(0);
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader.Ends());
        await _exchange.Succeed(0, "R1");
        await Eventually.Holds(() => flight.InFlight() == 0);
        Assert.Equal("R1", await flight.RunAsync("R0", Flights.Never));
    }

    [Fact]
    public async Task An_abandoned_flight_is_cancelled_when_asked_for_and_blocks_a_second_start_until_it_ends()
    {
        var flight = Flights.With(cancelWhenAbandoned: true);
        using var leaderCancel = new CancellationTokenSource();
        using var joinerCancel = new CancellationTokenSource();
        var leader = flight.RunAsync("R0", _exchange.Run, leaderCancel.Token);
        var joiner = flight.RunAsync("R0", _exchange.Run, joinerCancel.Token);
        var first = await _exchange.Answer(0);
        leaderCancel.Cancel();
        Assert.False(_exchange.Token(0).IsCancellationRequested);
        joinerCancel.Cancel();
        Assert.True(_exchange.Token(0).IsCancellationRequested);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => joiner.Ends());

        var late = flight.RunAsync("R0", _exchange.Run);
        Assert.Equal(1, _exchange.Started);
        Assert.False(late.IsCompleted);
        first.SetCanceled(_exchange.Token(0));
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader.Ends());
        Assert.Equal(leaderCancel.Token, thrown.CancellationToken);
        await _exchange.Succeed(1, "R1");
        Assert.Equal("R1", await late.Ends());
    }

    [Fact]
    public async Task A_blocking_call_waits_for_an_abandoned_flight_to_end_too()
    {
        var flight = Flights.With(cancelWhenAbandoned: true);
        using var cancel = new CancellationTokenSource();
        var leader = flight.RunAsync("R0", _exchange.Run, cancel.Token);
        var first = await _exchange.Answer(0);
        cancel.Cancel();
        var blocking = Blocking.Call(() => flight.Run("R0", (_, _) => first.Task.IsCompleted ? "after it" : "beside it"));
        await Task.Yield();
        first.SetCanceled(_exchange.Token(0));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader.Ends());
        Assert.Equal("after it", await blocking.Ends());
    }

    [Fact]
    public async Task A_callback_of_the_delegate_that_takes_long_does_not_hold_up_the_leader_whose_flight_has_ended()
    {
        var flight = Flights.With(cancelWhenAbandoned: true);
        using var cancel = new CancellationTokenSource();
        using var linger = new Linger();
        var leader = flight.RunAsync("R0", linger.Around(_exchange), cancel.Token);
        await _exchange.Answer(0);
        var cancelling = linger.WhileCancelling(cancel);
        await linger.Entered.Ends();
        await _exchange.Succeed(0, "R1");
        Assert.Equal("R1", await leader.Ends());
        Assert.False(cancelling.IsCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nor_the_last_joiner_who_leaves(bool blocks)
    {
        using var meter = new Meter("joins");
        var flight = new SingleFlight<string, string>(
            new() { Meter = meter, CancelWhenAbandoned = true, LeaderLeaves = LeaderLeaves.Immediately });
        using var leaderCancel = new CancellationTokenSource();
        using var cancel = new CancellationTokenSource();
        using var linger = new Linger();
        var joins = 0L;
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref joins, count));
        var leader = flight.RunAsync("R0", linger.Around(_exchange), leaderCancel.Token);
        await _exchange.Answer(0);
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (ReferenceEquals(instrument.Meter, meter) && instrument.Name == "refreshrace.joins")
                l.EnableMeasurementEvents(instrument);
        };
        listener.Start();
        var joiner = blocks
            ? Blocking.Call(() => flight.Run("R0", (_, _) => "beside it", cancel.Token))
            : flight.RunAsync("R0", Flights.Never, cancel.Token);
        await Eventually.Holds(() => Interlocked.Read(ref joins) == 1);
        leaderCancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader.Ends());
        var cancelling = linger.WhileCancelling(cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => joiner.Ends());
        await linger.Entered.Ends();
        Assert.False(cancelling.IsCompleted);
    }

    /// <summary>A callback of the flight's token that does not return before the test ends.</summary>
    private sealed class Linger : IDisposable
    {
        private readonly ManualResetEventSlim _release = new();
        private readonly TaskCompletionSource<bool> _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task<bool> Entered => _entered.Task;

        internal Func<string, CancellationToken, Task<string>> Around(Exchange exchange) => (key, token) =>
        {
            token.Register(() =>
            {
                _entered.SetResult(true);
                _release.Wait();
            });
            return exchange.Run(key, token);
        };

        internal Task<bool> WhileCancelling(CancellationTokenSource source) => Blocking.Call(() =>
        {
            source.Cancel();
            return true;
        });

        public void Dispose() => _release.Set();
    }

    [Fact]
    public async Task A_caller_that_cannot_leave_keeps_the_flight_alive()
    {
        var flight = Flights.With(cancelWhenAbandoned: true);
        using var cancel = new CancellationTokenSource();
        var leader = flight.RunAsync("R0", _exchange.Run, cancel.Token);
        await _exchange.Answer(0);
        var joiner = flight.RunAsync("R0", Flights.Never);
        cancel.Cancel();
        Assert.False(_exchange.Token(0).IsCancellationRequested);
        await _exchange.Succeed(0, "R1");
        Assert.Equal("R1", await joiner.Ends());
        Assert.Equal("R1", await leader.Ends());
    }

    [Fact]
    public async Task A_success_that_an_abandoned_flight_still_brings_is_not_lost()
    {
        var flight = Flights.With(cancelWhenAbandoned: true);
        using var cancel = new CancellationTokenSource();
        var leader = flight.RunAsync("R0", _exchange.Run, cancel.Token);
        await _exchange.Answer(0);
        cancel.Cancel();
        var late = flight.RunAsync("R0", Flights.Never);
        await _exchange.Succeed(0, "R1");
        Assert.Equal("R1", await leader.Ends());
        Assert.Equal("R1", await late.Ends());
    }

    [Fact]
    public async Task A_callers_late_cancellation_changes_nothing()
    {
        var flight = Flights.With(cancelWhenAbandoned: true);
        using var cancel = new CancellationTokenSource();
        var leader = flight.RunAsync("R0", _exchange.Run, cancel.Token);
        await _exchange.Succeed(0, "R1");
        Assert.Equal("R1", await leader.Ends());
        cancel.Cancel();
        Assert.Equal("R1", await flight.RunAsync("R0", Flights.Never));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_leader_counts_as_gone_while_its_delegate_keeps_its_thread(bool blocks)
    {
        var flight = Flights.With(cancelWhenAbandoned: true);
        using var cancel = new CancellationTokenSource();
        Func<string, CancellationToken, string> exchange = (_, token) =>
        {
            cancel.Cancel();
            token.ThrowIfCancellationRequested();
            return "R1";
        };
        var leader = blocks
            ? Blocking.Call(() => flight.Run("R0", exchange, cancel.Token))
            : Task.Run(() => flight.RunAsync("R0", (key, token) => Task.FromResult(exchange(key, token)), cancel.Token));
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader.Ends());
        Assert.Equal(cancel.Token, thrown.CancellationToken);
        Assert.Equal(0, flight.InFlight());
    }
}
